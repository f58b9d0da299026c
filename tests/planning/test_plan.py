"""Plans of rollovers: what they say of each tenant, and that they write nothing."""

from __future__ import annotations

import json
from datetime import date, datetime

import attrs
import httpx
import pytest

from interop_client.fleet import FleetProgress
from interop_client.planning import Action, Plan, PlannedTenant, Wanted, plan_rollovers, zone_named
from planning.service import Service, cloud_id, tenant_id

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

SUMMER = Wanted(
    name="Summer", start=date(2027, 6, 15), end=date(2027, 8, 20), type="full", status="upcoming"
)


async def plan_of(service: Service, wanted: Wanted = SUMMER) -> Plan:
    async with service.client() as interop:
        plan = await plan_rollovers(interop, wanted)
    assert service.writes == []
    return plan


async def row_of(service: Service, wanted: Wanted = SUMMER) -> PlannedTenant:
    (row,) = (await plan_of(service, wanted)).tenants
    return row


async def test_an_open_window_is_created_at_midnight_of_the_tenants_own_zone() -> None:
    row = await row_of(Service())
    assert row.action is Action.CREATE
    assert row.timezone == "America/Denver"
    assert row.before is None
    assert row.after is not None
    assert row.after.to_dict() == {
        "name": "Summer",
        "start_date": "2027-06-15T06:00:00Z",
        "end_date": "2027-08-20T06:00:00Z",
        "type": "full",
        "status": "upcoming",
        "cloud_id": str(cloud_id(0)),
    }


async def test_a_window_that_is_paused_wholly_needs_nothing() -> None:
    service = Service()
    service.put(0, "2027-06-01", "2027-09-01", name="Long break")
    row = await row_of(service)
    assert (row.action, row.after, row.warnings) == (Action.NOTHING, None, ())
    assert "Long break" in row.reasons[0]


async def test_a_longer_rollover_of_that_name_stays_as_it_is() -> None:
    service = Service()
    service.put(0, "2027-06-01", "2027-09-01")
    row = await row_of(service)
    assert row.action is Action.NOTHING
    assert "stays as it is" in row.warnings[0]


async def test_the_rollover_of_that_name_is_changed() -> None:
    service = Service()
    there = service.put(0, "2027-06-20", "2027-08-01", scribble="theirs")
    row = await row_of(service)
    assert row.action is Action.CHANGE
    assert row.before is not None
    assert row.after is not None
    assert str(row.before.id) == there["id"]
    assert row.after.to_dict() == {
        **{key: value for key, value in there.items() if key != "id"},
        "start_date": "2027-06-15T06:00:00Z",
        "end_date": "2027-08-20T06:00:00Z",
    }


async def test_a_tenant_that_there_is_not_is_blocked_and_named() -> None:
    nobody = tenant_id(7)
    wanted = Wanted(name="Summer", start=date(2027, 6, 15), end=date(2027, 8, 20), tenants=[nobody])
    row = await row_of(Service(2), wanted)
    assert row.action is Action.BLOCKED
    assert row.reasons == (f"the account has no tenant {nobody}",)
    assert row.warnings == ()


async def test_a_tenant_whose_rollovers_are_not_found_is_not_said_to_be_missing() -> None:
    service = Service()
    service.accounts[0] = None
    service.before = lambda number, method: httpx.Response(404, json={"error": {"code": "none"}})
    row = await row_of(service)
    assert row.action is Action.BLOCKED
    assert "404" in row.reasons[0]
    assert "has no tenant" not in row.reasons[0]
    assert "time zone" in row.warnings[0]


async def test_a_partly_paused_window_is_blocked_and_its_open_nights_are_named() -> None:
    service = Service()
    service.put(0, "2027-08-02", "2027-08-04", name="Server move")
    row = await row_of(service)
    assert row.action is Action.BLOCKED
    assert "64 of 66 nights" in row.reasons[0]


async def test_what_is_in_the_way_of_a_change_blocks_it() -> None:
    service = Service()
    service.put(0, "2027-06-20", "2027-08-01")
    service.put(0, "2027-08-10", "2027-08-12", name="Server move")
    row = await row_of(service)
    assert row.action is Action.BLOCKED
    assert "Server move" in row.reasons[0]


async def test_an_active_rollover_is_not_changed() -> None:
    service = Service()
    service.put(0, "2027-01-01", "2027-08-01")
    row = await row_of(service)
    assert row.action is Action.BLOCKED
    assert "active" in row.reasons[0]


