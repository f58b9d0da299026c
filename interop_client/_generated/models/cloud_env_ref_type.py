"""The model CloudEnvRefType."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from ..._codec.decode import Model, WrongValueError, decode_string, decode_uuid
from ..._codec.encode import encode_additional, encode_string, encode_uuid
from ..._codec.open_enum import show_names

__all__ = ["CloudEnvRefType"]


@attrs.define(kw_only=True)
class CloudEnvRefType(Model):
    """The environment that a cloud belongs to; that it is production or a test environment, for
    example, is inferred.

    Args:
        id: Identifier of the environment.
        name: Display name of the environment.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: vendor. The vendor's OpenAPI document (2020), schema CloudEnvRefType.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("id", "name")

    id: UUID | None = None
    name: str | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = encode_uuid(self.id, "CloudEnvRefType.id")
        if self.name is not None:
            data["name"] = encode_string(self.name, "CloudEnvRefType.name")
        encode_additional(self.additional_properties, data, "CloudEnvRefType")
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
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return (("id", "id", UUID), ("name", "name", str))

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.id = source.id
        self.name = source.name
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
