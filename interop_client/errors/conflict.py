"""Conflict errors: what a 409 turned out to mean, with the objects that are in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .root import without_secrets
from .status import ConflictError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from ..models import Ingestion, Rollover, Schedule
    from .status import Answered


class RolloverOverlapError(ConflictError):
    """The rollover's window overlaps another rollover.

    Args:
        message: which rollovers, and what to do.
        conflicting: the rollovers in the way, as they were read.
        answer: what every `StatusError` holds.
    """

    _OWN = ("conflicting",)

    def __init__(
        self, message: str, *, conflicting: Sequence[Rollover] = (), **answer: Unpack[Answered]
    ) -> None:
        super().__init__(message, **answer)
        self.conflicting: list[Rollover] = list(conflicting)


class ActiveRolloverError(ConflictError):
    """The rollover is active, between its start and its end: the service does not delete it, and
    `ensure` does not change it.

    Args:
        message: which rollover, and when to come back.
        rollover: the rollover, as it was read; its end tells when to come back.
        answer: what every `StatusError` holds.
    """

    _OWN = ("rollover",)

    def __init__(self, message: str, *, rollover: Rollover, **answer: Unpack[Answered]) -> None:
        super().__init__(message, **answer)
        self.rollover = rollover


class ScheduleOverlapError(ConflictError):
    """Another schedule already has this hour.

    Args:
        message: which schedules, and what to do.
        conflicting: the schedules in the way, as they were read.
        answer: what every `StatusError` holds.
    """

    _OWN = ("conflicting",)

    def __init__(
        self, message: str, *, conflicting: Sequence[Schedule] = (), **answer: Unpack[Answered]
    ) -> None:
        super().__init__(message, **answer)
        self.conflicting: list[Schedule] = list(conflicting)


class SchedulePausedError(ConflictError):
    """The schedule is paused, by its own setting or by an active rollover.

    Args:
        message: which schedule, why, and what to do.
        schedule: the schedule, as it was read.
        answer: what every `StatusError` holds.
    """

    _OWN = ("schedule",)

    def __init__(self, message: str, *, schedule: Schedule, **answer: Unpack[Answered]) -> None:
        super().__init__(message, **answer)
        self.schedule = schedule


class IngestionPendingError(ConflictError):
    """An earlier ingestion has not ended yet.

    Args:
        message: which ingestion, and what to do.
        ingestion: the ingestion, as it was read, kept without its session token.
        answer: what every `StatusError` holds.
    """

    _OWN = ("ingestion",)

    def __init__(self, message: str, *, ingestion: Ingestion, **answer: Unpack[Answered]) -> None:
        super().__init__(message, **answer)
        self.ingestion: Ingestion = without_secrets(ingestion)


class ConcurrentModificationError(ConflictError):
    """Somebody else changed the same thing at the same time."""
