"""What the summer's job says of each tenant: the truth, also when only some of it is good."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from interop_client import InteropError
from interop_client.sandbox.contract.profile import PROFILES, ProfileName
from summer_rollover import Outcome

from .fleet import WINDOW, Fleet

pytestmark = pytest.mark.anyio


async def test_a_tenant_without_a_rollover_gets_one_and_is_collected(fleet: Fleet) -> None:
    done = await fleet.summer()
    assert (done.code, {job.outcome for job in done.jobs}) == (0, {Outcome.CREATED})
    assert sorted(fleet.written()) == ["createRollover"] * 4 + ["runSchedule"] * 4
    assert "4 tenants: 4 created\nAll of them are paused all the time.\n" in done.printed


@pytest.mark.parametrize("profile", PROFILES)
async def test_it_says_the_same_however_the_service_answers(profile: ProfileName) -> None:
    fleet = Fleet(profile)
    fleet.rollover(fleet.tenants[0], "Long break", "06-01", "09-01")
    fleet.rollover(fleet.tenants[1], "Server move", "08-09", "08-11")
    done = await fleet.summer("--no-collect")
    outcomes = [Outcome.COVERED, Outcome.PARTLY, Outcome.CREATED, Outcome.CREATED]
    assert [job.outcome for job in done.jobs] == outcomes
    assert (await fleet.summer("--no-collect")).code == 1
    assert fleet.written() == ["createRollover"] * 2


async def test_midnight_is_that_of_each_tenant(fleet: Fleet) -> None:
    await fleet.summer("--no-collect")
    assert [fleet.spans(tenant) for tenant in fleet.tenants] == [
        *[["06-15T04:00 to 08-20T04:00"]] * 2,  # New York
        *[["06-15T05:00 to 08-20T05:00"]] * 2,  # Chicago
    ]


async def test_a_time_zone_for_all_goes_before_that_of_each(fleet: Fleet) -> None:
    await fleet.summer("--no-collect", "--timezone", "UTC")
    assert {span for tenant in fleet.tenants for span in fleet.spans(tenant)} == {
        "06-15T00:00 to 08-20T00:00"
    }


async def test_a_tenant_that_is_covered_already_is_left_alone(fleet: Fleet) -> None:
    for tenant in fleet.tenants:
        fleet.rollover(tenant, "Long break", "06-01", "09-01")
    done = await fleet.summer()
    assert (done.code, {job.outcome for job in done.jobs}) == (0, {Outcome.COVERED})
    assert fleet.written() == []


async def test_two_rollovers_that_follow_each_other_cover_a_tenant(fleet: Fleet) -> None:
    fleet.rollover(fleet.tenants[0], "Early", "06-01", "07-10")
    fleet.rollover(fleet.tenants[0], "Late", "07-10", "09-01")
    done = await fleet.summer()
    assert (done.code, done.of(fleet.tenants[0]).outcome) == (0, Outcome.COVERED)


async def test_a_tenant_that_is_covered_in_part_is_not_done_and_its_open_nights_are_listed(
    fleet: Fleet,
) -> None:
    moving = fleet.tenants[2]
    fleet.rollover(moving, "Server move", "08-09", "08-11")
    done = await fleet.summer()
    assert (done.code, done.of(moving).outcome) == (1, Outcome.PARTLY)
    assert len(moving.rollovers) == 1
    assert done.printed.endswith(f"""
1 of 4 tenants need a person:

  {moving.name}
    covered in part: 'Server move' leaves 64 of 66 nights open:
      15 Jun 2027 00:00 to 9 Aug 2027 00:00 (55 nights)
      11 Aug 2027 00:00 to 20 Aug 2027 00:00 (9 nights)
