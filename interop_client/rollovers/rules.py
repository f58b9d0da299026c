"""What can be told of rollovers, schedules and ingestions by looking at them.

The functions are pure. Windows are half-open, `[start, end)`, and compared as instants; where a
date or a cloud is unknown, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from ..models import (
        Ingestion,
        Rollover,
        RolloverRequest,
        Schedule,
    )

__all__ = [
    "is_active",
    "is_as_sent",
    "is_ended",
    "is_named",
    "is_paused",
    "is_pending",
    "may_be_active",
    "may_have_been",
    "overlapping",
    "same_rollover",
]

_FINAL_STATES = frozenset({"success", "failed", "cancelled", "timeout"})
_CLOCKS_APART = timedelta(seconds=5)
_WITHIN_A_SECOND = timedelta(microseconds=999_999)


def _same_id(one: UUID | str | None, other: UUID | str | None) -> bool:
    """Whether two identifiers are equal, however they are written."""
    return one is not None and other is not None and _plain_id(one) == _plain_id(other)


def _plain_id(value: UUID | str) -> UUID | str:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(value)
    except ValueError:
        return value.lower()


def _same_instant(one: datetime | None, other: datetime | None) -> bool:
    """Whether two instants are equal to the millisecond, in which services keep them."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < timedelta(milliseconds=1)


def overlapping(
    wanted: Rollover | RolloverRequest,
    others: Iterable[Rollover],
    *,
    own_id: UUID | str | None = None,
) -> list[Rollover]:
    """Those of `others` that share an instant with `wanted` in the same cloud.

    Args:
        wanted: the window, and the cloud that it is in.
        others: what there is.
        own_id: the identifier of `wanted` itself, where it is among them.
    """
    start, end = wanted.start_date, wanted.end_date
    if start is None or end is None:
        return []
    return [
        other
        for other in others
        if _same_id(other.cloud_id, wanted.cloud_id)
        and not _same_id(other.id, own_id)
        and other.start_date is not None
        and other.end_date is not None
        and start < other.end_date
        and other.start_date < end
    ]


def is_active(rollover: Rollover, now: datetime) -> bool:
    """Whether `now` is within the window of a rollover. Its `status` is only a hint."""
    start, end = rollover.start_date, rollover.end_date
    return start is not None and end is not None and start <= now < end


def may_be_active(rollover: Rollover, now: datetime) -> bool:
    """Whether a rollover may be active, as far as a clock can tell that shows whole seconds: that
    of the service does, in the `Date` of its responses."""
    return is_active(rollover, now) or (
        now.microsecond == 0 and is_active(rollover, now + _WITHIN_A_SECOND)
    )


def is_ended(rollover: Rollover, now: datetime) -> bool:
    """Whether the window of a rollover is known to be over."""
    return rollover.end_date is not None and rollover.end_date <= now


def is_paused(schedule: Schedule) -> bool:
    """Whether a schedule says of itself that it does not run."""
    return schedule.enabled is False or schedule.paused is True


def is_pending(ingestion: Ingestion) -> bool:
    """Whether an ingestion may still be going on: any state not known to be final."""
    return ingestion.state not in _FINAL_STATES


def same_rollover(wanted: RolloverRequest, found: Rollover) -> bool:
    """Whether `found` is the rollover that `wanted` asks for: by name and cloud, with its type,
    start and end. `status` moves with the time, so it is never compared."""
    return is_named(wanted, found) and found.type == wanted.type and _same_window(wanted, found)


def is_as_sent(wanted: RolloverRequest, found: Rollover) -> bool:
    """Whether `found` is what is there once `wanted` was written: the same rollover, with the
    undocumented properties that were sent."""
    sent = wanted.to_dict()
    return same_rollover(wanted, found) and all(
        found.additional_properties.get(key) == sent.get(key)
        for key in wanted.additional_properties
    )


def may_have_been(wanted: RolloverRequest, found: Rollover, since: datetime | None) -> bool:
    """Whether `found` may be what was made of `wanted`, with something changed by somebody else.

    Args:
        wanted: what was sent.
        found: what is there.
        since: a time by the service's clock before which it was not sent; None where unknown.
    """
    created = _created(found)
    if since is not None and created is not None and created < since - _CLOCKS_APART:
        return False
    return is_named(wanted, found) or _same_window(wanted, found)


def _created(rollover: Rollover) -> datetime | None:
    """When a rollover was made, where the service says so: the document does not promise it."""
    said = rollover.additional_properties.get("created_at")
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None
    return moment if moment is None or moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def is_named(wanted: RolloverRequest, found: Rollover) -> bool:
    """Whether `found` goes by the same cloud, name, and actor where `wanted` has one."""
    return (
        _same_id(found.cloud_id, wanted.cloud_id)
        and found.name == wanted.name
        and (wanted.actor_id is None or _same_id(found.actor_id, wanted.actor_id))
    )


def _same_window(one: RolloverRequest, other: Rollover) -> bool:
    return _same_instant(one.start_date, other.start_date) and _same_instant(
        one.end_date, other.end_date
    )
