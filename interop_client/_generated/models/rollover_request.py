"""The model RolloverRequest."""

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
    required,
)
from ..._codec.encode import encode_additional, encode_datetime, encode_string, encode_uuid
from ..._codec.open_enum import show_names
from .rollover_status import RolloverStatus

__all__ = ["RolloverRequest"]


@attrs.define(kw_only=True)
class RolloverRequest(Model):
    """What is sent to create a rollover, or to replace one in full. A rollover that is read has a
    schema of its own, in which nothing is required.

    Args:
        name: Display name of the rollover. Although the page marks it read-only, it is
            required here and has to be sent.
        start_date: First instant of the rollover (inferred). Although the page marks it
            read-only, it is required here and has to be sent. An aware datetime.
        end_date: Instant at which the rollover ends; that it is no longer part of it is
            inferred. Although the page marks it read-only, it is required here and has to be
            sent. An aware datetime.
        type: Kind of the rollover. It is an enum whose values are not published: copy one
            from an existing rollover.
        status: Where a rollover stands in time: before, within or after its window.
        cloud_id: The cloud whose schedules are paused (inferred).
        actor_id: The actor that the rollover is limited to, if any (inferred).
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: page. Body of the create and the update of a rollover, with what is required.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "name",
        "start_date",
        "end_date",
        "type",
        "status",
        "cloud_id",
        "actor_id",
    )

    name: str
    start_date: datetime
    end_date: datetime
    type: str
    status: RolloverStatus | str
    cloud_id: UUID | str
    actor_id: UUID | str | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        data["name"] = encode_string(self.name, "RolloverRequest.name")
        data["start_date"] = encode_datetime(self.start_date, "RolloverRequest.start_date")
        data["end_date"] = encode_datetime(self.end_date, "RolloverRequest.end_date")
        data["type"] = encode_string(self.type, "RolloverRequest.type")
        data["status"] = encode_string(self.status, "RolloverRequest.status")
        data["cloud_id"] = encode_uuid(self.cloud_id, "RolloverRequest.cloud_id")
        if self.actor_id is not None:
            data["actor_id"] = encode_uuid(self.actor_id, "RolloverRequest.actor_id")
        encode_additional(self.additional_properties, data, "RolloverRequest")
        return data

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        if type(data) is not dict:
            raise WrongValueError("an object", data)
        self = cls.__new__(cls)
        pop = data.pop
        try:
            value = pop("name", None)
            self.name = required(decode_string(value))
            value = pop("start_date", None)
            self.start_date = required(decode_datetime(value))
            value = pop("end_date", None)
            self.end_date = required(decode_datetime(value))
            value = pop("type", None)
            self.type = required(decode_string(value))
            value = pop("status", None)
            self.status = required(decode_enum(RolloverStatus, value))
            value = pop("cloud_id", None)
            self.cloud_id = required(decode_uuid(value))
            value = pop("actor_id", None)
            self.actor_id = None if value is None else decode_uuid(value)
        except WrongValueError as error:
            raise self._failed(error) from None
        if data:
            self.additional_properties = {**data}
        return self
