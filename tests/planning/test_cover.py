"""Cover: the union of a cloud's rollovers against a window, as instants, half-open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest

from interop_client import ConfigurationError
from interop_client.models import Rollover, TenantInfo
from interop_client.planning import Cover, Verdict, Window, cover_of, judge, zone_named

CLOUD = uuid4()
NOW = datetime(2027, 1, 20, tzinfo=UTC)
WANTED = Window(datetime(2027, 6, 15, tzinfo=UTC), datetime(2027, 8, 20, tzinfo=UTC))


def rollover(name: str, start: str | None, end: str | None, **more: object) -> Rollover:
    """One of the cloud, from its dates within 2027 (`06-15` or `06-15T12:00`)."""
    times = {
        key: f"2027-{text}" if "T" in text else f"2027-{text}T00:00:00Z"
        for key, text in (("start_date", start), ("end_date", end))
        if text is not None
    }
    return Rollover.from_dict({"name": name, "cloud_id": str(CLOUD), **times, **more})


def cover(*rollovers: Rollover, now: datetime = NOW, pausing: tuple[str, ...] = ()) -> Cover:
    return cover_of(WANTED, rollovers, cloud_id=CLOUD, now=now, pausing=pausing)


def stretches(found: Cover) -> list[str]:
    return [str(stretch).replace(" 2027 00:00", "") for stretch in found.open]


def test_without_a_rollover_all_of_it_is_open() -> None:
    found = cover()
    assert (found.verdict, stretches(found)) == (Verdict.OPEN, ["15 Jun to 20 Aug"])


@pytest.mark.parametrize(("start", "end"), [("06-15", "08-20"), ("06-01", "09-01")])
def test_one_rollover_over_all_of_it_covers_it(start: str, end: str) -> None:
    found = cover(rollover("Summer", start, end))
    assert (found.verdict, found.open, found.reasons) == (
        Verdict.COVERED,
        (),
        ("paused by 'Summer'",),
    )


def test_two_days_within_it_cover_a_part_and_the_open_nights_are_named() -> None:
    found = cover(rollover("Server move", "08-09", "08-11"))
    assert found.verdict is Verdict.PARTLY
    assert found.reasons == (
        "'Server move' leaves 64 of 66 nights open:",
        "  15 Jun 2027 00:00 to 9 Aug 2027 00:00 (55 nights)",
        "  11 Aug 2027 00:00 to 20 Aug 2027 00:00 (9 nights)",
    )


def test_rollovers_that_follow_each_other_cover_it_together() -> None:
    parts = [("Late", "07-20", "08-20"), ("Early", "06-15", "07-10"), ("Mid", "07-10", "07-20")]
    assert cover(*(rollover(*part) for part in parts)).verdict is Verdict.COVERED


def test_rollovers_that_overlap_or_lie_within_each_other_cover_it_together() -> None:
    parts = [("Long", "06-01", "08-01"), ("Within", "07-01", "07-02"), ("Late", "07-31", "08-30")]
    assert cover(*(rollover(*part) for part in parts)).verdict is Verdict.COVERED


def test_a_gap_of_a_second_between_two_is_open() -> None:
    found = cover(
        rollover("First", "06-15", "07-10T23:59:59Z"), rollover("Second", "07-11", "08-20")
    )
    assert found.verdict is Verdict.PARTLY
    assert stretches(found) == ["10 Jul 2027 23:59:59 to 11 Jul"]
    assert found.reasons[0] == "'First', 'Second' leave 1 of 66 nights open:"


def test_a_night_in_which_two_stretches_are_open_counts_once() -> None:
    found = cover(
        rollover("First", "06-15", "07-10T01:00:00Z"),
        rollover("Short", "07-10T02:00:00Z", "07-10T03:00:00Z"),
        rollover("Last", "07-10T04:00:00Z", "08-20"),
    )
    assert len(found.open) == 2
    assert found.reasons[0] == "'First', 'Short', 'Last' leave 1 of 66 nights open:"


def test_the_open_nights_of_a_window_without_an_end_are_counted() -> None:
    endless = Window(WANTED.start, datetime(9999, 12, 30, tzinfo=UTC))
    found = cover_of(endless, [rollover("Week", "07-01", "07-08")], cloud_id=CLOUD, now=NOW)
    assert found.reasons[0] == "'Week' leaves 2911904 of 2911911 nights open:"


def test_the_last_millisecond_of_a_day_is_its_end() -> None:
    assert cover(rollover("Summer", "06-15", "08-19T23:59:59.999Z")).verdict is Verdict.COVERED


def test_one_that_ends_as_the_window_begins_or_begins_as_it_ends_is_beside_it() -> None:
    found = cover(rollover("Spring", "05-01", "06-15"), rollover("Autumn", "08-20", "09-01"))
    assert found.verdict is Verdict.OPEN


def test_windows_are_compared_as_instants() -> None:
    same = rollover("Summer", "06-14T18:00:00-06:00", "08-20T02:00:00+02:00")
    assert cover(same).verdict is Verdict.COVERED
    late = rollover("Summer", "06-15T00:00:00-06:00", "08-20")
    assert stretches(cover(late)) == ["15 Jun to 15 Jun 2027 06:00"]


def test_another_cloud_pauses_nothing_here() -> None:
    other = rollover("Elsewhere", "06-01", "09-01", cloud_id=str(uuid4()))
    assert cover(other).verdict is Verdict.OPEN


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (rollover("X", "07-01", None), "'X' has no end date"),
        (rollover("X", None, "07-01"), "'X' has no start date"),
        (rollover("X", None, None), "'X' has no start date"),
        (rollover("X", "06-01", "09-01", cloud_id=None), "does not say which cloud"),
        (rollover("X", "06-01", "09-01", actor_id=str(UUID(int=7))), "limited to one actor"),
        (rollover("X", "06-01", "09-01", status="snowed_in"), "status 'snowed_in'"),
        (rollover("X", "06-01", "09-01", status="completed"), "'completed' before its end"),
        (rollover("X", "09-01", "06-01"), "ends before it begins"),
    ],
)
def test_what_may_be_no_pause_is_no_cover_but_in_the_way(found: Rollover, reason: str) -> None:
    judged = cover(found)
    assert judged.verdict is Verdict.BLOCKED
    assert reason in judged.reasons[0]


def test_what_is_in_doubt_spoils_no_cover() -> None:
    found = cover(rollover("Summer", "06-01", "09-01"), rollover("X", "07-01", None))
    assert found.verdict is Verdict.COVERED


@pytest.mark.parametrize(
    "found",
    [
        rollover("X", "09-01", None),
        rollover("X", None, "05-01"),
        rollover("X", "05-01", "05-02", status="snowed_in"),
        rollover("X", "07-01", "07-01"),
    ],
)
def test_what_is_known_to_lie_beside_it_is_not_in_the_way(found: Rollover) -> None:
    assert cover(found).verdict is Verdict.OPEN


@pytest.mark.parametrize("status", ["upcoming", "ongoing", None])
def test_a_documented_status_or_none_is_a_pause(status: str | None) -> None:
    assert cover(rollover("X", "06-01", "09-01", status=status)).verdict is Verdict.COVERED


def test_a_status_that_is_said_to_pause_does() -> None:
    found = rollover("X", "06-01", "09-01", status="active")
    assert cover(found, pausing=("active",)).verdict is Verdict.COVERED


def test_of_a_window_that_has_begun_only_what_is_left_is_judged() -> None:
    now = datetime(2027, 7, 1, 12, tzinfo=UTC)
    found = cover(rollover("Late", "07-01T12:00:00Z", "08-20"), now=now)
    assert found.verdict is Verdict.COVERED
    assert found.judged.start == now
    assert stretches(cover(now=now)) == ["1 Jul 2027 12:00 to 20 Aug"]


def test_one_that_is_over_is_in_the_way_of_a_window_that_began_before_its_end() -> None:
    now = datetime(2027, 7, 1, tzinfo=UTC)
    found = cover(rollover("June", "06-01", "06-20", status="completed"), now=now)
    assert found.verdict is Verdict.BLOCKED
    assert "'June' is over, but in the way" in found.reasons[0]


def test_a_window_that_is_over_is_refused() -> None:
    with pytest.raises(ValueError, match="is over"):
        cover(now=WANTED.end)


def test_a_tenant_is_judged_in_its_own_time_zone_and_cloud() -> None:
    tenant = TenantInfo.from_dict({"cloud": {"id": str(CLOUD)}})
    denver = zone_named("America/Denver")
    utc_days = rollover("Summer", "06-15", "08-20")
    found = judge(tenant, [utc_days], date(2027, 6, 15), date(2027, 8, 20), zone=denver, now=NOW)
    assert found.cloud_id == CLOUD
    assert [str(stretch) for stretch in found.open] == ["19 Aug 2027 18:00 to 20 Aug 2027 00:00"]


@pytest.mark.parametrize(
    ("tenant", "end", "said"),
    [
        ({}, date(2027, 8, 20), "which cloud"),
        ({"cloud": {"id": str(CLOUD)}}, date(2027, 6, 1), "in UTC: it must begin before it ends"),
    ],
)
def test_what_cannot_be_judged_is_said(tenant: dict[str, object], end: date, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        judge(
            TenantInfo.from_dict(tenant),
            [],
            date(2027, 6, 15),
            end,
            zone=zone_named("UTC"),
            now=NOW,
        )
