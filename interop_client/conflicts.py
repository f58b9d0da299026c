"""What a 409 means: told from the state of the service, never from the wording of the answer.

The functions are pure: they look at what was read. Windows are half-open, `[start, end)`, and
compared as instants; where a date or a cloud is unknown, nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from ._attempts import Attempts, ConflictPolicy
from .errors import (
    ActiveRolloverError,
    ConcurrentModificationError,
    ConflictError,
    IngestionPendingError,
    RolloverOverlapError,
    ScheduleOverlapError,
    SchedulePausedError,
    without_session_token,
)

if TYPE_CHECKING:
    from .models import Ingestion, Rollover, RolloverRequest, Schedule

__all__ = [
    "Attempts",
    "ConflictPolicy",
    "active_rollover",
    "concurrent",
    "is_active",
    "is_ended",
    "is_named",
    "is_paused",
    "is_pending",
    "overlapping",
    "same_rollover",
    "why_rollover_not_deleted",
    "why_rollover_not_written",
    "why_schedule_not_created",
    "why_schedule_not_run",
]

_FINAL_STATES = frozenset({"success", "failed", "cancelled", "timeout"})


def _same_id(one: UUID | str | None, other: UUID | str | None) -> bool:
    return one is not None and other is not None and str(one).lower() == str(other).lower()


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
    """Whether `found` is what `wanted` asks for: cloud, name, type, start, end, every
    undocumented property that was sent, and the actor where one was. `status` moves with the
    time, so it is never compared."""
    return (
        is_named(wanted, found)
        and found.type == wanted.type
        and _same_instant(found.start_date, wanted.start_date)
        and _same_instant(found.end_date, wanted.end_date)
        and all(
            found.additional_properties.get(key) == value
            for key, value in wanted.additional_properties.items()
        )
    )


def is_named(wanted: RolloverRequest, found: Rollover) -> bool:
    """Whether `found` goes by the same cloud, name, and actor where `wanted` has one."""
    return (
        _same_id(found.cloud_id, wanted.cloud_id)
        and found.name == wanted.name
        and (wanted.actor_id is None or _same_id(found.actor_id, wanted.actor_id))
    )


def why_rollover_not_written(
    conflict: ConflictError,
    wanted: RolloverRequest,
    rollovers: Sequence[Rollover],
    *,
    own_id: UUID | str | None = None,
) -> RolloverOverlapError | None:
    """The cause of a 409 to a create or update; None where none is seen, so that it can only
    be a concurrent change."""
    conflicting = overlapping(wanted, rollovers, own_id=own_id)
    if not conflicting:
        return None
    error = RolloverOverlapError.from_status(
        conflict,
        f"rollover {wanted.name!r} ({_window(wanted)}) overlaps "
        + ", ".join(_named(rollover) for rollover in conflicting)
        + "; choose another window, or change what is there",
    )
    error.conflicting = conflicting
    return error


def concurrent(conflict: ConflictError) -> ConcurrentModificationError:
    """The error for a 409 to a write for which the service's state shows no cause."""
    return ConcurrentModificationError.from_status(
        conflict,
        f"{conflict.message}. Nothing there speaks against the write, so somebody else changed "
        "it at the same time: read again, then write again",
    )


def why_rollover_not_deleted(
    conflict: ConflictError, rollover: Rollover, now: datetime
) -> ActiveRolloverError | None:
    """The cause of a 409 to a delete; None where none is seen."""
    if not is_active(rollover, now):
        return None
    return active_rollover(
        ActiveRolloverError.from_status(conflict), rollover, "an active rollover cannot be deleted"
    )


def active_rollover(
    error: ActiveRolloverError, rollover: Rollover, rule: str
) -> ActiveRolloverError:
    """`error` about a rollover, with the time at which to come back."""
    error.args = (f"{_named(rollover)} is active: {rule}; come back when it has ended",)
    error.rollover = rollover
    return error


def why_schedule_not_created(
    conflict: ConflictError, hour: int, schedules: Iterable[Schedule]
) -> ScheduleOverlapError | None:
    """The cause of a 409 to the create of a schedule; None where none is seen."""
    conflicting = [schedule for schedule in schedules if schedule.hour == hour]
    if not conflicting:
        return None
    error = ScheduleOverlapError.from_status(
        conflict,
        f"hour {hour} (UTC) is taken by schedule "
        + ", ".join(str(schedule.id) for schedule in conflicting)
        + "; choose another hour, or use what is there",
    )
    error.conflicting = conflicting
    return error


def why_schedule_not_run(
    conflict: ConflictError,
    schedule: Schedule,
    rollovers: Iterable[Rollover],
    ingestions: Iterable[Ingestion],
    now: datetime,
) -> SchedulePausedError | IngestionPendingError | None:
    """The cause of a 409 to a run; None where none is seen."""
    active = [rollover for rollover in rollovers if is_active(rollover, now)]
    if active or is_paused(schedule):
        reason = f" while {_named(active[0])} is active" if active else ""
        paused = SchedulePausedError.from_status(
            conflict,
            f"schedule {schedule.id} is paused{reason}; "
            + ("run it after that" if active else "enable it, then run it"),
        )
        paused.schedule = schedule
        return paused
    for ingestion in ingestions:
        if is_pending(ingestion):
            pending = IngestionPendingError.from_status(
                conflict,
                f"ingestion {ingestion.id} is still pending (state {ingestion.state}); run the "
                "schedule when it has ended, or give wait_for_pending",
            )
            pending.ingestion = without_session_token(ingestion)
            return pending
    return None


def _named(rollover: Rollover) -> str:
    return f"rollover {rollover.name!r} ({rollover.id}, {_window(rollover)})"


def _window(rollover: Rollover | RolloverRequest) -> str:
    def shown(moment: datetime | None) -> str:
        return "unknown" if moment is None else moment.isoformat()

    return f"{shown(rollover.start_date)} to {shown(rollover.end_date)}"
