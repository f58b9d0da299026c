"""Plan of rollovers: for each tenant what is there, what would be written, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

import attrs

from ..models import Rollover, RolloverRequest

if TYPE_CHECKING:
    from ..client import InteropClient
    from .apply import Applied

__all__ = ["Action", "Plan", "PlannedTenant", "Wanted"]


class Action(StrEnum):
    """What a plan does for a tenant."""

    NOTHING = "nothing"
    """The whole window is paused already."""
    CREATE = "create"
    """A rollover is created."""
    CHANGE = "change"
    """The rollover of that name gets another window, or another type or status."""
    BLOCKED = "blocked"
    """It cannot be done, or not by a plan: a person has to look."""


@attrs.frozen(kw_only=True)
class Wanted:
    """The rollover that is wanted, and for which tenants.

    Args:
        name: what it is called; a rollover of this name in the tenant's cloud is *it*.
        start: when it begins: a date is midnight in each tenant's own time zone, a time without
            an offset is one of that zone.
        end: when it is over, likewise.
        type: its type; None to take what most rollovers have.
        status: its status; None to take what most rollovers that lie ahead have.
        integration: for all tenants of this integration, by name or id.
        tenants: for these tenants, by id. Give this or `integration`, or neither for all tenants
            of the account.
    """

    name: str
    start: date | datetime
    end: date | datetime
    type: str | None = None
    status: str | None = None
    integration: str | None = None
    tenants: Sequence[UUID | str] | None = None


@attrs.frozen(kw_only=True)
class PlannedTenant:
    """What a plan does for one tenant.

    Args:
        id: the tenant's id.
        name: its name.
        timezone: the time zone in which its dates were read.
        action: what is done.
        before: the rollover that is changed; None for anything but a change.
        after: what is written; None where nothing is.
        reasons: why, a line each: what pauses the window, what is open, what is in the way.
        warnings: what to look at before it is applied.
        seen: the rollovers that were there, and have to be there still when it is applied.
    """

    id: UUID
    name: str | None
    timezone: str
    action: Action
    before: Rollover | None = None
    after: RolloverRequest | None = None
    reasons: Sequence[str] = ()
    warnings: Sequence[str] = ()
    seen: Sequence[Rollover] = ()

    @property
    def writes(self) -> bool:
        """Whether something is written for this tenant."""
        return self.action in (Action.CREATE, Action.CHANGE)


@attrs.frozen(kw_only=True)
class Plan:
    """What would be written for a fleet, to be looked at, saved, and applied exactly as shown.

    Args:
        tenants: a row for each tenant, by name.
        made_at: when it was made.
    """

    tenants: Sequence[PlannedTenant]
    made_at: datetime

    @property
    def counts(self) -> dict[Action, int]:
        """How many tenants there are for each action."""
        found = Counter(each.action for each in self.tenants)
        return {action: found[action] for action in Action}

    @property
    def has_changes(self) -> bool:
        """Whether applying it would write anything."""
        return any(each.writes for each in self.tenants)

    def to_json(self) -> str:
        """The plan as JSON that people can read, keep under version control, and compare.

        Tenants come by name, times in UTC; the same plan gives the same text. It holds no
        credentials.
        """
        from .saved import written

        return written(self)

    @classmethod
    def from_json(cls, text: str | bytes) -> Plan:
        """The plan that `to_json` wrote.

        Raises:
            ValueError: it is no such plan; the text says where.
        """
        from .saved import read

        return read(text)

    async def apply(
        self,
        interop: InteropClient,
        *,
        concurrency: int = 20,
        only: Collection[UUID | str] | None = None,
        on_result: Callable[[Applied], Awaitable[None] | None] | None = None,
    ) -> Sequence[Applied]:
        """Write exactly what the plan shows, tenant by tenant.

        For each tenant the state is read again. Where it is not what the plan saw, nothing is
        written and the result says what changed. Applied twice, or after an interruption, it
        goes on where it was: what is done already is found, and left alone.

        Args:
            interop: a client with account credentials.
            concurrency: tenants that are worked on at once.
            only: ids of the tenants to apply it for; None for all in the plan.
            on_result: is told of each tenant as it is done; it may be a coroutine function.

        Returns:
            A result for each tenant of the plan that it was applied for, in the plan's order.
            A failure of one tenant ends nothing else.

        Raises:
            ValueError: `only` names a tenant that is not in the plan; nothing was written.
        """
        from .apply import apply

        return await apply(self, interop, concurrency=concurrency, only=only, on_result=on_result)
