"""Cover: whether the rollovers that are there pause all of a window, some of it, or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

import attrs

from .._config.arguments import kind_of
from ..errors import ConfigurationError
from ..models import Rollover, RolloverStatus, TenantInfo
from .arguments import check_instant, check_kind, check_statuses
from .window import Window, Zone, counted, open_between

__all__ = ["Cover", "Obstacle", "Verdict", "cover_of", "judge", "status_doubt"]


class Verdict(StrEnum):
    """What a window needs."""

    COVERED = "covered"
    """Every instant of it is paused: nothing is to be done."""
    PARTLY = "covered in part"
    """Some of it is paused, the rest is open, and no rollover over all of it can be created."""
    BLOCKED = "blocked"
    """Nothing of it is known to be paused, and something is in the way of a new rollover."""
    OPEN = "open"
    """Nothing of it is paused, and nothing is in the way."""


@attrs.frozen
class Obstacle:
    """A rollover that is in the way of a new one, and does not count as a pause.

    Args:
        rollover: the rollover.
        reason: why it does not count, in words that follow its name.
    """

    rollover: Rollover
    reason: str

    def __str__(self) -> str:
        return f"{_named(self.rollover)} {self.reason}"


@attrs.frozen
class Cover:
    """How far a window is paused.

    Args:
        cloud_id: the cloud whose rollovers were looked at.
        wanted: the window.
        judged: what is left of it: nothing can be done about nights that are over.
        by: the rollovers that pause something of that.
        open: the stretches that none of them pauses.
        obstacles: the other rollovers that are, or may be, in the way of a new one.
    """

    cloud_id: UUID
    wanted: Window
    judged: Window
    by: Sequence[Rollover]
    open: Sequence[Window]
    obstacles: Sequence[Obstacle]

    @property
    def verdict(self) -> Verdict:
        """What the window needs."""
        if not self.open:
            return Verdict.COVERED
        if self.by:
            return Verdict.PARTLY
        return Verdict.BLOCKED if self.obstacles else Verdict.OPEN

    @property
    def reasons(self) -> Sequence[str]:
        """The verdict in words, a line each: what pauses it, the open stretches one by one, and
        what is in the way."""
        names = ", ".join(map(_named, self.by))
        if not self.open:
            return (f"paused by {names}",)
        if not self.by:
            return tuple(map(str, self.obstacles))
        nights = sum(stretch.night_count for stretch in self.open)
        # A night in which one stretch ends and the next one begins is counted by both.
        nights -= sum(one.last_night == next_.first_night for one, next_ in pairwise(self.open))
        leave = "leaves" if len(self.by) == 1 else "leave"
        return (
            f"{names} {leave} {nights} of {counted(self.judged.night_count)} open:",
            *(f"  {stretch} ({counted(stretch.night_count)})" for stretch in self.open),
            *map(str, self.obstacles),
        )


def judge(
    tenant: TenantInfo,
    rollovers: Iterable[Rollover],
    start: date | datetime,
    end: date | datetime,
    *,
    zone: Zone,
    now: datetime,
    pausing: Collection[str] = (),
) -> Cover:
    """How far a tenant's rollovers pause a window that is given by dates or times.

    Args:
        tenant: the tenant, whose cloud it is about.
        rollovers: all that the tenant has.
        start: when the window begins: a date is midnight in `zone`.
        end: when it is over, likewise.
        zone: the time zone, such as `zone_of(tenant)`.
        now: the time; what lies before it is not judged.
        pausing: values of `status` that pause, beyond those of `RolloverStatus`.

    Raises:
        TypeError, ValueError: an argument that cannot be meant.
        ConfigurationError: the tenant names no cloud, or the window is none, or over.
    """
    if not isinstance(tenant, TenantInfo):
        raise TypeError(f"tenant must be a TenantInfo, not {kind_of(tenant)}")
    if not isinstance(zone, Zone):
        raise TypeError(f"zone must be a Zone, not {kind_of(zone)}: zone_of(tenant) is one")
    check_instant("now", now)
    if tenant.cloud is None or tenant.cloud.id is None:
        raise ConfigurationError("the tenant does not say which cloud it is in")
    try:
        window = Window.between(start, end, zone.info)
        return cover_of(window, rollovers, cloud_id=tenant.cloud.id, now=now, pausing=pausing)
    except ValueError as error:
        raise ConfigurationError(f"the window cannot be used in {zone.name}: {error}") from None


def cover_of(
    wanted: Window,
    rollovers: Iterable[Rollover],
    *,
    cloud_id: UUID,
    now: datetime,
    pausing: Collection[str] = (),
) -> Cover:
    """How far the rollovers of a cloud, taken together, pause a window.

    Windows are half-open and compared as instants. What is not known does not count as a pause: a
    rollover without both dates, without a cloud, for one actor only, or of a status that is not
    known to pause.

    Args:
        wanted: the window.
        rollovers: all that the tenant has; those of another cloud are passed over.
        cloud_id: the cloud of the tenant.
        now: the time; what lies before it is not judged.
        pausing: values of `status` that pause, beyond those of `RolloverStatus`.

    Raises:
        TypeError, ValueError: an argument that cannot be meant, or the window is over.

    Source: inferred (that a rollover pauses from its start to its end, and of its cloud only).
    """
    if not isinstance(wanted, Window):
        raise TypeError(f"wanted must be a Window, not {kind_of(wanted)}")
    check_kind("cloud_id", cloud_id, UUID)
    check_instant("now", now)
    check_statuses(pausing)
    if wanted.end <= now:
        raise ValueError(f"{wanted} is over")
    judged = attrs.evolve(wanted, start=max(wanted.start, now))
    counted: list[tuple[datetime, datetime, Rollover]] = []
    obstacles: list[Obstacle] = []
    for rollover in rollovers:
        if rollover.cloud_id not in (None, cloud_id) or not _may_touch(rollover, wanted):
            continue
        start, end = rollover.start_date, rollover.end_date
        doubt = _doubt(rollover, now, pausing)
        if doubt is not None or start is None or end is None:
            obstacles.append(Obstacle(rollover, doubt or "has no dates"))
        elif end <= judged.start:
            reason = "is over, but in the way of a rollover that begins before it ended"
            obstacles.append(Obstacle(rollover, f"{reason}: begin later"))
        else:
            counted.append((start, end, rollover))
    counted.sort(key=lambda each: each[:2])
    return Cover(
        cloud_id=cloud_id,
        wanted=wanted,
        judged=judged,
        by=tuple(rollover for _, _, rollover in counted),
        open=tuple(_open(judged, [(start, end) for start, end, _ in counted])),
        obstacles=tuple(obstacles),
    )


def _may_touch(rollover: Rollover, window: Window) -> bool:
    """Whether a rollover shares an instant with a window, as far as its dates are known."""
    start, end = rollover.start_date, rollover.end_date
    if start is not None and end is not None:
        if start == end:
            return False
        start, end = min(start, end), max(start, end)
    return (end is None or window.start < end) and (start is None or start < window.end)


def _doubt(rollover: Rollover, now: datetime, pausing: Collection[str]) -> str | None:
    """Why a rollover may not pause what its dates say; None where it does."""
    start, end = rollover.start_date, rollover.end_date
    if start is None or end is None:
        return (
            f"has no {'start' if start is None else 'end'} date, so nobody can tell what it pauses"
        )
    if end < start:
        return "ends before it begins"
    if rollover.cloud_id is None:
        return "does not say which cloud it pauses"
    if rollover.actor_id is not None:
        return f"is limited to one actor ({rollover.actor_id}), so others may go on"
    return status_doubt(rollover, now, pausing)


def status_doubt(rollover: Rollover, now: datetime, pausing: Collection[str]) -> str | None:
    """Why the status of a rollover may not be that of a pause; None where it is.

    Args:
        rollover: the rollover.
        now: the time.
        pausing: values of `status` that pause, beyond those of `RolloverStatus`.
    """
    status, end = rollover.status, rollover.end_date
    if status == RolloverStatus.COMPLETED and end is not None and now < end:
        return f"has the status {str(status)!r} before its end"
    if status is None or status in pausing or status.is_known:
        return None
    return f"has the status {str(status)!r}, which is not known to mean a pause"


def _open(window: Window, spans: Iterable[tuple[datetime, datetime]]) -> list[Window]:
    """What of a window is in none of the spans, which come in the order of their starts."""
    stretches = []
    reached = window.start
    for start, end in [*spans, (window.end, window.end)]:
        if stretch := open_between(reached, start, window.zone):
            stretches.append(stretch)
        reached = max(reached, end)
    return stretches


def _named(rollover: Rollover) -> str:
    return repr(rollover.name) if rollover.name else f"rollover {rollover.id}"
