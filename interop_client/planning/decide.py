"""Deciding what each tenant needs, of what was read of all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

import attrs

from ..errors import ConfigurationError, NotFoundError
from ..models import Rollover, RolloverRequest, TenantInfo
from ..rollovers.rules import overlapping, same_rollover
from ..rollovers.write import writable
from .cover import Cover, Verdict, judge
from .pattern import Pattern, pattern_of
from .planned import Action, PlannedTenant, Wanted
from .state import account_timezone, named, shortfall, standing
from .window import Window, Zone, zone_of

__all__ = ["Planner", "TenantRead"]


@attrs.frozen
class TenantRead:
    """One tenant and its rollovers, or why they could not be read."""

    wanted: Wanted
    tenant: TenantInfo
    rollovers: Sequence[Rollover]
    error: Exception | None

    @property
    def id(self) -> UUID | None:
        return self.tenant.id

    @property
    def name(self) -> str | None:
        return self.tenant.name


class Planner:
    """Decides what each tenant needs.

    Args:
        tenants: all tenants, of whose rollovers types and statuses may be copied.
        now: the time.
        timezone: the time zone of dates without an offset, instead of each tenant's own.
        pausing: values of `status` that pause, beyond those of `RolloverStatus`.
    """

    def __init__(
        self,
        tenants: Sequence[TenantRead],
        now: datetime,
        timezone: Zone | None,
        pausing: Collection[str],
    ) -> None:
        self._existing = [
            (each.name or str(each.id), rollover) for each in tenants for rollover in each.rollovers
        ]
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

    def row(self, read: TenantRead) -> PlannedTenant:
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
            cloud_id=tenant.cloud.id if tenant.cloud is not None else None,
            account_timezone=None if self._timezone else account_timezone(tenant),
        )
        if read.error is not None:
            return _unread(row, read)
        try:
            return self._if_it_pauses(self._decided(read, zone, row), read.wanted, zone)
        except ValueError as error:
            return attrs.evolve(row, reasons=(str(error),))

    def _decided(self, read: TenantRead, zone: Zone, row: PlannedTenant) -> PlannedTenant:
        wanted, pattern = read.wanted, self.pattern(read.wanted)
        cover = judge(
            read.tenant,
            read.rollovers,
            wanted.start,
            wanted.end,
            zone=zone,
            now=self._now,
            pausing=self._trusted(wanted),
        )
        key = (wanted.name, cover.cloud_id)
        named_so = [each for each in row.seen if (each.name, each.cloud_id) == key]
        warnings = [*row.warnings]
        if cover.wanted.start < self._now:
            warnings.append(f"it begins in the past: {cover.wanted}")
        if cover.verdict is Verdict.COVERED:
            warnings += _of_other_windows(named_so, cover)
            return attrs.evolve(
                row, action=Action.NOTHING, reasons=cover.reasons, warnings=warnings
            )
        if len(named_so) > 1:
            ids = ", ".join(str(each.id) for each in named_so)
            reason = f"{len(named_so)} rollovers are named {wanted.name!r} ({ids}): keep one"
            return attrs.evolve(row, reasons=(reason,), warnings=warnings)
        if named_so:
            after = _changed(named_so[0], wanted, cover)
            if not same_rollover(after, named_so[0]):
                return self._change(row, named_so[0], after, read.rollovers, warnings, zone)
        if cover.verdict is not Verdict.OPEN:
            return attrs.evolve(row, reasons=cover.reasons, warnings=warnings)
        warnings += _copied(wanted, pattern)
        return attrs.evolve(
            row,
            action=Action.CREATE,
            after=pattern.rollover(wanted.name, cover),
            reasons=("nothing of the window is paused, and nothing is in the way",),
            warnings=warnings,
        )

    def _trusted(self, wanted: Wanted) -> set[str]:
        """The values of `status` that pause, beyond those of `RolloverStatus`."""
        return {*self._pausing, *filter(None, [self.pattern(wanted).status.value])}

    def _if_it_pauses(self, row: PlannedTenant, wanted: Wanted, zone: Zone) -> PlannedTenant:
        """The row, where what it would write is a pause of the window."""
        if row.after is None:
            return row
        would_be = Rollover.from_dict(row.after.to_dict())
        lacking = shortfall(row.after, would_be, self._now, self._trusted(wanted), zone.info)
        if not lacking:
            return row
        reasons = ("it would not be paused by what would be written:", *lacking)
        return attrs.evolve(row, action=Action.BLOCKED, before=None, after=None, reasons=reasons)

    def _change(
        self,
        row: PlannedTenant,
        before: Rollover,
        after: RolloverRequest,
        rollovers: Sequence[Rollover],
        warnings: Sequence[str],
        zone: Zone,
    ) -> PlannedTenant:
        """The row of a tenant whose rollover of that name is another than what is wanted."""
        if before.id is None:
            reason = f"{named(before)} came without an id, so it cannot be changed"
            return attrs.evolve(row, reasons=(reason,), warnings=warnings)
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
            warnings=[*warnings, *_given_up(before, after, zone)],
        )


def _unread(row: PlannedTenant, read: TenantRead) -> PlannedTenant:
    """The row of a tenant that could not be read, or whose rollovers could not."""
    reason = str(read.error) or repr(read.error)
    if read.tenant != TenantInfo(id=read.tenant.id):
        return attrs.evolve(row, reasons=(reason,))
    if isinstance(read.error, NotFoundError):
        reason = f"the account has no tenant {row.id}"
    # Nothing is known of its time zone either: that it is missing would be no news.
    return attrs.evolve(row, reasons=(reason,), warnings=())


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


def _given_up(before: Rollover, after: RolloverRequest, zone: Zone) -> list[str]:
    """What is said of the stretches that a rollover pauses now, and not when it is changed."""
    start, end = before.start_date, before.end_date
    if start is None or end is None:
        return []
    stretches = [(start, min(end, after.start_date)), (max(start, after.end_date), end)]
    return [
        f"{named(before)} no longer pauses {Window(first, last, zone.info)}"
        for first, last in stretches
        if first < last
    ]


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
