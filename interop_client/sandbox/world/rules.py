"""The service's rules about rollovers and schedules, as pure functions of records and a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..contract.profile import Profile
from .collection import Record
from .times import read_time

_USUAL = Profile()
UPCOMING, ONGOING, COMPLETED = "upcoming", "ongoing", "completed"


def window(rollover: Record) -> tuple[datetime, datetime] | None:
    """Start and end of a rollover, or None when either is missing."""
    start, end = read_time(rollover.get("start_date")), read_time(rollover.get("end_date"))
    return None if start is None or end is None else (start, end)


def overlap(one: Record, other: Record, profile: Profile = _USUAL) -> bool:
    """Whether two rollovers share an instant: those of one cloud, windows being `[start, end)`,
    unless the profile has it otherwise."""
    same_cloud = _identifier(one.get("cloud_id")) == _identifier(other.get("cloud_id"))
    if profile.overlap_within == "cloud" and not same_cloud:
        return False
    first, second = window(one), window(other)
    if first is None or second is None:
        return False
    if profile.touching_overlaps:
        return first[0] <= second[1] and second[0] <= first[1]
    return first[0] < second[1] and second[0] < first[1]


def overlapping(
    rollover: Record, others: Iterable[Record], profile: Profile = _USUAL
) -> list[Record]:
    """Those of the others, itself left out, that overlap a rollover."""
    own = _identifier(rollover.get("id"))
    return [
        other
        for other in others
        if (own is None or _identifier(other.get("id")) != own)
        and overlap(rollover, other, profile)
    ]


def is_active(rollover: Record, now: datetime) -> bool:
    """Whether a rollover's window holds this time."""
    span = window(rollover)
    return span is not None and span[0] <= now < span[1]


def rollover_status(rollover: Record, now: datetime) -> str | None:
    """The status of a rollover at this time, or None when it has no window."""
    span = window(rollover)
    if span is None:
        return None
    if now < span[0]:
        return UPCOMING
    return ONGOING if now < span[1] else COMPLETED


def is_paused(schedule: Record, rollovers: Iterable[Record], now: datetime) -> bool:
    """Whether a schedule does not run: switched off, or a rollover of its tenant is active."""
    if schedule.get("enabled") is False:
        return True
    return any(is_active(rollover, now) for rollover in rollovers)


def _identifier(value: object) -> str | None:
    return value.lower() if isinstance(value, str) else None
