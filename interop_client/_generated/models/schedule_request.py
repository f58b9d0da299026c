"""The model ScheduleRequest."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import attrs

from ..._codec.decode import Model, WrongValueError, decode_integer, required
from ..._codec.encode import encode_additional, encode_integer
from ..._codec.open_enum import show_names

__all__ = ["ScheduleRequest"]


@attrs.define(kw_only=True)
class ScheduleRequest(Model):
    """What is sent to create a schedule. Only the hour is expected.

    Args:
        hour: Hour of the day, in UTC, at which the schedule is to run. The page states the
            upper bound; the lower one is our conclusion.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: page. Body of the create of a schedule.
    """

    FIELDS: ClassVar[tuple[str, ...]] = ("hour",)

    hour: int
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        data["hour"] = encode_integer(self.hour, "ScheduleRequest.hour", minimum=0, maximum=23)
        encode_additional(self.additional_properties, data, "ScheduleRequest")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("hour", None)
            self.hour = required(decode_integer(value))
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self
