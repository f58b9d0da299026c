"""Status of one tenant: what a person asks first, read in three requests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from .._clock import utc_now
from .._codec.encode import encode_datetime
from ..ingestions.wait import is_pending
from ..models import Ingestion, IngestionState, Rollover, Schedule, TenantInfo
from ..planning import zone_of
from ..planning.state import standing
from ..planning.window import in_zone
from .neighbours import conflicts_of, window_of

if TYPE_CHECKING:
    from ..client import InteropClient

__all__ = ["TenantStatus", "problems_first", "status_of", "unreadable"]

# A nightly collection that has not come for this long is a problem.
_STALE = timedelta(hours=36)


@attrs.frozen(kw_only=True)
class TenantStatus:
    """What a tenant is like now.

    Args:
        tenant: the tenant; its credentials are shown by nothing here.
        rollovers: its rollovers that have not ended, by their start.
        schedules: its schedules, by their hour.
        last_ingestion: the newest ingestion that was listed; the service may list only those
            that are not complete.
        problems: what a person should look at, a line each.
        readable: whether it could be read; if not, nothing is known but the tenant.
    """

    tenant: TenantInfo = attrs.field(repr=lambda tenant: repr(tenant.name))
    rollovers: Sequence[Rollover] = ()
    schedules: Sequence[Schedule] = ()
    last_ingestion: Ingestion | None = None
    problems: Sequence[str] = ()
    readable: bool = True

    @property
    def state(self) -> str | None:
        """The state of its integration, in the service's words."""
        return self.tenant.status.op_state if self.tenant.status else None

    @property
    def last_sync(self) -> datetime | None:
        """When its last sync was."""
        return self.tenant.status.last_sync_at if self.tenant.status else None

    @property
    def next_rollover(self) -> Rollover | None:
        """The rollover that is active, or that comes next; one without a start where no other is
        there, since that may be it."""
        dated = (each for each in self.rollovers if each.start_date is not None)
        return next(dated, self.rollovers[0] if self.rollovers else None)

    @property
    def next_window(self) -> str | None:
        """The window of the next rollover, in the tenant's time zone."""
        found = self.next_rollover
        return None if found is None else shown_window(found, self.tenant)

    def to_dict(self) -> dict[str, object]:
        """The status as JSON, without credentials. The `nights` of the next rollover are those that
        it pauses wholly."""
        rollover, ingestion = self.next_rollover, self.last_ingestion
        return {
            "tenant": {"id": str(self.tenant.id), "name": self.tenant.name},
            "integration": self.tenant.integration.name if self.tenant.integration else None,
            "timezone": zone_of(self.tenant).name,
            "state": self.state,
            "last_sync_at": _text(self.last_sync),
            "last_ingestion": None
            if ingestion is None
            else {
                "id": str(ingestion.id),
                "state": None if ingestion.state is None else str(ingestion.state),
                "created_at": _text(ingestion.created_at),
            },
            "schedules": [
                {"hour": each.hour, "enabled": each.enabled, "paused": each.paused}
                for each in self.schedules
            ],
            "next_rollover": None
            if rollover is None
            else {
                "id": str(rollover.id),
                "name": rollover.name,
                "start_date": _text(rollover.start_date),
                "end_date": _text(rollover.end_date),
                "nights": nights_of(rollover, self.tenant),
            },
            "problems": list(self.problems),
        }


async def status_of(client: InteropClient, tenant: TenantInfo) -> TenantStatus:
    """Read what a tenant is like now, in three requests and what their pages take.

    Args:
        client: a client that acts for the tenant.
        tenant: the tenant.
    """
    now = utc_now()
    schedules = await client.schedules.list().collect()
    rollovers = await client.rollovers.list().collect()
    ingestions = await client.ingestions.list().collect(limit=100)
    newest = max(ingestions, key=lambda each: each.created_at or _LONG_AGO, default=None)
    status = TenantStatus(
        tenant=tenant,
        rollovers=standing(rollovers, now),
        schedules=sorted(schedules, key=lambda each: each.hour or 0),
        last_ingestion=newest,
    )
    return attrs.evolve(status, problems=_problems(status, now))


def unreadable(tenant: TenantInfo, error: Exception) -> TenantStatus:
    """The status of a tenant that could not be read."""
    return TenantStatus(tenant=tenant, problems=(str(error) or repr(error),), readable=False)


def problems_first(rows: Iterable[TenantStatus]) -> list[TenantStatus]:
    """The rows in the order in which people look at them: those with problems first, by name."""
    return sorted(rows, key=lambda each: (not each.problems, each.tenant.name or ""))


def _problems(status: TenantStatus, now: datetime) -> list[str]:
    found: list[str] = []
    ingestion = status.last_ingestion
    active = [each for each in status.rollovers if each.start_date and each.start_date <= now]
    if not status.schedules:
        found.append("no schedule: nothing is collected")
    elif not active and all(each.enabled is False or each.paused for each in status.schedules):
        found.append("every schedule is paused, though no rollover is active")
    ended = ingestion is not None and not is_pending(ingestion)
    if ingestion is not None and ended and ingestion.state != IngestionState.SUCCESS:
        found.append(f"the last ingestion ended as {ingestion.state}")
    if status.last_sync is None:
        found.append("no sync was ever told")
    elif now - status.last_sync > _STALE and not active:
        days = (now - status.last_sync).days
        found.append(f"last sync {days} day{'' if days == 1 else 's'} ago")
    found += [
        f"{each.name!r} has no {missing}: when it pauses cannot be told"
        for each in status.rollovers
        if (missing := _missing(each))
    ]
    found += [
        f"{each.name!r} ends before it begins: it pauses nothing"
        for each in status.rollovers
        if each.start_date and each.end_date and each.end_date < each.start_date
    ]
    return found + conflicts_of(status.rollovers, status.tenant)


def _missing(rollover: Rollover) -> str:
    dates = {"start": rollover.start_date, "end": rollover.end_date}
    return " and no ".join(name for name, date in dates.items() if date is None)


def shown_window(rollover: Rollover, tenant: TenantInfo) -> str:
    """The window of a rollover in the tenant's time zone."""
    window = window_of(rollover, tenant)
    return "unknown dates" if window is None else str(window)


def nights_of(rollover: Rollover, tenant: TenantInfo) -> int | None:
    """How many nights of the tenant a rollover pauses wholly; None where its dates are unknown.

    A night is a date in the tenant's time zone. Of one that is paused in part a plan says that it
    is open, so it does not count here.
    """
    window = window_of(rollover, tenant)
    return None if window is None else window.whole_night_count


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else encode_datetime(in_zone(moment, UTC), "moment")
