"""Why a schedule was refused: told from what is there, never from the answer's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ..errors import (
    BadRequestError,
    ConflictError,
    IngestionPendingError,
    ScheduleNotRunnableError,
    ScheduleOverlapError,
    SchedulePausedError,
)
from ..ingestions.wait import is_pending
from ..models import ScheduleType
from ..rollovers.causes import named
from ..rollovers.rules import may_be_active

if TYPE_CHECKING:
    from ..models import Ingestion, Rollover, Schedule

__all__ = ["is_collection_at", "is_paused", "why_not_created", "why_not_run", "why_not_runnable"]


def is_paused(schedule: Schedule) -> bool:
    """Whether a schedule says of itself that it does not run."""
    return schedule.enabled is False or schedule.paused is True


def is_collection_at(schedule: Schedule, hour: int) -> bool:
    """Whether it is a collection schedule at this hour, as far as it says its type."""
    return schedule.hour == hour and schedule.type in {None, ScheduleType.COLLECTION}


def why_not_created(
    conflict: ConflictError, hour: int, schedules: Iterable[Schedule]
) -> ScheduleOverlapError | None:
    """The cause of a 409 to the create of a schedule; None where none is seen."""
    conflicting = [schedule for schedule in schedules if schedule.hour == hour]
    if not conflicting:
        return None
    return ScheduleOverlapError.from_status(
        conflict,
        f"hour {hour} (UTC) is taken by schedule "
        + ", ".join(str(schedule.id) for schedule in conflicting)
        + "; choose another hour, or use what is there",
        conflicting=conflicting,
    )


def why_not_run(
    conflict: ConflictError,
    schedule: Schedule,
    rollovers: Iterable[Rollover],
    ingestions: Iterable[Ingestion],
    now: datetime,
) -> SchedulePausedError | IngestionPendingError | None:
    """The cause of a 409 to a run; None where none is seen."""
    active = [rollover for rollover in rollovers if may_be_active(rollover, now)]
    if active or is_paused(schedule):
        reason = f" while {named(active[0])} is active" if active else ""
        return SchedulePausedError.from_status(
            conflict,
            f"schedule {schedule.id} is paused{reason}; "
            + ("run it after that" if active else "enable it, then run it"),
            schedule=schedule,
        )
    for ingestion in ingestions:
        if is_pending(ingestion):
            return IngestionPendingError.from_status(
                conflict,
                f"ingestion {ingestion.id} is still pending (state {ingestion.state}); run the "
                "schedule when it has ended, or give wait_for_pending",
                ingestion=ingestion,
            )
    return None


def why_not_runnable(
    refused: BadRequestError, id: UUID | str, schedule: Schedule
) -> ScheduleNotRunnableError | None:
    """The cause of a 400 to a run; None where none is seen."""
    if schedule.type == ScheduleType.COLLECTION:
        return None
    return ScheduleNotRunnableError.from_status(
        refused,
        f"schedule {id} is of type {schedule.type} and cannot be run on demand: only "
        f"{ScheduleType.COLLECTION} schedules can",
    )
