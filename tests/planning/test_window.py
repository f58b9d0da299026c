"""Windows: dates become instants in a tenant's own time zone, and nights are counted there."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from interop_client.models import TenantInfo
from interop_client.planning import Window, instant, read_moment, zone_named, zone_of

DENVER = zone_named("America/Denver").info


def tenant(zone: object) -> TenantInfo:
    return TenantInfo.from_dict({"account": {"timezone": zone}})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2027-06-15", date(2027, 6, 15)),
        ("2027-06-15T18:00", datetime(2027, 6, 15, 18)),
        ("20270615", date(2027, 6, 15)),
        ("2027-W24-2", date(2027, 6, 15)),
        ("2027-06-15 18:00", datetime(2027, 6, 15, 18)),
        ("20270615T1800", datetime(2027, 6, 15, 18)),
        ("2027-06-15T18:00Z", datetime(2027, 6, 15, 18, tzinfo=UTC)),
        (
            "2027-06-15T18:00-06:00",
            datetime(2027, 6, 15, 18, tzinfo=timezone(timedelta(hours=-6))),
        ),
    ],
)
def test_a_date_or_a_time_is_read(text: str, read: date) -> None:
    assert (read_moment(text), type(read_moment(text))) == (read, type(read))


@pytest.mark.parametrize("text", ["", "summer", "15.06.2027", "2027-02-29", "2027-06-15T25:00"])
def test_anything_else_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match="neither a date") as refused:
        read_moment(text)
    assert repr(text) in str(refused.value)


@pytest.mark.parametrize(
    "text",
    ["2027061518", "20270615 8", "202706115", "2027-06-15x18:00", "2027-06-15T", " 20270615"],
)
def test_what_python_reads_in_part_or_with_luck_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="neither a date"):
        read_moment(text)


def test_a_date_is_midnight_in_the_time_zone() -> None:
    assert instant(date(2027, 6, 15), DENVER) == datetime(2027, 6, 15, 6, tzinfo=UTC)
    assert instant(date(2027, 12, 15), DENVER) == datetime(2027, 12, 15, 7, tzinfo=UTC)


def test_a_time_with_an_offset_is_the_same_in_every_time_zone() -> None:
    moment = datetime(2027, 6, 15, 18, tzinfo=UTC)
    assert instant(moment, DENVER) == moment


def test_a_day_whose_midnight_is_left_out_begins_with_its_first_instant() -> None:
    havana = zone_named("America/Havana").info
    begins = instant(date(2027, 3, 14), havana)
    assert begins == datetime(2027, 3, 14, 5, tzinfo=UTC)
    assert begins.astimezone(havana).hour == 1


def test_a_day_whose_midnight_comes_twice_begins_with_the_first() -> None:
    havana = zone_named("America/Havana").info
    assert instant(date(2027, 11, 7), havana) == datetime(2027, 11, 7, 4, tzinfo=UTC)


@pytest.mark.parametrize("moment", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_outside_of_the_calendar_is_refused(moment: date) -> None:
    zone = timezone(timedelta(hours=12 if moment.year == 1 else -12))
    with pytest.raises(ValueError, match="outside of the calendar"):
        instant(datetime(moment.year, moment.month, moment.day, 23 * (moment.year > 1)), zone)


@pytest.mark.parametrize("start", ["2027-06-15", "2027-06-16"])
def test_a_window_that_ends_before_it_begins_is_refused(start: str) -> None:
    with pytest.raises(ValueError, match="begin before it ends"):
        Window.between(read_moment(start), date(2027, 6, 15), DENVER)


def test_an_hour_that_comes_twice_is_no_empty_window() -> None:
    first, second = (datetime(2027, 11, 7, 1, 30, tzinfo=DENVER, fold=fold) for fold in (0, 1))
    assert Window(first, second, DENVER).end - Window(first, second, DENVER).start == timedelta(
        hours=1
    )


def test_a_time_without_an_offset_makes_no_window() -> None:
    with pytest.raises(ValueError, match="no offset"):
        Window(datetime(2027, 6, 15), datetime(2027, 6, 16, tzinfo=UTC))


def test_nights_are_the_local_dates_that_a_window_touches() -> None:
    assert len(Window.between(date(2027, 6, 15), date(2027, 8, 20), DENVER).nights) == 66
    assert len(Window.between(date(2027, 10, 31), date(2027, 11, 9), DENVER).nights) == 9
    evening = read_moment("2027-06-15T22:00")
    assert len(Window.between(evening, read_moment("2027-06-16T03:00"), DENVER).nights) == 2


def test_a_window_is_shown_in_its_own_time_zone() -> None:
    window = Window.between(date(2027, 6, 15), read_moment("2027-08-20T12:30:05Z"), DENVER)
    assert str(window) == "15 Jun 2027 00:00 to 20 Aug 2027 06:30:05"


def test_a_tenants_time_zone_is_that_of_its_account() -> None:
    zone = zone_of(tenant("America/Denver"))
    assert (zone.name, zone.info, zone.problem) == ("America/Denver", DENVER, None)


@pytest.mark.parametrize("missing", [None, "", "  "])
def test_utc_stands_for_a_missing_time_zone_and_says_so(missing: object) -> None:
    zone = zone_of(tenant(missing))
    assert (zone.name, zone.info) == ("UTC", UTC)
    assert zone.problem == "the tenant has no time zone; UTC is used"
    assert zone_of(TenantInfo()).problem == zone.problem


@pytest.mark.parametrize(
    "name", ["localtime", "posixrules", "Factory", "posix/America/Denver", "right/America/Denver"]
)
def test_a_file_of_time_zones_that_is_no_place_is_no_name_of_one(name: str) -> None:
    assert zone_of(tenant(name)).info is UTC


@pytest.mark.parametrize(
    "name", ["Mountain Time (US & Canada)", "America", "../zone", "/etc/passwd", "a\0b", "\ud800"]
)
def test_utc_stands_for_an_unknown_time_zone_and_says_so(name: str) -> None:
    zone = zone_of(tenant(name))
    assert zone.info is UTC
    assert zone.problem == f"{name!r} is no IANA time zone, such as America/Denver; UTC is used"


def test_a_machine_without_data_of_time_zones_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(key: str) -> None:
        raise zoneinfo.ZoneInfoNotFoundError(key)

    monkeypatch.setattr(zoneinfo, "ZoneInfo", missing)
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    with pytest.raises(ValueError, match="pip install tzdata"):
        zone_named("America/Denver")
    assert zone_named("utc").info is UTC
