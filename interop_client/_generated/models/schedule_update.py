"""The model ScheduleUpdate."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..._codec.decode import Model, WrongValueError, decode_boolean
from ..._codec.encode import encode_additional, encode_boolean
from ..._codec.open_enum import UNSET, Unset, show_names

__all__ = ["ScheduleUpdate"]


@attrs.define(kw_only=True)
class ScheduleUpdate(Model):
    """What is sent to change a schedule. Nothing but `enabled` may be changed.

    Args:
        enabled: Whether the schedule is to run at all.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: page. Prose on the update of a schedule; that the attribute is a boolean is our
    conclusion.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("enabled",)

    enabled: bool | Unset | None = UNSET
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is UNSET."""
        data: dict[str, Any] = {}
        if self.enabled is None:
            data["enabled"] = None
        elif self.enabled is not UNSET:
            data["enabled"] = encode_boolean(self.enabled, "ScheduleUpdate.enabled")
        encode_additional(self.additional_properties, data, "ScheduleUpdate")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("enabled", UNSET)
            self.enabled = value if value is UNSET else decode_boolean(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self
