"""Writing for one tenant: its state is read again, and only what was shown is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING

import attrs

from .._clock import utc_now
from .._conflicts.whole_list import whole_list
from ..errors import InteropError
from ..models import Rollover, RolloverRequest, TenantInfo
from ..rollovers.rules import same_rollover
from .applied import Applied, Outcome
from .planned import PlannedTenant
from .state import differences, losses, moved, shortfall, standing
from .window import zone_named

if TYPE_CHECKING:
    from ..client import InteropClient

__all__ = ["ChangedMeanwhileError", "apply_row"]


class ChangedMeanwhileError(Exception):
    """What is read right before a change is not what the plan saw."""


async def apply_row(
    client: InteropClient, tenant: TenantInfo, row: PlannedTenant, pausing: Collection[str]
) -> Applied:
    """Do what a plan shows for one tenant, where the state is what it saw.

    Args:
        client: a client that acts for the tenant.
        tenant: the tenant as it is now.
        row: what the plan shows for it.
        pausing: values of `status` that pause, beyond those of `RolloverStatus`.
    """
    now = utc_now()
    if row.after is not None:
        pausing = {*pausing, str(row.after.status)}
    found = standing(await whole_list(client.rollovers.list()), now)
    applied = Applied(id=row.id, name=row.name, outcome=Outcome.NOTHING, reasons=row.reasons)
    changes = moved(row, tenant)
    if row.after is None:
        changes += losses(row.seen, found, now, pausing)
        if changes:
            return attrs.evolve(applied, outcome=Outcome.CHANGED, reasons=changes)
        return applied
    if not changes and (there := _there(row, found, now, pausing)) is not None:
        seen = [each for each in row.seen if row.before is None or each.id != row.before.id]
        others = [each for each in found if each is not there]
        changes = differences(seen, others, now, pausing)
        return attrs.evolve(applied, outcome=Outcome.FOUND, rollover=there, reasons=changes)
    changes += differences(row.seen, found, now, pausing)
    if row.after.end_date <= now:
        changes.append("the window is over")
    if changes:
        return attrs.evolve(applied, outcome=Outcome.CHANGED, reasons=changes)
    if row.before is None:
        written = await client.rollovers.create(row.after)
    else:
        written = await _change(client, row.before, row.after, pausing)
    kept, reasons = await _kept(client, row, written, pausing)
    outcome = Outcome.OTHERWISE if reasons else Outcome.DONE
    return attrs.evolve(applied, outcome=outcome, rollover=kept, reasons=reasons)


def _there(
    row: PlannedTenant, found: Sequence[Rollover], now: datetime, pausing: Collection[str]
) -> Rollover | None:
    """The rollover that the plan wants, where it is there already and pauses the window."""
    for each in found:
        if row.before is not None and each.id != row.before.id:
            continue
        if row.after is None or not same_rollover(row.after, each):
            continue
        if not shortfall(row.after, each, now, pausing):
            return each
    return None


async def _kept(
    client: InteropClient, row: PlannedTenant, written: Rollover, pausing: Collection[str]
) -> tuple[Rollover, Sequence[str]]:
    """What the service made of a write, and why that is not the pause that was shown.

    The list is read only where the answer does not show it, since an answer may leave things out.
    """
    after, zone = row.after, _zone(row)
    assert after is not None
    now = utc_now()
    if after.end_date <= now or not shortfall(after, written, now, pausing):
        return written, ()
    try:
        found = await whole_list(client.rollovers.list())
    except InteropError as error:
        return written, (f"it was written, but could not be looked at afterwards: {error}",)
    for each in found:
        if each.id == written.id if written.id is not None else same_rollover(after, each):
            return each, shortfall(after, each, now, pausing, zone)
    return written, ("it was written, but then it was not in the list",)


def _zone(row: PlannedTenant) -> tzinfo:
    """The time zone in which a row is told."""
    try:
        return zone_named(row.timezone).info
    except ValueError:
        return UTC


async def _change(
    client: InteropClient, before: Rollover, after: RolloverRequest, pausing: Collection[str]
) -> Rollover:
    """Write `after` over `before`, unless that is another by now."""
    assert before.id is not None
    now = utc_now()

    def change(found: Rollover) -> Rollover:
        if same_rollover(after, found):
            return found
        changes = differences([before], [found], now, pausing)
        if changes:
            raise ChangedMeanwhileError("; ".join(changes))
        values = found.to_dict() | after.to_dict()
        return Rollover.from_dict(values)

    return await client.rollovers.modify(before.id, change)
