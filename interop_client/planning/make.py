"""Making a plan: every tenant is read, and what its window needs is decided."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import attrs

from .._clock import wall_time
from ..errors import ConfigurationError
from ..models import Rollover, RolloverRequest, TenantInfo
from ..rollovers.rules import overlapping, same_rollover
from ..rollovers.write import writable
from .cover import Cover, Verdict, judge
from .pattern import Pattern, pattern_of
from .plan import Plan
from .planned import Action, PlannedTenant, Wanted
from .state import named, standing
from .window import Zone, zone_of

if TYPE_CHECKING:
    from ..client import InteropClient
    from ..fleet import FleetProgress, FleetResult

__all__ = ["plan_rollovers"]


@attrs.frozen
class _Read:
    """One tenant and its rollovers, or why they could not be read."""

    wanted: Wanted
    tenant: TenantInfo
    rollovers: Sequence[Rollover]
    error: Exception | None


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
        timezone: the time zone of dates without an offset, instead of each tenant's own.
        pausing: values of `status` that pause, beyond the documented ones and the one that new
            rollovers get.
        concurrency: tenants that are read at once.
        on_progress: is told after each tenant that was read.

    Returns:
        The plan: a row for each tenant. One that cannot be read is `blocked`, with the error.

    Raises:
        ValueError: two of `wanted` are for the same tenant.
        InteropError: the list of tenants could not be read.

    Source: page (what a rollover holds); that a rollover pauses its cloud from its start to its
    end, and that a time zone is the one of the tenant's account, is inferred.
    """
    now = datetime.fromtimestamp(wall_time(), UTC)
    read: dict[UUID, _Read] = {}
    for each in [wanted] if isinstance(wanted, Wanted) else wanted:
        async with interop.for_each_tenant(
            _rollovers_of,
            tenants=each.tenants,
            integration=None if each.integration is None else [each.integration],
            concurrency=concurrency,
            on_progress=on_progress,
        ) as results:
            async for result in results:
                _add(read, each, result)
    existing = [
        (each.tenant.name or str(each.tenant.id), rollover)
        for each in read.values()
        for rollover in each.rollovers
    ]
    planner = _Planner(existing, now, timezone, pausing)
    rows = [planner.row(each) for each in read.values()]
    rows.sort(key=lambda each: (each.name or "", str(each.id)))
    return Plan(tenants=tuple(rows), made_at=now.replace(microsecond=0))


async def _rollovers_of(client: InteropClient, tenant: TenantInfo) -> list[Rollover]:
    return await client.rollovers.list().collect()


def _add(read: dict[UUID, _Read], wanted: Wanted, result: FleetResult[list[Rollover]]) -> None:
    identifier = result.tenant.id
    if identifier is None:
        raise ConfigurationError(
            f"the tenant {result.tenant.name!r} has no id, so no plan can name it: leave it out"
        )
    if identifier in read and read[identifier].wanted is not wanted:
        raise ValueError(f"tenant {identifier} is wanted twice, with two windows")
    read[identifier] = _Read(wanted, result.tenant, result.value or (), result.error)