""")


async def test_a_rollover_of_our_name_that_ends_early_is_no_cover(fleet: Fleet) -> None:
    fleet.rollover(fleet.tenants[0], "Summer 2027", "06-01", "08-01")
    assert (await fleet.summer()).of(fleet.tenants[0]).outcome is Outcome.PARTLY


async def test_a_rollover_of_our_name_at_another_time_is_not_moved(fleet: Fleet) -> None:
    fleet.rollover(fleet.tenants[0], "Summer 2027", "05-01", "05-20")
    done = await fleet.summer()
    assert (done.code, done.of(fleet.tenants[0]).outcome) == (0, Outcome.CREATED)
    assert fleet.spans(fleet.tenants[0]) == [
        "05-01T05:00 to 05-20T05:00",
        "06-15T04:00 to 08-20T04:00",
    ]


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"end_date": None}, "has no end date"),
        ({"actor_id": "12345678-1234-4234-8234-123456789abc"}, "limited to one actor"),
        ({"cloud_id": None}, "which cloud"),
    ],
)
async def test_a_rollover_that_may_be_no_pause_blocks_its_tenant(
    fleet: Fleet, properties: dict[str, object], said: str
) -> None:
    fleet.rollover(fleet.tenants[0], "Works", "06-01", "09-01", **properties)
    done = await fleet.summer()
    assert (done.code, done.of(fleet.tenants[0]).outcome) == (1, Outcome.BLOCKED)
    assert said in done.printed
    assert fleet.written().count("createRollover") == 3


async def test_a_status_that_nobody_knows_is_no_cover_unless_it_is_trusted(fleet: Fleet) -> None:
    for tenant in fleet.tenants:
        fleet.rollover(tenant, "Frozen", "06-01", "09-01")
    fleet.sandbox.quirks.plant("listRollovers", status="frozen")
    doubted = await fleet.summer()
    assert (doubted.code, {job.outcome for job in doubted.jobs}) == (1, {Outcome.BLOCKED})
    assert "'Frozen' has the status 'frozen', which is not known to mean a pause" in doubted.printed
    assert (await fleet.summer("--trust-status", "frozen")).code == 0


async def test_a_tenant_without_credentials_is_blocked_and_named(fleet: Fleet) -> None:
    fleet.listed(fleet.tenants[1], auth=None)
    done = await fleet.summer()
    assert (done.code, done.of(fleet.tenants[1]).outcome) == (1, Outcome.BLOCKED)
    assert f"\n  {fleet.tenants[1].name}\n    blocked: " in done.printed
    assert "credentials" in done.printed
    assert fleet.written().count("createRollover") == 3


async def test_a_tenant_without_a_cloud_is_blocked(fleet: Fleet) -> None:
    fleet.listed(fleet.tenants[1], cloud=None)
    done = await fleet.summer()
    assert done.of(fleet.tenants[1]).outcome is Outcome.BLOCKED
    assert "does not say which cloud it is in" in done.printed


async def test_without_a_rollover_to_copy_from_all_are_blocked(fleet: Fleet) -> None:
    done = await fleet.run("roster-sync", *WINDOW)
    assert (done.code, {job.outcome for job in done.jobs}) == (1, {Outcome.BLOCKED})
    assert "give --type and --status" in done.printed
    assert fleet.written() == []


async def test_a_tenant_without_a_time_zone_is_told_with_what_is_used(fleet: Fleet) -> None:
    account = fleet.tenants[0].info["account"]
    fleet.listed(fleet.tenants[0], account={**account, "timezone": None})
    fleet.listed(fleet.tenants[1], account={**account, "timezone": "Mars/Olympus"})
    done = await fleet.summer()
    assert f"{fleet.tenants[0].name}: the tenant has no time zone; UTC is used" in done.printed
    assert "'Mars/Olympus' is no IANA time zone" in done.printed
    for tenant in fleet.tenants[:2]:
        assert fleet.spans(tenant) == ["06-15T00:00 to 08-20T00:00"]


async def test_a_window_that_has_begun_is_judged_from_now_on(fleet: Fleet) -> None:
    now = datetime(2027, 7, 1, 12, tzinfo=UTC)
    fleet.sandbox.clock.freeze(at=now)
    fleet.rollover(fleet.tenants[0], "Late", "06-30", "08-20")
    done = await fleet.summer(now=now)
    assert (done.code, done.of(fleet.tenants[0]).outcome) == (0, Outcome.COVERED)
    assert done.of(fleet.tenants[1]).outcome is Outcome.CREATED
    assert done.of(fleet.tenants[1]).collection == "paused at present"


async def test_tenants_of_one_name_are_told_apart(fleet: Fleet) -> None:
    for tenant in fleet.tenants[:2]:
        fleet.listed(tenant, name="Twin")
        fleet.rollover(tenant, "Server move", "08-09", "08-11")
    fleet.listed(fleet.tenants[2], name=None)
    fleet.listed(fleet.tenants[3], name="Red\x1b[31m\nhot")
    done = await fleet.summer()
    for tenant in fleet.tenants[:2]:
        assert f"\n  Twin [{tenant.id}]\n    covered in part: " in done.printed
    assert {job.label for job in done.jobs[2:]} == {
        f"(no name) [{fleet.tenants[2].id}]",
        "Red?[31m?hot",
    }


async def test_an_integration_without_tenants_is_an_error_that_names_it(fleet: Fleet) -> None:
    with pytest.raises(InteropError, match="no tenant of an integration called 'nobody'"):
        await fleet.run("nobody", *WINDOW)


async def test_the_table_fits_a_hundred_columns(fleet: Fleet) -> None:
    fleet.listed(fleet.tenants[0], name="A very long name of a district " * 4)
    done = await fleet.summer()
    table = done.printed.partition("Tenant")[2].partition("\n\n")[0].splitlines()
    assert len(table) == 5
    assert max(map(len, table)) <= 100
