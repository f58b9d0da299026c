"""Applying a plan: each tenant is read again, and only what was shown is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from .._callbacks import tell
from ..errors import (
    ActiveRolloverError,
    ConcurrentModificationError,
    NotFoundError,
    OutcomeUnknownError,
    ResponseDecodeError,
    RolloverOverlapError,
)
from ..models import TenantInfo
from .applied import Applied, Outcome
from .planned import Action, PlannedTenant
from .write import ChangedMeanwhileError, apply_row

if TYPE_CHECKING:
    from ..client import InteropClient

__all__ = ["apply"]

# What says that the state is not the one that the plan saw, and that nothing was written.
_LEFT_ALONE = (
    ActiveRolloverError,
    ConcurrentModificationError,
    NotFoundError,
    RolloverOverlapError,
    ChangedMeanwhileError,
)


async def apply(
    tenants: Sequence[PlannedTenant],
    interop: InteropClient,
    *,
    concurrency: int,
    only: Collection[UUID | str] | None,
    pausing: Collection[str],
    on_result: Callable[[Applied], Awaitable[None] | None] | None,
) -> list[Applied]:
    """Write what a plan shows; see `Plan.apply`."""
    rows = {each.id: each for each in tenants}
    chosen = set(rows) if only is None else {_known(each, rows) for each in only}
    done: dict[UUID, Applied] = {}

    async def keep(applied: Applied) -> None:
        done[applied.id] = applied
        await tell(on_result, applied)

    for each in rows.values():
        if each.id in chosen and each.action is Action.BLOCKED:
            outcome, reasons = Outcome.BLOCKED, each.reasons
            await keep(Applied(id=each.id, name=each.name, outcome=outcome, reasons=reasons))

    async def work(client: InteropClient, tenant: TenantInfo) -> Applied:
        assert tenant.id is not None
        return await apply_row(client, tenant, rows[tenant.id], pausing)

    wanted = [each for each in rows if each in chosen and each not in done]
    async with interop.for_each_tenant(work, tenants=wanted, concurrency=concurrency) as results:
        async for result in results:
            assert result.tenant.id is not None
            row = rows[result.tenant.id]
            try:
                await keep(result.value or _failed(row, result.error))
            except Exception as error:
                # What is being written ends, and is told of as well.
                results.stop(error)
    return [done[each] for each in rows if each in done]


def _known(identifier: UUID | str, rows: Collection[UUID]) -> UUID:
    try:
        known = identifier if isinstance(identifier, UUID) else UUID(identifier)
    except ValueError:
        raise ValueError(f"only must hold ids of tenants (UUIDs), not {identifier!r}") from None
    if known not in rows:
        raise ValueError(f"only names tenant {known}, which is not in the plan")
    return known


def _failed(row: PlannedTenant, error: Exception | None) -> Applied:
    if isinstance(error, OutcomeUnknownError):
        outcome = Outcome.UNKNOWN
    elif isinstance(error, _LEFT_ALONE):
        outcome = Outcome.CHANGED
    elif isinstance(error, ResponseDecodeError) and error.write_done:
        outcome = Outcome.OTHERWISE
    else:
        outcome = Outcome.FAILED
    reason = str(error) or repr(error)
    return Applied(id=row.id, name=row.name, outcome=outcome, reasons=(reason,))
