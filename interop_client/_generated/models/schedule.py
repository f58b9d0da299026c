"""The model Schedule."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

import attrs

from ..._codec.decode import (
    Model,
    WrongValueError,
    decode_boolean,
    decode_datetime,
    decode_enum,
    decode_integer,
    decode_uuid,
)
from ..._codec.encode import (
    encode_additional,
    encode_boolean,
    encode_datetime,
    encode_integer,
    encode_string,
    encode_uuid,
)
from ..._codec.open_enum import show_names
from .schedule_type import ScheduleType

__all__ = ["Schedule"]


@attrs.define(kw_only=True)
class Schedule(Model):
    """Has roster data collected every night, at an hour in UTC, from the information system of the
    school. What a run loads is an ingestion, and an active rollover pauses it (all inferred but
    the hour).

    Args:
        id: Identifier of the schedule.
        created_at: When the schedule was created; set by the service.
        updated_at: When the schedule last changed; set by the service.
        account_id: The account that owns the schedule.
        tenant_id: The tenant that the schedule belongs to.
        hour: Hour of the day, in UTC, at which the schedule runs.
        enabled: Whether the schedule runs at all. Nothing else of it can be updated.
        type: What a schedule does. One can create, or run at will, those of type collection
            only.
        paused: Whether the schedule is held back at the moment, for example by an active
            rollover.
        last_run_at: When the schedule last ran.
        next_run_at: When the schedule is due to run next.
        additional_properties: Properties that the OpenAPI document does not know, as they came.

    Source: inferred. The page describes the operations on schedules and shows none of their
    answers.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "id",
        "created_at",
        "updated_at",
        "account_id",
        "tenant_id",
        "hour",
        "enabled",
        "type",
        "paused",
        "last_run_at",
        "next_run_at",
    )
    READ_ONLY: ClassVar[frozenset[str]] = frozenset({"created_at", "updated_at"})

    id: UUID | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    account_id: UUID | None = None
    tenant_id: UUID | None = None
    hour: int | None = None
    enabled: bool | None = None
    type: ScheduleType | None = None
    paused: bool | None = None
    last_run_at: datetime | None = None
    next_run_at: datetime | None = None
    additional_properties: dict[str, Any] = attrs.field(factory=dict, repr=show_names)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        data: dict[str, Any] = {}
        if self.id is not None:
            data["id"] = encode_uuid(self.id, "Schedule.id")
        if self.created_at is not None:
            data["created_at"] = encode_datetime(self.created_at, "Schedule.created_at")
        if self.updated_at is not None:
            data["updated_at"] = encode_datetime(self.updated_at, "Schedule.updated_at")
        if self.account_id is not None:
            data["account_id"] = encode_uuid(self.account_id, "Schedule.account_id")
        if self.tenant_id is not None:
            data["tenant_id"] = encode_uuid(self.tenant_id, "Schedule.tenant_id")
        if self.hour is not None:
            data["hour"] = encode_integer(self.hour, "Schedule.hour")
        if self.enabled is not None:
            data["enabled"] = encode_boolean(self.enabled, "Schedule.enabled")
        if self.type is not None:
            data["type"] = encode_string(self.type, "Schedule.type")
        if self.paused is not None:
            data["paused"] = encode_boolean(self.paused, "Schedule.paused")
        if self.last_run_at is not None:
            data["last_run_at"] = encode_datetime(self.last_run_at, "Schedule.last_run_at")
        if self.next_run_at is not None:
            data["next_run_at"] = encode_datetime(self.next_run_at, "Schedule.next_run_at")
        encode_additional(self.additional_properties, data, "Schedule")
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
            value = pop("hour", None)
            self.hour = None if value is None else decode_integer(value)
            value = pop("enabled", None)
            self.enabled = None if value is None else decode_boolean(value)
            value = pop("type", None)
            self.type = None if value is None else decode_enum(ScheduleType, value)
            value = pop("paused", None)
            self.paused = None if value is None else decode_boolean(value)
            value = pop("last_run_at", None)
            self.last_run_at = None if value is None else decode_datetime(value)
            value = pop("next_run_at", None)
            self.next_run_at = None if value is None else decode_datetime(value)
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
            ("hour", "hour", int),
            ("enabled", "enabled", bool),
            ("type", "type", ScheduleType),
            ("paused", "paused", bool),
            ("last_run_at", "last_run_at", datetime),
            ("next_run_at", "next_run_at", datetime),
        )

    @classmethod
    def _build(cls, source: Any) -> Self:
        self = cls.__new__(cls)
        self.id = source.id
        self.created_at = source.created_at
        self.updated_at = source.updated_at
        self.account_id = source.account_id
        self.tenant_id = source.tenant_id
        self.hour = source.hour
        self.enabled = source.enabled
        value = source.type
        self.type = None if value is None else decode_enum(ScheduleType, value)
        self.paused = source.paused
        self.last_run_at = source.last_run_at
        self.next_run_at = source.next_run_at
        gather = source._undocumented
        if gather is not None:
            self.additional_properties = gather()
        return self
