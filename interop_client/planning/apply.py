"""Applying a plan: each tenant is read again, and only what was shown is written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from .._callbacks import tell
from .._config.arguments import kind_of
from ..errors import (
    ActiveRolloverError,
    ConcurrentModificationError,
    NotFoundError,
    OutcomeUnknownError,
    ResponseDecodeError,
    RolloverOverlapError,
)
from ..fleet.arguments import check_callback, check_run, tenant_uuid
from ..models import TenantInfo
from .applied import Applied, Outcome
from .arguments import check_client
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
    check_client(interop)
    check_callback("on_result", on_result)
    rows = {each.id: each for each in tenants}
    chosen = _chosen(only, rows)
    done: dict[UUID, Applied] = {}

    async def keep(applied: Applied) -> None:
        done[applied.id] = applied
        await tell(on_result, applied)

    async def work(client: InteropClient, tenant: TenantInfo) -> Applied:
        assert tenant.id is not None
        return await apply_row(client, tenant, rows[tenant.id], pausing)

    check_run(work, concurrency=concurrency)
    for each in rows.values():
        if each.id in chosen and each.action is Action.BLOCKED:
            outcome, reasons = Outcome.BLOCKED, each.reasons
            await keep(Applied(id=each.id, name=each.name, outcome=outcome, reasons=reasons))

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


def _chosen(only: Collection[UUID | str] | None, rows: Collection[UUID]) -> Collection[UUID]:
    if only is None:
        return set(rows)
    if isinstance(only, str | bytes) or not isinstance(only, Collection):
        raise TypeError(f"only must be a collection of ids of tenants, not {kind_of(only)}")
    return {_known(each, rows) for each in only}


def _known(identifier: UUID | str, rows: Collection[UUID]) -> UUID:
    known = tenant_uuid("only", identifier)
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
