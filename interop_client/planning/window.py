"""Window of a rollover: from one instant to another, and its nights in a tenant's time zone."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import attrs

from .._config.arguments import kind_of
from ..models import TenantInfo
from .arguments import check_instant, check_kind, check_text

__all__ = [
    "Window",
    "Zone",
    "counted",
    "in_zone",
    "instant",
    "open_between",
    "zone_named",
    "zone_of",
]

# Files that are no zones of places: that of this machine, and those that count leap seconds.
_NO_PLACES = ("localtime", "posix", "factory", "right/")

_TICK = timedelta(microseconds=1)

_KEPT = timedelta(milliseconds=1)
"""Services keep times to the millisecond, so a gap of one is none."""


def instant(moment: date | datetime, zone: tzinfo) -> datetime:
    """The instant that a date or time means in a time zone, in UTC.

    A date begins at its midnight, or at its first instant where the clocks leave midnight out.

    Args:
        moment: a date, a time of that zone, or a time with an offset of its own.
        zone: the time zone.

    Raises:
        TypeError: it is neither a date nor a time, or `zone` is no time zone.
        ValueError: it is outside of the years that can be told.
    """
    check_kind("moment", moment, date)
    check_kind("zone", zone, tzinfo)
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time.min)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{moment.isoformat()} is outside of the calendar") from None


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """A moment as the clocks of a time zone show it; as it is where they have no such year.

    Some write "for ever" as the last day of the calendar, which has begun to be another in some
    places.
    """
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


@attrs.frozen
class Zone:
    """A time zone, and what kept another one from being used.

    Args:
        name: its IANA name, such as `America/Denver`.
        info: what `datetime` takes.
        problem: why it is not the tenant's own, in words; None where it is, or was chosen.

    Raises:
        TypeError: `info` is no time zone.
    """

    name: str
    info: tzinfo
    problem: str | None = None

    def __attrs_post_init__(self) -> None:
        check_kind("info", self.info, tzinfo)


def zone_named(name: str) -> Zone:
    """The time zone of an IANA name.

    Raises:
        TypeError, ValueError: there is none of that name, or this machine has no data of time
            zones.
    """
    check_text("name", name)
    key = name.strip()
    if key.upper() == "UTC":
        return Zone("UTC", UTC)
    try:
        if not key.lower().startswith(_NO_PLACES):
            return Zone(key, zoneinfo.ZoneInfo(key))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        pass
    if not zoneinfo.available_timezones():
        raise ValueError("this machine has no data of time zones: pip install tzdata")
    raise ValueError(f"{name!r} is no IANA time zone, such as America/Denver")


def zone_of(tenant: TenantInfo) -> Zone:
    """The time zone of a tenant, from its account: UTC, with `problem` saying so, where that is
    missing or unknown.

    Source: page (`account.timezone`); that it is an IANA name is inferred.
    """
    if not isinstance(tenant, TenantInfo):
        raise TypeError(f"tenant must be a TenantInfo, not {kind_of(tenant)}")
    name = tenant.account.timezone if tenant.account is not None else None
    if not name or not name.strip():
        return Zone("UTC", UTC, "the tenant has no time zone; UTC is used")
    try:
        return zone_named(name)
    except ValueError as error:
        return Zone("UTC", UTC, f"{error}; UTC is used")


def _as_utc(moment: datetime) -> datetime:
    # Times of one zone are compared by their wall clocks, which go back once a year: not in UTC.
    check_instant("a time of a window", moment)
    return in_zone(moment, UTC)


@attrs.frozen
class Window:
    """A stretch of time `[start, end)`: its end is no longer part of it.

    Args:
        start: its first instant.
        end: the instant at which it is over.
        zone: the time zone in which it is shown, and its nights are counted.

    Raises:
        TypeError, ValueError: it ends before it begins, or a time has no offset.
    """

    start: datetime = attrs.field(converter=_as_utc)
    end: datetime = attrs.field(converter=_as_utc)
    zone: tzinfo = UTC

    def __attrs_post_init__(self) -> None:
        check_kind("zone", self.zone, tzinfo)
        if self.start >= self.end:
            raise ValueError(
                f"it must begin before it ends, but begins on {self._local(self.start)} and ends"
                f" on {self._local(self.end)}"
            )

    @classmethod
    def between(cls, start: date | datetime, end: date | datetime, zone: tzinfo) -> Window:
        """The window from one date or time to another, in a time zone.

        Raises:
            ValueError: it ends before it begins, or is outside of the calendar.
        """
        return cls(instant(start, zone), instant(end, zone), zone)

    @property
    def nights(self) -> frozenset[date]:
        """The local dates that it touches: a nightly schedule runs once on each."""
        return frozenset(
            self.first_night + timedelta(days=days) for days in range(self.night_count)
        )

    @property
    def first_night(self) -> date:
        """The first local date that it touches, by more than the millisecond that is no gap."""
        inside = min(_KEPT, self.end - self.start - _TICK)
        return in_zone(self.start + inside, self.zone).date()

    @property
    def last_night(self) -> date:
        """The last local date that it touches, likewise."""
        inside = min(_KEPT + _TICK, self.end - self.start)
        return in_zone(self.end - inside, self.zone).date()

    @property
    def night_count(self) -> int:
        """How many nights it touches, which are open where it is; it may be a million."""
        return max(1, (self.last_night - self.first_night).days + 1)

    @property
    def whole_night_count(self) -> int:
        """How many nights it has wholly, which are paused where it is: on a date that it only
        touches, a collection may come in the rest."""
        first = self.start - self._midnight(self.first_night, 0, self.start) > _KEPT
        last = self._midnight(self.last_night, 1, self.end) - self.end > _KEPT
        return max(0, self.night_count - first - last)

    def _midnight(self, night: date, days: int, outside: datetime) -> datetime:
        """When a night begins, or one so many days later; `outside` beyond the calendar."""
        try:
            return instant(night + timedelta(days=days), self.zone)
        except (OverflowError, ValueError):
            return outside

    def __str__(self) -> str:
        return f"{self._local(self.start)} to {self._local(self.end)}"

    def _local(self, moment: datetime) -> str:
        local = in_zone(moment, self.zone)
        seconds = f":{local:%S}" if local.second or local.microsecond else ""
        return f"{local.day} {local:%b %Y %H:%M}{seconds}"


def open_between(end: datetime, start: datetime, zone: tzinfo) -> Window | None:
    """What is open between the end of one pause and the start of the next.

    Args:
        end: when the first is over.
        start: when the next begins.
        zone: the time zone in which nights are counted.

    Returns:
        The stretch; None where there is none, or one that is no longer than services tell times.
    """
    return Window(end, start, zone) if start - end > _KEPT else None


def counted(nights: int) -> str:
    """A number of nights in words."""
    return f"{nights} night{'' if nights == 1 else 's'}"
