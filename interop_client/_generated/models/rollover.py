"""The model Rollover."""

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
from .rollover_status import RolloverStatus

__all__ = ["Rollover"]


@attrs.define(kw_only=True)
class Rollover(Model):
    """A stretch of time between two school years, mostly in summer, for which schedules stand still
    (inferred): rosters that are only half renewed would otherwise take live courses away.
    Rollovers exclude each other in time; that only those of the same cloud do is inferred. One
    that is active cannot be deleted.

    Args:
        id: Identifier of the rollover.
        name: Display name of the rollover.
        start_date: First instant of the rollover (inferred).
        end_date: Instant at which the rollover ends; that it is no longer part of it is
            inferred.
        type: Kind of the rollover. It is an enum whose values are not published: copy one
            from an existing rollover.
        status: Where a rollover stands in time: before, within or after its window.
        cloud_id: The cloud whose schedules are paused (inferred).
        actor_id: The actor that the rollover is limited to, if any (inferred).
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: page. Properties that the page lists as the body of the create and the update of a
    rollover; that answers have the same ones is our conclusion.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "id",
        "name",
        "start_date",
        "end_date",
        "type",
        "status",
        "cloud_id",
        "actor_id",
    )

    id: UUID | None = None
    name: str | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    type: str | None = None
    status: RolloverStatus | None = None
    cloud_id: UUID | None = None
    actor_id: UUID | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = encode_uuid(self.id, "Rollover.id")
        if self.name is not None:
            data["name"] = encode_string(self.name, "Rollover.name")
        if self.start_date is not None:
            data["start_date"] = encode_datetime(self.start_date, "Rollover.start_date")
        if self.end_date is not None:
            data["end_date"] = encode_datetime(self.end_date, "Rollover.end_date")
        if self.type is not None:
            data["type"] = encode_string(self.type, "Rollover.type")
        if self.status is not None:
            data["status"] = encode_string(self.status, "Rollover.status")
        if self.cloud_id is not None:
            data["cloud_id"] = encode_uuid(self.cloud_id, "Rollover.cloud_id")
        if self.actor_id is not None:
            data["actor_id"] = encode_uuid(self.actor_id, "Rollover.actor_id")
        encode_additional(self.additional_properties, data, "Rollover")
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
            value = pop("start_date", None)
            self.start_date = None if value is None else decode_datetime(value)
            value = pop("end_date", None)
            self.end_date = None if value is None else decode_datetime(value)
            value = pop("type", None)
            self.type = value if type(value) is str else decode_string(value)
            value = pop("status", None)
            self.status = None if value is None else decode_enum(RolloverStatus, value)
            value = pop("cloud_id", None)
            self.cloud_id = None if value is None else decode_uuid(value)
            value = pop("actor_id", None)
            self.actor_id = None if value is None else decode_uuid(value)
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
            ("start_date", "start_date", datetime),
            ("end_date", "end_date", datetime),
            ("type", "type", str),
            ("status", "status", RolloverStatus),
            ("cloud_id", "cloud_id", UUID),
            ("actor_id", "actor_id", UUID),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.id = source.id
        self.name = source.name
        self.start_date = source.start_date
        self.end_date = source.end_date
        self.type = source.type
        value = source.status
        self.status = None if value is None else decode_enum(RolloverStatus, value)
        self.cloud_id = source.cloud_id
        self.actor_id = source.actor_id
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
