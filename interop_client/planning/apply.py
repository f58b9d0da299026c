"""Applying a plan: each tenant is read again, and only what was shown is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from inspect import isawaitable
from typing import TYPE_CHECKING
from uuid import UUID

import attrs

from .._clock import wall_time
from ..errors import (
    ActiveRolloverError,
    ConcurrentModificationError,
    NotFoundError,
    OutcomeUnknownError,
    RolloverOverlapError,
)
from ..models import Rollover, RolloverRequest, TenantInfo
from ..rollovers.rules import same_rollover
from .planned import Action, PlannedTenant
from .state import differences, standing

if TYPE_CHECKING:
    from ..client import InteropClient

__all__ = ["Applied", "Outcome", "apply"]


class Outcome(StrEnum):
    """What became of one tenant of a plan."""

    NOTHING = "nothing to do"
    """The plan had nothing to write."""
    DONE = "done"
    """What was shown is written."""
    FOUND = "done before"
    """What was shown was there already."""
    CHANGED = "changed meanwhile"
    """The state is not what the plan saw: nothing was written."""
    BLOCKED = "blocked"
    """The plan said that it cannot be done."""
    FAILED = "failed"
    """It was refused, or there was no answer to what changes nothing."""
    UNKNOWN = "unknown"
    """The answer to the write was lost: it may or may not be there. Apply the plan again."""


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
        return self.outcome in (Outcome.NOTHING, Outcome.DONE, Outcome.FOUND)

    def to_dict(self) -> dict[str, object]:
        """The result as JSON has it."""
        return {
            "tenant": {"id": str(self.id), "name": self.name},
            "outcome": str(self.outcome),
            "rollover": None if self.rollover is None else self.rollover.to_dict(),
            "reasons": list(self.reasons),
        }


class _ChangedMeanwhileError(Exception):
    """What is read right before a change is not what the plan saw."""


# What says that the state is not the one that the plan saw, and that nothing was written.
_LEFT_ALONE = (
    ActiveRolloverError,
    ConcurrentModificationError,
    NotFoundError,
    RolloverOverlapError,
    _ChangedMeanwhileError,
)


async def apply(
    tenants: Sequence[PlannedTenant],
    interop: InteropClient,
    *,
    concurrency: int,
    only: Collection[UUID | str] | None,
    on_result: Callable[[Applied], Awaitable[None] | None] | None,
) -> list[Applied]:
    """Write what a plan shows; see `Plan.apply`."""
    rows = {each.id: each for each in tenants}
    chosen = set(rows) if only is None else {_known(each, rows) for each in only}
    done: dict[UUID, Applied] = {}

    async def keep(applied: Applied) -> None:
        done[applied.id] = applied
        if on_result is not None:
            waiting = on_result(applied)
            if isawaitable(waiting):
                await waiting

    for each in rows.values():
        if each.id in chosen and not each.writes:
            blocked = each.action is Action.BLOCKED
            outcome = Outcome.BLOCKED if blocked else Outcome.NOTHING
            await keep(Applied(id=each.id, name=each.name, outcome=outcome, reasons=each.reasons))

    async def write(client: InteropClient, tenant: TenantInfo) -> Applied:
        assert tenant.id is not None
        return await _write(client, rows[tenant.id])

    wanted = [each.id for each in tenants if each.id in chosen and each.writes]
    async with interop.for_each_tenant(write, tenants=wanted, concurrency=concurrency) as results:
        async for result in results:
            assert result.tenant.id is not None
            row = rows[result.tenant.id]
            await keep(result.value or _failed(row, result.error))
    return [done[each] for each in rows if each in done]


def _known(identifier: UUID | str, rows: Collection[UUID]) -> UUID:
    try:
        known = identifier if isinstance(identifier, UUID) else UUID(identifier)
    except ValueError:
        raise ValueError(f"only must hold ids of tenants (UUIDs), not {identifier!r}") from None
    if known not in rows:
        raise ValueError(f"only names tenant {known}, which is not in the plan")
    return known


async def _write(client: InteropClient, row: PlannedTenant) -> Applied:
    """Write what the plan shows for one tenant, where the state is what it saw."""
    assert row.after is not None
    now = datetime.fromtimestamp(wall_time(), UTC)
    found = standing(await client.rollovers.list().collect(), now)
    applied = Applied(id=row.id, name=row.name, outcome=Outcome.DONE)
    there = _there(row, found)
    others = [each for each in found if each is not there]
    seen = [each for each in row.seen if row.before is None or each.id != row.before.id]
    if there is not None:
        changes = differences(seen, others, now)
        return attrs.evolve(applied, outcome=Outcome.FOUND, rollover=there, reasons=changes)
    changes = differences(row.seen, found, now)
    if row.after.end_date <= now:
        changes.append("the window is over")
    if changes:
        return attrs.evolve(applied, outcome=Outcome.CHANGED, reasons=changes)
    if row.before is None:
        return attrs.evolve(applied, rollover=await client.rollovers.create(row.after))
    return attrs.evolve(applied, rollover=await _change(client, row.before, row.after))


def _there(row: PlannedTenant, found: Sequence[Rollover]) -> Rollover | None:
    """The rollover that the plan wants, where it is there already."""
    for each in found:
        if row.before is not None and each.id != row.before.id:
            continue
        if row.after is not None and same_rollover(row.after, each):
            return each
    return None


async def _change(client: InteropClient, before: Rollover, after: RolloverRequest) -> Rollover:
    """Write `after` over `before`, unless that is another by now."""
    assert before.id is not None
    now = datetime.fromtimestamp(wall_time(), UTC)

    def change(found: Rollover) -> Rollover:
        if same_rollover(after, found):
            return found
        changes = differences([before], [found], now)
        if changes:
            raise _ChangedMeanwhileError("; ".join(changes))
        values = found.to_dict() | after.to_dict()
        return Rollover.from_dict(values)

    return await client.rollovers.modify(before.id, change)


def _failed(row: PlannedTenant, error: Exception | None) -> Applied:
    if isinstance(error, OutcomeUnknownError):
        outcome = Outcome.UNKNOWN
    elif isinstance(error, _LEFT_ALONE):
        outcome = Outcome.CHANGED
    else:
        outcome = Outcome.FAILED
    reason = str(error) or repr(error)
    return Applied(id=row.id, name=row.name, outcome=outcome, reasons=(reason,))
