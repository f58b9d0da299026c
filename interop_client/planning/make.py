"""Making a plan: every tenant is read, and what its window needs is decided."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from .._clock import utc_now
from .._config.arguments import kind_of
from .._conflicts.whole_list import whole_list
from ..errors import ConfigurationError
from ..fleet.arguments import check_run, tenant_uuid
from ..models import Rollover, TenantInfo
from .arguments import check_client, check_statuses
from .decide import Planner, TenantRead
from .plan import Plan
from .planned import Wanted, check_not_over
from .window import Zone

if TYPE_CHECKING:
    from ..client import InteropClient
    from ..fleet import FleetProgress, FleetResult

__all__ = ["plan_rollovers"]


async def plan_rollovers(
    interop: InteropClient,
    wanted: Wanted | Iterable[Wanted],
    *,
    timezone: Zone | None = None,
    pausing: Collection[str] = (),
    concurrency: int = 20,
    on_progress: Callable[[FleetProgress], Awaitable[None] | None] | None = None,
) -> Plan:
    """Tell for each tenant what its rollover needs; nothing is written.

    Args:
        interop: a client with account credentials.
        wanted: what is wanted, for which tenants; several for tenants with windows of their own.
        timezone: the time zone of dates without an offset, instead of each tenant's own, such as
            `zone_named("America/Denver")`.
        pausing: values of `status` that pause, beyond those of `RolloverStatus` and the one that
            new rollovers get.
        concurrency: tenants that are read at once.
        on_progress: is told after each tenant that was read.

    Returns:
        The plan: a row for each tenant. One that cannot be read is `blocked`, with the error.

    Raises:
        TypeError, ValueError: an argument that cannot be meant, a window that is over wherever
            that is, or two of `wanted` for the same tenant; nothing was sent, unless only the
            list of tenants could tell.
        ConfigurationError: a tenant came without an id, or there is no integration of that name
            or id.
        InteropError: the list of tenants could not be read.
        AuthenticationError: the account's credentials are refused.

    Source: page (what a rollover holds); that a rollover pauses its cloud from its start to its
    end, and that a time zone is the one of the tenant's account, is inferred.
    """
    now = utc_now()
    check_client(interop)
    wishes = _wishes(wanted, now)
    _check_zone(timezone)
    check_statuses(pausing)
    check_run(_rollovers_of, concurrency=concurrency, on_progress=on_progress)
    listed = _by_tenant(wishes)
    read: dict[UUID, TenantRead] = {}
    reading = partial(
        interop.for_each_tenant, _rollovers_of, concurrency=concurrency, on_progress=on_progress
    )
    if listed:
        async with reading(tenants=list(listed)) as results:
            async for result in results:
                _add(read, listed[_id_of(result)], result)
    for each in wishes:
        if each.tenants is None:
            integration = None if each.integration is None else [each.integration]
            async with reading(integration=integration) as results:
                async for result in results:
                    _add(read, each, result)
    # In an order of their own, so that what is copied does not hang on who was read first.
    tenants = sorted(read.values(), key=lambda each: (each.name or "", str(each.id)))
    planner = Planner(tenants, now, timezone, pausing)
    return Plan(
        tenants=tuple(map(planner.row, tenants)),
        made_at=now.replace(microsecond=0),
        pausing=sorted(map(str, pausing)),
    )


def _check_zone(timezone: object) -> None:
    if timezone is not None and not isinstance(timezone, Zone):
        raise TypeError(
            f"timezone must be a Zone, not {kind_of(timezone)}: zone_named('America/Denver') is one"
        )


def _wishes(wanted: object, now: datetime) -> Sequence[Wanted]:
    """What is wanted, as a list.

    Raises:
        TypeError, ValueError: it is something else, or a window is over.
    """
    if isinstance(wanted, str) or not isinstance(wanted, Wanted | Iterable):
        raise TypeError(f"wanted must be a Wanted, or several, not {kind_of(wanted)}")
    wishes = [wanted] if isinstance(wanted, Wanted) else list(wanted)
    for each in wishes:
        if not isinstance(each, Wanted):
            raise TypeError(f"wanted must hold Wanted alone, not {kind_of(each)}")
        check_not_over(each, now)
    return wishes


def _by_tenant(wishes: Iterable[Wanted]) -> dict[UUID, Wanted]:
    """What is wanted for each tenant that is given by its id.

    Raises:
        ValueError: two are for the same tenant, or for all tenants of the same integration.
    """
    listed: dict[UUID, Wanted] = {}
    integrations: set[str | None] = set()
    for wanted in wishes:
        if wanted.tenants is None:
            name = None if wanted.integration is None else wanted.integration.casefold()
            if name in integrations:
                of = "" if name is None else f" of {wanted.integration!r}"
                raise ValueError(f"two of wanted are for all tenants{of}")
            integrations.add(name)
            continue
        for identifier in dict.fromkeys(tenant_uuid("tenants", each) for each in wanted.tenants):
            if identifier in listed:
                raise _wanted_twice(identifier)
            listed[identifier] = wanted
    return listed


async def _rollovers_of(client: InteropClient, tenant: TenantInfo) -> list[Rollover]:
    return await whole_list(client.rollovers.list())


def _id_of(result: FleetResult[list[Rollover]]) -> UUID:
    if result.tenant.id is None:
        raise ConfigurationError(
            f"the tenant {result.tenant.name!r} has no id, so no plan can name it: leave it out"
        )
    return result.tenant.id


def _add(read: dict[UUID, TenantRead], wanted: Wanted, result: FleetResult[list[Rollover]]) -> None:
    identifier = _id_of(result)
    if identifier in read and read[identifier].wanted is not wanted:
        raise _wanted_twice(identifier)
    read[identifier] = TenantRead(wanted, result.tenant, result.value or (), result.error)


def _wanted_twice(tenant: UUID) -> ValueError:
    return ValueError(f"tenant {tenant} is wanted twice: two of wanted are for it")
