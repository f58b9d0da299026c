"""What a 409 means: told from the state of the service, never from the wording of the answer.

The functions are pure: they look at what was read, with `_predicates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ..errors import (
    ActiveRolloverError,
    ConcurrentModificationError,
    ConflictError,
    IngestionPendingError,
    RolloverOverlapError,
    ScheduleOverlapError,
    SchedulePausedError,
    without_secrets,
)
from ..rollovers.rules import (
    is_active,
    is_as_sent,
    is_ended,
    is_named,
    is_paused,
    is_pending,
    may_be_active,
    may_have_been,
    overlapping,
    same_rollover,
)
from .attempts import Attempts

if TYPE_CHECKING:
    from ..models import (
        Ingestion,
        Rollover,
        RolloverRequest,
        Schedule,
    )

__all__ = [
    "Attempts",
    "active_rollover",
    "concurrent",
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
    "why_rollover_not_deleted",
    "why_rollover_not_written",
    "why_schedule_not_created",
    "why_schedule_not_run",
]


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
        f"{conflict.message.rstrip('.')}. Nothing there speaks against the write, so somebody else "
        "changed it at the same time: read again, then write again",
    )


def why_rollover_not_deleted(
    conflict: ConflictError, rollover: Rollover, now: datetime
) -> ActiveRolloverError | None:
    """The cause of a 409 to a delete; None where none is seen."""
    if not may_be_active(rollover, now):
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
    active = [rollover for rollover in rollovers if may_be_active(rollover, now)]
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
            pending.ingestion = without_secrets(ingestion)
            return pending
    return None


def _named(rollover: Rollover) -> str:
    return f"rollover {rollover.name!r} ({rollover.id}, {_window(rollover)})"


def _window(rollover: Rollover | RolloverRequest) -> str:
    def shown(moment: datetime | None) -> str:
        return "unknown" if moment is None else moment.isoformat()

    return f"{shown(rollover.start_date)} to {shown(rollover.end_date)}"