@pytest.mark.parametrize("lacking", [{"actor_id": str(cloud_id(9))}, {"status": "odd"}])
async def test_a_change_that_would_not_pause_the_window_is_blocked(
    lacking: dict[str, object],
) -> None:
    service = Service()
    service.put(0, "2027-06-20", "2027-08-01", **lacking)
    wanted = Wanted(name="Summer", start=date(2027, 6, 15), end=date(2027, 8, 20), type="full")
    row = await row_of(service, wanted)
    assert row.action is Action.BLOCKED
    assert (row.before, row.after) == (None, None)
    assert "would not be paused" in row.reasons[0]


async def test_a_rollover_that_would_be_over_from_the_start_is_not_created() -> None:
    wanted = Wanted(
        name="S", start=date(2027, 6, 15), end=date(2027, 8, 1), type="t", status="completed"
    )
    row = await row_of(Service(), wanted)
    assert row.action is Action.BLOCKED
    assert "before its end" in row.reasons[1]


async def test_a_change_says_what_is_no_longer_paused() -> None:
    service = Service(2)
    service.put(0, "2027-06-01", "2027-07-01")
    service.put(1, "2028-06-15", "2028-08-20")
    first, second = (await plan_of(service)).tenants
    assert first.action is second.action is Action.CHANGE
    assert "no longer pauses 1 Jun 2027 00:00 to 15 Jun 2027 00:00" in first.warnings[0]
    assert "no longer pauses 15 Jun 2028 00:00 to 20 Aug 2028 00:00" in second.warnings[0]


async def test_a_rollover_without_an_id_cannot_be_changed_and_spoils_no_plan() -> None:
    service = Service(2)
    service.put(0, "2027-12-01", "2027-12-05", id=None)
    plan = await plan_of(service)
    assert [row.action for row in plan.tenants] == [Action.BLOCKED, Action.CREATE]
    assert Plan.from_json(plan.to_json()).to_json() == plan.to_json()


async def test_what_is_copied_does_not_hang_on_who_is_read_first() -> None:
    service = Service(2)
    for number, kind in ((0, "first"), (1, "second")):
        service.put(number, "2027-12-20", "2028-01-02", name="Winter", type=kind)
    wanted = Wanted(name="Summer", start=date(2027, 6, 15), end=date(2027, 8, 20))
    straight = await plan_of(service, wanted)
    by_id = [tenant_id(1), tenant_id(0)]
    turned = await plan_of(service, attrs.evolve(wanted, tenants=by_id))
    assert straight.to_json() == turned.to_json()


async def test_two_of_that_name_block_it() -> None:
    service = Service()
    service.put(0, "2027-06-20", "2027-07-01")
    service.put(0, "2027-07-10", "2027-08-01")
    row = await row_of(service)
    assert row.action is Action.BLOCKED
    assert "keep one" in row.reasons[0]


async def test_two_of_that_name_that_pause_all_of_it_are_both_kept() -> None:
    service = Service()
    service.put(0, "2027-06-15", "2027-07-10")
    service.put(0, "2027-07-10", "2027-08-20")
    row = await row_of(service)
    assert (row.action, row.reasons) == (Action.NOTHING, ("paused by 'Summer', 'Summer'",))


async def test_type_and_status_are_copied_and_the_plan_says_from_where() -> None:
    service = Service(2)
    service.put(1, "2027-12-20", "2028-01-02", name="Winter", type="holiday")
    wanted = Wanted(name="Summer", start=date(2027, 6, 15), end=date(2027, 8, 20))
    rows = (await plan_of(service, wanted)).tenants
    assert [row.action for row in rows] == [Action.CREATE, Action.CREATE]
    assert rows[0].after is not None
    assert (rows[0].after.type, rows[0].after.status) == ("holiday", "upcoming")
    assert any("'Winter' of District 1" in warning for warning in rows[0].warnings)


async def test_with_nothing_to_copy_from_it_is_blocked_and_says_what_to_give() -> None:
    row = await row_of(Service(), Wanted(name="S", start=date(2027, 6, 15), end=date(2027, 8, 1)))
    assert row.action is Action.BLOCKED
    assert "type" in row.reasons[0]


async def test_a_window_that_begins_in_the_past_is_warned_of() -> None:
    begun = Wanted(name="S", start=date(2027, 1, 2), end=date(2027, 8, 1), type="t", status="u")
    row = await row_of(Service(), begun)
    assert row.action is Action.CREATE
    assert any("in the past" in warning for warning in row.warnings)


async def test_a_window_that_is_over_for_this_tenant_alone_is_blocked() -> None:
    # It is 8:00 in Greenwich: 21:00 in Auckland, and midnight in San Francisco.
    service = Service()
    service.timezones[0] = "Pacific/Auckland"
    over = Wanted(
        name="S", start=date(2026, 8, 1), end=datetime(2027, 1, 15, 20), type="t", status="u"
    )
    row = await row_of(service, over)
    assert row.action is Action.BLOCKED
    assert "is over" in row.reasons[0]


