"""The model Ingestion."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from ..._codec.decode import (
    Model,
    WrongValueError,
    decode_datetime,
    decode_enum,
    decode_list,
    decode_string,
    decode_uuid,
)
from ..._codec.encode import (
    encode_additional,
    encode_datetime,
    encode_list,
    encode_string,
    encode_uuid,
)
from ..._codec.open_enum import hide_value, show_names
from .ingestion_state import IngestionState
from .ingestion_type import IngestionType

__all__ = ["Ingestion"]


@attrs.define(kw_only=True)
class Ingestion(Model):
    """One load of roster data, for example one run of a schedule.

    Args:
        id: Identifier of the ingestion.
        created_at: When the ingestion was created; set by the service.
        updated_at: When the ingestion last changed; set by the service.
        account_id: The account that owns the ingestion.
        tenant_id: The tenant that the ingestion belongs to.
        session_token: Token of the session in which the data is loaded. Never log it.
        type: What kind of load an ingestion is. That the run of a schedule is a collection
            is inferred.
        topics: Topics of the data that is loaded.
        state: How far an ingestion has come. That success, failed, cancelled and timeout are
            final is inferred.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document of ingestions (2020), schema Ingestion.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "id",
        "created_at",
        "updated_at",
        "account_id",
        "tenant_id",
        "session_token",
        "type",
        "topics",
        "state",
    )
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"created_at", "updated_at"})
    SECRET: ClassVar[frozenset[str]] = frozenset({"session_token"})

    id: UUID | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    account_id: UUID | None = None
    tenant_id: UUID | None = None
    session_token: str | None = attrs.field(default=None, repr=hide_value)
    type: IngestionType | None = None
    topics: list[str] | None = None
    state: IngestionState | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = encode_uuid(self.id, "Ingestion.id")
        if self.created_at is not None:
            data["created_at"] = encode_datetime(self.created_at, "Ingestion.created_at")
        if self.updated_at is not None:
            data["updated_at"] = encode_datetime(self.updated_at, "Ingestion.updated_at")
        if self.account_id is not None:
            data["account_id"] = encode_uuid(self.account_id, "Ingestion.account_id")
        if self.tenant_id is not None:
            data["tenant_id"] = encode_uuid(self.tenant_id, "Ingestion.tenant_id")
        if self.session_token is not None:
            data["session_token"] = encode_string(self.session_token, "Ingestion.session_token")
        if self.type is not None:
            data["type"] = encode_string(self.type, "Ingestion.type")
        if self.topics is not None:
            data["topics"] = encode_list(self.topics, "Ingestion.topics", encode_string)
        if self.state is not None:
            data["state"] = encode_string(self.state, "Ingestion.state")
        encode_additional(self.additional_properties, data, "Ingestion")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("id", None)
            self.id = None if value is None else decode_uuid(value)
            value = pop("created_at", None)
            self.created_at = None if value is None else decode_datetime(value)
            value = pop("updated_at", None)
            self.updated_at = None if value is None else decode_datetime(value)
            value = pop("account_id", None)
            self.account_id = None if value is None else decode_uuid(value)
            value = pop("tenant_id", None)
            self.tenant_id = None if value is None else decode_uuid(value)
            value = pop("session_token", None)
            self.session_token = value if type(value) is str else decode_string(value)
            value = pop("type", None)
            self.type = None if value is None else decode_enum(IngestionType, value)
            value = pop("topics", None)
            self.topics = None if value is None else decode_list(value, decode_string)
            value = pop("state", None)
            self.state = None if value is None else decode_enum(IngestionState, value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("id", "id", UUID),
            ("created_at", "created_at", datetime),
            ("updated_at", "updated_at", datetime),
            ("account_id", "account_id", UUID),
            ("tenant_id", "tenant_id", UUID),
            ("session_token", "session_token", str),
            ("type", "type", IngestionType),
            ("topics", "topics", list[str]),
            ("state", "state", IngestionState),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.id = source.id
        self.created_at = source.created_at
        self.updated_at = source.updated_at
        self.account_id = source.account_id
        self.tenant_id = source.tenant_id
        self.session_token = source.session_token
        value = source.type
        self.type = None if value is None else decode_enum(IngestionType, value)
        self.topics = source.topics
        value = source.state
        self.state = None if value is None else decode_enum(IngestionState, value)
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
