"""Rules of rollovers: what makes two overlap, which are active, and which are the same.

The functions are pure. Windows are half-open, `[start, end)`, and compared as instants; where a
date or a cloud is unknown, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from ..models import Rollover, RolloverRequest

__all__ = [
    "is_active",
    "is_as_sent",
    "is_ended",
    "is_named",
    "may_be_active",
    "may_have_been",
    "overlapping",
    "overlapping_elsewhere",
    "same_rollover",
]

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


def _share_an_instant(one: Rollover | RolloverRequest, other: Rollover) -> bool:
    return (
        one.start_date is not None
        and one.end_date is not None
        and other.start_date is not None
        and other.end_date is not None
        and one.start_date < other.end_date
        and other.start_date < one.end_date
    )


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
    return [
        other
        for other in others
        if _same_id(other.cloud_id, wanted.cloud_id)
        and not _same_id(other.id, own_id)
        and _share_an_instant(wanted, other)
    ]


def overlapping_elsewhere(
    wanted: RolloverRequest, others: Iterable[Rollover], *, own_id: UUID | str | None = None
) -> list[Rollover]:
    """Those that share an instant with `wanted` in another cloud; none where two of different
    clouds do so among `others` already, since the service then allows it.

    Args:
        wanted: the window, and the cloud that it is in.
        others: what there is.
        own_id: the identifier of `wanted` itself, where it is among them.
    """
    known = [other for other in others if other.cloud_id is not None]
    found = [
        other
        for other in known
        if not _same_id(other.cloud_id, wanted.cloud_id)
        and not _same_id(other.id, own_id)
        and _share_an_instant(wanted, other)
    ]
    return [] if found and _clouds_are_apart(known) else found


def _clouds_are_apart(rollovers: list[Rollover]) -> bool:
    """Whether two of different clouds share an instant."""
    return any(
        not _same_id(one.cloud_id, other.cloud_id) and _share_an_instant(one, other)
        for number, one in enumerate(rollovers)
        for other in rollovers[:number]
    )


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


def may_have_been(wanted: RolloverRequest, found: Rollover) -> bool:
    """Whether `found` may be what was made of `wanted`, with something changed by somebody else:
    it is in the same cloud, and has its name or its window still."""
    return _same_id(found.cloud_id, wanted.cloud_id) and (
        is_named(wanted, found) or _same_window(wanted, found)
    )


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
