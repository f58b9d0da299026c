"""The model TenantState."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..._codec.decode import Model, WrongValueError
from ..._codec.encode import encode_additional
from ..._codec.open_enum import show_names

__all__ = ["TenantState"]


@attrs.define(kw_only=True)
class TenantState(Model):
    """State of a tenant. No property of it is documented, so whatever the service sends is kept as
    it is.

    Args:
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: inferred. The page names the operation that returns it and shows nothing of its
    shape.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ()

    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        encode_additional(self.additional_properties, data, "TenantState")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        if data:
            self.additional_properties = {**data}
        return self

    @classmethod
    def _layout(cls) -> tuple[tuple[str, str, Any], ...]:
        return ()

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
