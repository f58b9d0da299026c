"""The model IntegrationVersion."""

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
    decode_string,
    decode_uuid,
)
from ..._codec.encode import encode_additional, encode_datetime, encode_string, encode_uuid
from ..._codec.open_enum import show_names
from .release_state import ReleaseState

__all__ = ["IntegrationVersion"]


@attrs.define(kw_only=True)
class IntegrationVersion(Model):
    """One version of an integration. What the version does is described by its Integration
    Blueprint, an XML document that is sent separately.

    Args:
        id: Identifier of the integration version.
        created_at: When the integration version was created; set by the service. Read-only:
            left out of what is sent.
        updated_at: When the integration version last changed; set by the service. Read-only:
            left out of what is sent.
        account_id: The account that owns the integration version.
        version: Version name, unique within the integration (inferred); the blueprint gives
            it.
        title: Title of the version for people to read; the blueprint gives it.
        release_state: How far a version of an integration has come on its way to its users.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema IntegrationVersion.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "id",
        "created_at",
        "updated_at",
        "account_id",
        "version",
        "title",
        "release_state",
    )
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"created_at", "updated_at"})

    id: UUID | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    account_id: UUID | None = None
    version: str | None = None
    title: str | None = None
    release_state: ReleaseState | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = encode_uuid(self.id, "IntegrationVersion.id")
        if self.created_at is not None:
            data["created_at"] = encode_datetime(self.created_at, "IntegrationVersion.created_at")
        if self.updated_at is not None:
            data["updated_at"] = encode_datetime(self.updated_at, "IntegrationVersion.updated_at")
        if self.account_id is not None:
            data["account_id"] = encode_uuid(self.account_id, "IntegrationVersion.account_id")
        if self.version is not None:
            data["version"] = encode_string(self.version, "IntegrationVersion.version")
        if self.title is not None:
            data["title"] = encode_string(self.title, "IntegrationVersion.title")
        if self.release_state is not None:
            data["release_state"] = encode_string(
                self.release_state, "IntegrationVersion.release_state"
            )
        encode_additional(self.additional_properties, data, "IntegrationVersion")
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
            value = pop("version", None)
            self.version = value if type(value) is str else decode_string(value)
            value = pop("title", None)
            self.title = value if type(value) is str else decode_string(value)
            value = pop("release_state", None)
            self.release_state = None if value is None else decode_enum(ReleaseState, value)
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
            ("version", "version", str),
            ("title", "title", str),
            ("release_state", "release_state", ReleaseState),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.id = source.id
        self.created_at = source.created_at
        self.updated_at = source.updated_at
        self.account_id = source.account_id
        self.version = source.version
        self.title = source.title
        value = source.release_state
        self.release_state = None if value is None else decode_enum(ReleaseState, value)
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
