"""The model AccountRefType."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from ..._codec.decode import Model, WrongValueError, decode_string, decode_uuid
from ..._codec.encode import encode_additional, encode_string, encode_uuid
from ..._codec.open_enum import show_names

__all__ = ["AccountRefType"]


@attrs.define(kw_only=True)
class AccountRefType(Model):
    """The account that a tenant belongs to; that it is usually a school district is inferred.

    Args:
        id: Identifier of the account.
        name: Display name of the account.
        public_id: Identifier of the account in public registers, such as a district number
            (inferred).
        timezone: Time zone of the account; that it is an IANA name is inferred.
        userdata: Free text that the owner attaches to the account.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema AccountRefType.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("id", "name", "public_id", "timezone", "userdata")

    id: UUID | None = None
    name: str | None = None
    public_id: str | None = None
    timezone: str | None = None
    userdata: str | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = encode_uuid(self.id, "AccountRefType.id")
        if self.name is not None:
            data["name"] = encode_string(self.name, "AccountRefType.name")
        if self.public_id is not None:
            data["public_id"] = encode_string(self.public_id, "AccountRefType.public_id")
        if self.timezone is not None:
            data["timezone"] = encode_string(self.timezone, "AccountRefType.timezone")
        if self.userdata is not None:
            data["userdata"] = encode_string(self.userdata, "AccountRefType.userdata")
        encode_additional(self.additional_properties, data, "AccountRefType")
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
            value = pop("name", None)
            self.name = value if type(value) is str else decode_string(value)
            value = pop("public_id", None)
            self.public_id = value if type(value) is str else decode_string(value)
            value = pop("timezone", None)
            self.timezone = value if type(value) is str else decode_string(value)
            value = pop("userdata", None)
            self.userdata = value if type(value) is str else decode_string(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (
            ("id", "id", UUID),
            ("name", "name", str),
            ("public_id", "public_id", str),
            ("timezone", "timezone", str),
            ("userdata", "userdata", str),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.id = source.id
        self.name = source.name
        self.public_id = source.public_id
        self.timezone = source.timezone
        self.userdata = source.userdata
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
