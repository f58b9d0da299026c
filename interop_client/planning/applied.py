"""What became of one tenant when a plan was applied."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

import attrs

from ..models import Rollover

__all__ = ["Applied", "Outcome"]


class Outcome(StrEnum):
    """What became of one tenant of a plan."""

    NOTHING = "nothing to do"
    """The plan had nothing to write, and what pauses the window is there still."""
    DONE = "done"
    """What was shown is written."""
    FOUND = "done before"
    """What was shown was there already."""
    OTHERWISE = "written, but not as shown"
    """It was written, and what the service made of it is not known to pause the window."""
    CHANGED = "changed meanwhile"
    """The state is not what the plan saw: nothing was written."""
    BLOCKED = "blocked"
    """The plan said that it cannot be done."""
    FAILED = "failed"
    """It was refused, or there was no answer to what changes nothing."""
    UNKNOWN = "unknown"
    """The answer to the write was lost: it may or may not be there. Apply the plan again."""

    @property
    def ok(self) -> bool:
        """Whether the tenant is as the plan shows it."""
        return self in (Outcome.NOTHING, Outcome.DONE, Outcome.FOUND)


@attrs.frozen(kw_only=True)
class Applied:
    """What became of one tenant.

    Args:
        id: the tenant's id.
        name: its name.
        outcome: what became of it.
        rollover: the rollover as the service has it, where it was written or found.
        reasons: why, a line each.
    """

    id: UUID
    name: str | None
    outcome: Outcome
    rollover: Rollover | None = None
    reasons: Sequence[str] = ()

    @property
    def ok(self) -> bool:
        """Whether the tenant is as the plan shows it."""
        return self.outcome.ok

    def to_dict(self) -> dict[str, object]:
        """The result as JSON has it."""
        return {
            "tenant": {"id": str(self.id), "name": self.name},
            "outcome": str(self.outcome),
            "rollover": None if self.rollover is None else self.rollover.to_dict(),
            "reasons": list(self.reasons),
        }
