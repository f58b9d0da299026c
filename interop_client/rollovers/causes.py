"""Why a rollover was refused with a 409: told from what is there, never from the answer's words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ..errors import ActiveRolloverError, ConflictError, RolloverOverlapError
from .rules import may_be_active, overlapping, overlapping_elsewhere

if TYPE_CHECKING:
    from ..models import Rollover, RolloverRequest

__all__ = ["active", "ambiguous", "named", "why_not_deleted", "why_not_written"]


def why_not_written(
    conflict: ConflictError,
    wanted: RolloverRequest,
    rollovers: Sequence[Rollover],
    *,
    own_id: UUID | str | None = None,
) -> RolloverOverlapError | None:
    """The cause of a 409 to a create or update; None where none is seen, so that it can only
    be a concurrent change."""
    what = f"rollover {wanted.name!r} ({_window(wanted)})"
    conflicting = overlapping(wanted, rollovers, own_id=own_id)
    if conflicting:
        return RolloverOverlapError.from_status(
            conflict,
            f"{what} overlaps {_all_named(conflicting)}; choose another window, or change what is "
            "there",
            conflicting=conflicting,
        )
    elsewhere = overlapping_elsewhere(wanted, rollovers, own_id=own_id)
    if elsewhere:
        return RolloverOverlapError.from_status(
            conflict,
            f"{what} was refused and overlaps nothing in its own cloud {wanted.cloud_id}, but in "
            f"another cloud it does: {_all_named(elsewhere)}. That only rollovers of the same "
            "cloud exclude each other is our conclusion, not documented: choose another window, "
            "or try again, since somebody else may just have written at the same time",
            conflicting=elsewhere,
        )
    return None


def why_not_deleted(
    conflict: ConflictError, rollover: Rollover, now: datetime
) -> ActiveRolloverError | None:
    """The cause of a 409 to a delete; None where none is seen."""
    if not may_be_active(rollover, now):
        return None
    return active(conflict, rollover, "an active rollover cannot be deleted")


def active(conflict: ConflictError, rollover: Rollover, rule: str) -> ActiveRolloverError:
    """The error about an active rollover, with the time at which to come back.

    Args:
        conflict: the 409 that came, or that was foreseen.
        rollover: the rollover.
        rule: what is not done to it.
    """
    return ActiveRolloverError.from_status(
        conflict,
        f"{named(rollover)} is active: {rule}; come back when it has ended",
        rollover=rollover,
    )


def ambiguous(
    conflict: ConflictError, wanted: RolloverRequest, live: Sequence[Rollover]
) -> RolloverOverlapError:
    """The error about several rollovers that go by one name."""
    return RolloverOverlapError.from_status(
        conflict,
        f"{len(live)} rollovers that have not ended are named {wanted.name!r} in cloud "
        f"{wanted.cloud_id}: {', '.join(str(found.id) for found in live)}; delete or rename all "
        "but one",
        conflicting=live,
    )


def named(rollover: Rollover) -> str:
    """A rollover as messages name it: its name, identifier and window."""
    return f"rollover {rollover.name!r} ({rollover.id}, {_window(rollover)})"


def _all_named(rollovers: Iterable[Rollover]) -> str:
    return ", ".join(named(rollover) for rollover in rollovers)


def _window(rollover: Rollover | RolloverRequest) -> str:
    def shown(moment: datetime | None) -> str:
        return "unknown" if moment is None else moment.isoformat()

    return f"{shown(rollover.start_date)} to {shown(rollover.end_date)}"