class _Planner:
    """Decides what each tenant needs."""

    def __init__(
        self,
        existing: Sequence[tuple[str, Rollover]],
        now: datetime,
        timezone: Zone | None,
        pausing: Collection[str],
    ) -> None:
        self._existing = existing
        self._now = now
        self._timezone = timezone
        self._pausing = pausing
        self._patterns: dict[tuple[str | None, str | None], Pattern] = {}

    def pattern(self, wanted: Wanted) -> Pattern:
        key = wanted.type, wanted.status
        if key not in self._patterns:
            self._patterns[key] = pattern_of(
                self._existing, now=self._now, type=wanted.type, status=wanted.status
            )
        return self._patterns[key]

    def row(self, read: _Read) -> PlannedTenant:
        tenant = read.tenant
        assert tenant.id is not None
        zone = self._timezone or zone_of(tenant)
        row = PlannedTenant(
            id=tenant.id,
            name=tenant.name,
            timezone=zone.name,
            action=Action.BLOCKED,
            seen=tuple(standing(read.rollovers, self._now)),
            warnings=() if zone.problem is None else (zone.problem,),
        )
        if read.error is not None:
            return attrs.evolve(row, reasons=(str(read.error) or repr(read.error),))
        try:
            return self._decided(read, zone, row)
        except ConfigurationError as error:
            return attrs.evolve(row, reasons=(str(error),))

    def _decided(self, read: _Read, zone: Zone, row: PlannedTenant) -> PlannedTenant:
        wanted, pattern = read.wanted, self.pattern(read.wanted)
        cover = judge(
            read.tenant,
            read.rollovers,
            wanted.start,
            wanted.end,
            zone=zone,
            now=self._now,
            pausing={*self._pausing, *filter(None, [pattern.status.value])},
        )
        key = (wanted.name, cover.cloud_id)
        named_so = [each for each in row.seen if (each.name, each.cloud_id) == key]
        warnings = [*row.warnings]
        if cover.wanted.start < self._now:
            warnings.append(f"it begins in the past: {cover.wanted}")
        if len(named_so) > 1:
            ids = ", ".join(str(each.id) for each in named_so)
            reason = f"{len(named_so)} rollovers are named {wanted.name!r} ({ids}): keep one"
            return attrs.evolve(row, reasons=(reason,), warnings=warnings)
        if cover.verdict is Verdict.COVERED:
            warnings += _of_other_windows(named_so, cover)
            return attrs.evolve(
                row, action=Action.NOTHING, reasons=cover.reasons, warnings=warnings
            )
        if named_so:
            after = _changed(named_so[0], wanted, cover)
            if not same_rollover(after, named_so[0]):
                return self._change(row, named_so[0], after, read.rollovers, warnings)
        if cover.verdict is not Verdict.OPEN:
            return attrs.evolve(row, reasons=cover.reasons, warnings=warnings)
        warnings += _copied(wanted, pattern)
        return attrs.evolve(
            row,
            action=Action.CREATE,
            after=pattern.rollover(wanted.name, cover),
            reasons=(f"{cover.wanted} is open",),
            warnings=warnings,
        )

    def _change(
        self,
        row: PlannedTenant,
        before: Rollover,
        after: RolloverRequest,
        rollovers: Sequence[Rollover],
        warnings: Sequence[str],
    ) -> PlannedTenant:
        """The row of a tenant whose rollover of that name is another than what is wanted."""
        if before.start_date is not None and before.start_date <= self._now:
            reason = f"{named(before)} is active, and is not changed before it has ended"
            return attrs.evolve(row, reasons=(reason,), warnings=warnings)
        obstacles = overlapping(after, rollovers, own_id=before.id)
        if obstacles:
            reasons = [f"{named(each)} is in the way" for each in obstacles]
            return attrs.evolve(row, reasons=reasons, warnings=warnings)
        return attrs.evolve(
            row,
            action=Action.CHANGE,
            before=before,
            after=after,
            reasons=(f"{named(before)} is there, with another window, type or status",),
            warnings=warnings,
        )


def _changed(before: Rollover, wanted: Wanted, cover: Cover) -> RolloverRequest:
    """What is written over a rollover, with all of it kept that is not asked for.

    Raises:
        ConfigurationError: it lacks what a rollover must have.
    """
    after = attrs.evolve(before, start_date=cover.wanted.start, end_date=cover.wanted.end)
    given = {"type": wanted.type, "status": wanted.status}
    values = after.to_dict() | {name: value for name, value in given.items() if value is not None}
    try:
        return writable(Rollover.from_dict(values))
    except ValueError as error:
        raise ConfigurationError(f"{named(before)} cannot be changed: {error}") from None


def _copied(wanted: Wanted, pattern: Pattern) -> list[str]:
    """What is said of a type and a status that were taken from other rollovers."""
    return [
        f"{field} {copied.value!r}: {copied.source}"
        for field, copied, given in (
            ("type", pattern.type, wanted.type),
            ("status", pattern.status, wanted.status),
        )
        if given is None and copied.value is not None
    ]


def _of_other_windows(rollovers: Sequence[Rollover], cover: Cover) -> list[str]:
    """What is said of rollovers of this name whose windows are others."""
    return [
        f"{named(each)} has another window than {cover.wanted}, and stays as it is"
        for each in rollovers
        if (each.start_date, each.end_date) != (cover.wanted.start, cover.wanted.end)
    ]
