"""The status of a tenant, read from the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from support.clock import EPOCH

from interop_client import ClientCredentials, InteropClient
from interop_client.models import AccountRefType, CloudRefType, Rollover, TenantInfo
from interop_client.planning import instant, judge, read_moment, zone_of
from interop_client.reports import (
    TenantStatus,
    calendar_page,
    fleet_page,
    status_of,
    unreadable,
)
from interop_client.reports.neighbours import conflicts_of
from interop_client.sandbox import Sandbox
from reports.rows import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


async def statuses(sandbox: Sandbox) -> list[TenantStatus]:
    async with (
        sandbox,
        InteropClient(
            ClientCredentials(*sandbox.account),
            base_url=sandbox.base_url,
            transport=sandbox.transport,
        ) as interop,
        interop.for_each_tenant(status_of) as results,
    ):
        return [result.get() async for result in results]


async def test_each_tenant_is_read_in_three_requests_beside_its_token() -> None:
    sandbox = Sandbox(tenants=9, serve=False)
    found = await statuses(sandbox)
    assert len(found) == 9
    operations = [str(request.operation) for request in sandbox.requests]
    of_tenants = [each for each in operations if each not in ("token", "listInteropTenants")]
    assert len(of_tenants) == 9 * 3
    assert all(each.last_sync is not None for each in found)
    assert {each.state for each in found} >= {"running"}


async def test_a_tenant_that_collects_nothing_has_a_problem() -> None:
    sandbox = Sandbox(tenants=3, serve=False)
    for tenant in sandbox.tenants:
        for schedule in list(tenant.schedules):
            tenant.schedules.remove(schedule["id"])
    assert all("no schedule" in each.problems[0] for each in await statuses(sandbox))


async def test_a_tenant_without_a_sync_for_days_has_a_problem() -> None:
    sandbox = Sandbox(tenants=3, serve=False)
    for tenant in sandbox.tenants:
        for rollover in list(tenant.rollovers):
            tenant.rollovers.remove(rollover["id"])
        long_ago = datetime.fromtimestamp(EPOCH, UTC) - timedelta(days=4)
        tenant.info["status"]["last_sync_at"] = long_ago.isoformat()
    assert all(
        any("last sync 4 days ago" in line for line in each.problems)
        for each in await statuses(sandbox)
    )


def test_a_tenant_that_cannot_be_read_is_a_row_with_the_reason() -> None:
    row = unreadable(TenantInfo(name="Ada ISD"), ValueError("no credentials"))
    assert row.to_dict()["problems"] == ["no credentials"]


def between(name: str, start: int, end: int, cloud: int = 1) -> Rollover:
    return Rollover(
        id=uuid4(),
        name=name,
        cloud_id=UUID(int=cloud),
        start_date=NOW + timedelta(days=start),
        end_date=NOW + timedelta(days=end),
    )


def test_a_rollover_without_a_start_is_next_only_where_there_is_no_other() -> None:
    undated, later = Rollover(name="Undated", end_date=NOW), between("Later", 5, 6)
    for rollovers, name, window in (
        ([undated, later], "Later", "2027"),
        ([undated], "Undated", "unknown dates"),
    ):
        status = TenantStatus(tenant=TenantInfo(name="D"), rollovers=rollovers)
        assert status.next_rollover is not None
        assert status.next_rollover.name == name
        assert window in str(status.next_window)
    assert TenantStatus(tenant=TenantInfo(name="D")).next_rollover is None


@pytest.mark.parametrize(
    ("dates", "missing"),
    [
        ({"end_date": "2099-01-01T00:00:00Z"}, "start"),
        ({"start_date": "2099-01-01T00:00:00Z"}, "end"),
        ({}, "start and no end"),
    ],
)
async def test_a_rollover_without_dates_is_a_problem(dates: dict[str, str], missing: str) -> None:
    sandbox = Sandbox(tenants=1, serve=False)
    sandbox.tenants[0].rollovers.put({"id": str(uuid4()), "name": "Undated", **dates})
    (found,) = await statuses(sandbox)
    assert f"'Undated' has no {missing}: when it pauses cannot be told" in found.problems


def test_an_overlap_is_seen_past_others_that_lie_between() -> None:
    tenant = TenantInfo(name="D")
    long, short, late = between("A", 1, 30), between("B", 5, 6), between("C", 10, 20)
    both = ["'A' and 'B' overlap", "'A' and 'C' overlap"]
    assert conflicts_of([short, late, long], tenant) == both
    other = between("X", 2, 20, cloud=2)
    assert conflicts_of([long, other], tenant) == []
    assert conflicts_of([long, other, late], tenant) == ["'A' and 'C' overlap"]


DENVER = TenantInfo(
    name="D",
    cloud=CloudRefType(id=UUID(int=1)),
    account=AccountRefType(timezone="America/Denver"),
)


def in_denver(name: str, start: str, end: str) -> Rollover:
    zone = zone_of(DENVER).info
    return Rollover(
        name=name,
        cloud_id=UUID(int=1),
        start_date=instant(read_moment(start), zone),
        end_date=instant(read_moment(end), zone),
    )


@pytest.mark.parametrize(
    ("end", "start", "told"),
    [
        ("2030-06-10", "2030-06-11T12:00", "2 nights are"),
        ("2030-06-10", "2030-06-10T01:00", "1 night is"),
        ("2030-06-10T18:00", "2030-06-11T06:00", "2 nights are"),
        ("2030-11-02", "2030-11-04", "2 nights are"),  # The clocks go back on the 3rd.
        ("2030-06-10", "2030-06-10T00:00:00.001", None),
        ("2030-06-09T23:59:59.999", "2030-06-11", "1 night is"),
        ("2030-06-09T23:59:59.998", "2030-06-10", "1 night is"),
    ],
)
def test_nights_between_two_rollovers_are_counted_as_a_plan_counts_them(
    end: str, start: str, told: str | None
) -> None:
    rollovers = [in_denver("A", "2030-06-01", end), in_denver("B", start, "2030-12-01")]
    expected = [] if told is None else [f"{told} open between 'A' and 'B'"]
    assert conflicts_of(rollovers, DENVER) == expected
    first, last = read_moment("2030-06-01"), read_moment("2030-12-01")
    cover = judge(DENVER, rollovers, first, last, zone=zone_of(DENVER), now=NOW)
    nights = str(cover.reasons[0]).split(" leave ")[-1].partition(" of ")[0]
    assert nights == (told.partition(" ")[0] if told else "paused by 'A', 'B'")
    page = calendar_page([TenantStatus(tenant=DENVER, rollovers=rollovers)], made_at=NOW)
    assert page.count('class="gap"') == len(expected)


@pytest.mark.parametrize(
    ("start", "end", "nights"),
    [
        ("2027-06-15", "2027-08-20", 66),
        ("2027-04-24T19:00", "2027-07-03T19:00", 69),
        ("2027-06-15T08:00", "2027-06-15T17:00", 0),
        ("2027-06-15T23:00", "2027-06-16T01:00", 0),
        ("2027-06-15", "2027-06-15T23:59:59", 0),
        ("2027-06-15", "2027-06-15T23:59:59.999", 1),
        ("2027-10-31", "2027-11-09", 9),
    ],
)
def test_a_night_that_is_paused_in_part_is_open_and_not_paused(
    start: str, end: str, nights: int
) -> None:
    found = in_denver("A", start, end)
    told = TenantStatus(tenant=DENVER, rollovers=[found]).to_dict()["next_rollover"]
    assert isinstance(told, dict)
    assert told["nights"] == nights
    first, last = read_moment("2027-04-01"), read_moment("2027-12-01")
    cover = judge(DENVER, [found], first, last, zone=zone_of(DENVER), now=NOW)
    assert f" {244 - nights} of 244 nights open" in cover.reasons[0]


async def test_a_rollover_that_ends_before_it_begins_is_a_problem() -> None:
    sandbox = Sandbox(tenants=1, serve=False)
    dates = {"start_date": "2099-02-01T00:00:00Z", "end_date": "2099-01-01T00:00:00Z"}
    sandbox.tenants[0].rollovers.put({"id": str(uuid4()), "name": "Odd", **dates})
    (found,) = await statuses(sandbox)
    assert "'Odd' ends before it begins: it pauses nothing" in found.problems


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Denver", "UTC"])
def test_a_rollover_for_ever_is_shown_in_any_time_zone(zone: str) -> None:
    for_ever = Rollover(
        name="For ever",
        start_date=datetime(1, 1, 1, tzinfo=UTC),
        end_date=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    )
    tenant = TenantInfo(id=UUID(int=1), account=AccountRefType(timezone=zone))
    status = TenantStatus(tenant=tenant, rollovers=[for_ever])
    assert status.next_window is not None
    assert "9999" in status.next_window
    told = status.to_dict()["next_rollover"]
    assert isinstance(told, dict)
    assert told["nights"] > 3_000_000
    for make in (fleet_page, calendar_page):
        assert "9999" in make([status], made_at=NOW)


def test_a_tenant_that_could_not_be_read_is_not_shown_as_one_without_rollovers() -> None:
    page = calendar_page([unreadable(TenantInfo(name="D"), OSError("no answer"))], made_at=NOW)
    assert "no answer" in page
    assert "not known" in page
    assert "<td>none" not in page
    assert "1 tenant has an overlap or a gap, or could not be read" in page


def test_the_picture_marks_overlaps_within_a_cloud_alone() -> None:
    rows = [between("A", 1, 10), between("X", 2, 20, cloud=2)]
    for rollovers, marks in ((rows, 0), ([*rows, between("B", 5, 15)], 1)):
        status = TenantStatus(tenant=TenantInfo(name="D"), rollovers=rollovers)
        assert calendar_page([status], made_at=NOW).count('class="overlap"') == marks
