"""The model Integration."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from ..._codec.decode import Model, WrongValueError, decode_datetime, decode_string, decode_uuid
from ..._codec.encode import encode_additional, encode_datetime, encode_string, encode_uuid
from ..._codec.open_enum import show_names

__all__ = ["Integration"]


@attrs.define(kw_only=True)
class Integration(Model):
    """A product that works with roster data, as its owner registered it. Its behaviour is described
    by its versions.

    Args:
        id: Identifier of the integration.
        created_at: When the integration was created; set by the service. Read-only: left out
            of what is sent.
        updated_at: When the integration last changed; set by the service. Read-only: left
            out of what is sent.
        account_id: The account that owns the integration.
        name: Technical name of the integration, unique within the account.
        title: Title of the integration for people to read.
        version: The version of the integration that is in use (inferred).
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema Integration.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "id",
        "created_at",
        "updated_at",
        "account_id",
        "name",
        "title",
        "version",
    )
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"created_at", "updated_at"})

    id: UUID | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    account_id: UUID | None = None
    name: str | None = None
    title: str | None = None
    version: str | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = encode_uuid(self.id, "Integration.id")
        if self.created_at is not None:
            data["created_at"] = encode_datetime(self.created_at, "Integration.created_at")
        if self.updated_at is not None:
            data["updated_at"] = encode_datetime(self.updated_at, "Integration.updated_at")
        if self.account_id is not None:
            data["account_id"] = encode_uuid(self.account_id, "Integration.account_id")
        if self.name is not None:
            data["name"] = encode_string(self.name, "Integration.name")
        if self.title is not None:
            data["title"] = encode_string(self.title, "Integration.title")
        if self.version is not None:
            data["version"] = encode_string(self.version, "Integration.version")
        encode_additional(self.additional_properties, data, "Integration")
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
            value = pop("name", None)
            self.name = value if type(value) is str else decode_string(value)
            value = pop("title", None)
            self.title = value if type(value) is str else decode_string(value)
            value = pop("version", None)
            self.version = value if type(value) is str else decode_string(value)
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
            ("name", "name", str),
            ("title", "title", str),
            ("version", "version", str),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.id = source.id
        self.created_at = source.created_at
        self.updated_at = source.updated_at
        self.account_id = source.account_id
        self.name = source.name
        self.title = source.title
        self.version = source.version
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