async def test_a_tenant_without_credentials_is_blocked_and_the_others_are_planned() -> None:
    service = Service(3)
    service.without_credentials = {1}
    rows = (await plan_of(service)).tenants
    assert [row.action for row in rows] == [Action.CREATE, Action.BLOCKED, Action.CREATE]
    assert "credentials" in rows[1].reasons[0]


async def test_a_missing_time_zone_is_warned_of_and_another_may_be_given() -> None:
    service = Service()
    service.timezones[0] = None
    row = await row_of(service)
    assert row.timezone == "UTC"
    assert "no time zone" in row.warnings[0]
    async with service.client() as interop:
        plan = await plan_rollovers(interop, SUMMER, timezone=zone_named("Europe/Berlin"))
    assert plan.tenants[0].timezone == "Europe/Berlin"
    assert plan.tenants[0].warnings == ()


async def test_tenants_may_be_given_by_id_each_with_a_window_of_its_own() -> None:
    service = Service(3)
    wanted = [
        Wanted(
            name="Summer",
            start=datetime(2027, 6, day),
            end=date(2027, 8, day),
            type="t",
            status="u",
            tenants=[tenant_id(number)],
        )
        for number, day in ((0, 1), (2, 9))
    ]
    async with service.client() as interop:
        plan = await plan_rollovers(interop, wanted)
        starts = [row.after.start_date.day for row in plan.tenants if row.after]
        assert starts == [1, 9]
        with pytest.raises(ValueError, match="twice"):
            await plan_rollovers(interop, [wanted[0], SUMMER])


async def test_tenants_with_windows_of_their_own_are_read_at_the_same_time() -> None:
    service = Service(6)
    wanted = [attrs.evolve(SUMMER, tenants=[tenant_id(number)]) for number in range(6)]
    told: list[FleetProgress] = []
    async with service.client() as interop:
        await plan_rollovers(interop, wanted, concurrency=3, on_progress=told.append)
    assert [each.done for each in told] == [1, 2, 3, 4, 5, 6]


async def test_a_tenant_wanted_twice_is_refused_before_anything_is_read() -> None:
    service = Service(2)
    wanted = [attrs.evolve(SUMMER, tenants=[str(tenant_id(0)).upper()]) for _ in range(2)]
    async with service.client() as interop:
        with pytest.raises(ValueError, match="twice"):
            await plan_rollovers(interop, wanted)
        for twice in (SUMMER, attrs.evolve(SUMMER, integration="Driver"), wanted[0]):
            with pytest.raises(ValueError, match="two of wanted"):
                await plan_rollovers(interop, [twice, twice])
    assert service.requests == 0


async def test_planning_a_tenant_makes_one_request_beside_the_list_and_its_token() -> None:
    service = Service(5)
    await plan_of(service)
    assert service.requests == 1 + 5 * 2


async def test_a_plan_is_read_back_as_it_was_written() -> None:
    service = Service(4)
    service.put(1, "2027-06-01", "2027-09-01")
    service.put(2, "2027-06-20", "2027-08-01", scribble={"deep": [1, None]})
    service.without_credentials = {3}
    plan = await plan_of(service)
    text = plan.to_json()
    again = Plan.from_json(text)
    assert again == plan
    assert again.to_json() == text
    assert again.counts == plan.counts == dict(zip(Action, (1, 1, 1, 1), strict=True))
    assert again.has_changes
    rows = json.loads(text)["tenants"]
    assert [row["action"] for row in rows] == ["create", "nothing", "change", "blocked"]
    assert rows[0]["tenant"] == {"id": str(tenant_id(0)), "name": "District 0"}
    assert "a secret" not in text


async def test_a_plan_that_was_tampered_with_is_refused_with_the_place() -> None:
    document = json.loads((await plan_of(Service())).to_json())
    for key, value, says in (
        ("action", "delete", r"tenants\[0\].*delete"),
        ("action", "nothing", "after"),
        ("after", None, "after"),
        ("before", {"name": "x"}, "before"),
        ("seen", "none", "list"),
        ("tenant", {"id": "7", "name": None}, r"tenants\[0\]"),
        ("reasons", [1], "text"),
    ):
        row = {**document["tenants"][0], key: value}
        with pytest.raises(ValueError, match=says):
            Plan.from_json(json.dumps({**document, "tenants": [row]}))
    with pytest.raises(ValueError, match="twice"):
        Plan.from_json(json.dumps({**document, "tenants": document["tenants"] * 2}))
    for text in ("", "[]", "{}", json.dumps({**document, "version": 9})):
        with pytest.raises(ValueError, match=r"plan"):
            Plan.from_json(text)
