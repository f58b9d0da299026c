"""State of a tenant: which rollovers count, and how two readings of it differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from uuid import UUID

from ..models import Rollover, RolloverRequest, TenantInfo
from .cover import Verdict, cover_of, status_doubt
from .planned import PlannedTenant
from .window import Window

__all__ = ["account_timezone", "differences", "losses", "moved", "shortfall", "standing"]

# What a plan looks at. `status` moves with the time, so it is looked at by itself.
_COMPARED = ("name", "cloud_id", "actor_id", "type", "start_date", "end_date")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def standing(rollovers: Iterable[Rollover], now: datetime) -> list[Rollover]:
    """The rollovers that have not ended, as far as is known, in a stable order."""
    live = [each for each in rollovers if each.end_date is None or each.end_date > now]
    return sorted(live, key=lambda each: (each.start_date or _EPOCH, str(each.id)))


def differences(
    seen: Iterable[Rollover],
    found: Iterable[Rollover],
    now: datetime,
    pausing: Collection[str] = (),
) -> list[str]:
    """What is not as it was seen, a line each; what has ended since is none.

    Args:
        seen: the rollovers as a plan saw them.
        found: the rollovers as they are.
        now: the time.
        pausing: values of `status` that pause, beyond those of `RolloverStatus`.
    """
    found = list(found)
    before, after = _by_key(seen, now), _by_key(found, now)
    lines = losses(before.values(), found, now, pausing)
    return lines + [f"{named(each)} is new" for key, each in after.items() if key not in before]


def losses(
    seen: Iterable[Rollover],
    found: Iterable[Rollover],
    now: datetime,
    pausing: Collection[str] = (),
) -> list[str]:
    """What is gone of what was seen, or is another now; takes what `differences` takes."""
    before, after = _by_key(seen, now), _by_key(found, now)
    lines = [f"{named(each)} is gone" for key, each in before.items() if key not in after]
    for key, each in before.items():
        if key in after:
            lines += _changed(each, after[key], now, pausing)
    return lines


def moved(row: PlannedTenant, tenant: TenantInfo) -> list[str]:
    """What of the tenant itself is not as the plan saw it; what is not told now is no difference.

    Args:
        row: the tenant as it was.
        tenant: the tenant as it is.
    """
    lines = []
    cloud = tenant.cloud.id if tenant.cloud is not None else None
    written = None if row.after is None else UUID(str(row.after.cloud_id))
    lines += [
        f"the plan is for cloud {planned}, and the tenant is in {cloud}"
        for planned in dict.fromkeys((row.cloud_id, written))
        if planned is not None and cloud is not None and cloud != planned
    ]
    if row.account_timezone is not None and tenant.account is not None:
        zone = account_timezone(tenant)
        if zone != row.account_timezone:
            lines.append(
                f"its time zone was {row.account_timezone or 'none'} and is {zone or 'none'}"
            )
    return lines


def shortfall(
    wanted: RolloverRequest,
    rollover: Rollover,
    now: datetime,
    pausing: Collection[str],
    zone: tzinfo = UTC,
) -> Sequence[str]:
    """Why a rollover is not known to pause all of a window; nothing where it is.

    Args:
        wanted: the rollover that is wanted, whose window is not over.
        rollover: the rollover that is there.
        now: the time.
        pausing: values of `status` that pause, beyond those of `RolloverStatus`.
        zone: the time zone in which it is told.
    """
    cover = cover_of(
        Window(wanted.start_date, wanted.end_date, zone),
        [rollover],
        cloud_id=UUID(str(wanted.cloud_id)),
        now=now,
        pausing=pausing,
    )
    if cover.verdict is Verdict.COVERED:
        return ()
    return cover.reasons or (f"{named(rollover)} pauses nothing of {cover.wanted}",)


def account_timezone(tenant: TenantInfo) -> str:
    """The time zone that a tenant's account names; an empty text where it names none."""
    return (tenant.account.timezone if tenant.account is not None else None) or ""


def _by_key(rollovers: Iterable[Rollover], now: datetime) -> dict[object, Rollover]:
    """The standing rollovers by their id, or by all that is compared where they have none."""
    return {
        each.id or tuple(_plain(getattr(each, name)) for name in _COMPARED): each
        for each in standing(rollovers, now)
    }


def _changed(
    before: Rollover, after: Rollover, now: datetime, pausing: Collection[str]
) -> Sequence[str]:
    lines = [
        f"{named(before)}: {name} was {getattr(before, name)} and is {getattr(after, name)}"
        for name in _COMPARED
        if _plain(getattr(before, name)) != _plain(getattr(after, name))
    ]
    if after.status != before.status:
        doubt = status_doubt(after, now, pausing)
        lines += [] if doubt is None else [f"{named(before)} {doubt}"]
    return lines


def named(rollover: Rollover) -> str:
    """How a rollover is called in a sentence."""
    return f"rollover {rollover.name!r} ({rollover.id})"


def _plain(value: object) -> object:
    """A value as it is compared: times as instants, to the millisecond that services keep."""
    if isinstance(value, datetime):
        return (value - _EPOCH) // timedelta(milliseconds=1)
    return str(value)
