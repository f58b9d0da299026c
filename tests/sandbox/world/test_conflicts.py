"""The rules of rollovers and schedules over the wire, and what happens when two writers meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import anyio
import httpx
import pytest
from support.places import at

from interop_client.sandbox import IngestionPlan, Sandbox, Tenant
from interop_client.sandbox.contract.profile import ProfileName
from interop_client.sandbox.control.holds import until

from ..sandbox_caller import Caller, rollover

pytestmark = pytest.mark.anyio


@pytest.fixture
def sandbox(profile: ProfileName) -> Iterator[Sandbox]:
    with Sandbox(profile=profile) as sandbox:
        yield sandbox


def code(answer: httpx.Response) -> tuple[int, str]:
    """Status and application code of a refusal."""
    error = answer.json().get("error", answer.json())
    assert error["status"] == answer.status_code
    assert error["message"]
    return answer.status_code, error["code"]


async def create(caller: Caller, body: Any) -> dict[str, Any]:
    answer = await caller.call("createRollover", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["data"])


async def test_a_rollover_that_overlaps_is_refused_and_one_that_touches_is_not(
    actor: Caller, tenant: Tenant, sandbox: Sandbox
) -> None:
    first = await create(actor, rollover(tenant, "2031-06-01", "2031-08-01"))
    clash = rollover(tenant, "2031-07-31", "2031-09-01")
    refused = await actor.call("createRollover", json=clash)
    assert code(refused) == (409, "rollover_overlap")
    assert first["id"] in refused.json()["error"]["details"]
    await create(actor, rollover(tenant, "2031-08-01", "2031-09-01"))
    other_cloud = next(
        cloud["id"] for cloud in sandbox.state.clouds if cloud["id"] != tenant.cloud_id
    )
    await create(actor, rollover(tenant, "2031-06-01", "2031-08-01", cloud_id=other_cloud))
    assert len(await actor.data(at("listRollovers"))) == len(tenant.rollovers) == 4


async def test_updating_a_rollover_replaces_it_and_keeps_what_our_models_do_not_know(
    actor: Caller, tenant: Tenant
) -> None:
    body = rollover(tenant, "2031-06-01", "2031-08-01", colour="blue", actor_id=None)
    del body["actor_id"]
    made = await create(actor, body)
    assert made["colour"] == "blue"
    path = at("findRollover", made["id"])
    read = await actor.data(path)
    answer = await actor.call("updateRollover", made["id"], json={**read, "name": "Renamed"})
    assert answer.status_code == 200
    assert (await actor.data(path)) == {**read, "name": "Renamed"}
    del body["colour"]
    await actor.call("updateRollover", made["id"], json=body)
    assert "colour" not in await actor.data(path)


async def test_a_rollover_cannot_be_moved_onto_another_but_onto_itself(
    actor: Caller, tenant: Tenant
) -> None:
    made = await create(actor, rollover(tenant, "2031-06-01", "2031-08-01"))
    await create(actor, rollover(tenant, "2031-08-01", "2031-09-01"))
    longer = rollover(tenant, "2031-06-01", "2031-08-02")
    assert code(await actor.call("updateRollover", made["id"], json=longer)) == (
        409,
        "rollover_overlap",
    )
    shorter = rollover(tenant, "2031-06-02", "2031-08-01")
    assert (await actor.call("updateRollover", made["id"], json=shorter)).status_code == 200


async def test_a_rollover_must_end_after_it_starts(actor: Caller, tenant: Tenant) -> None:
    empty = rollover(tenant, "2031-06-01", "2031-06-01")
    assert code(await actor.call("createRollover", json=empty)) == (400, "bad_request")


async def test_an_active_rollover_can_be_changed_but_not_deleted(
    actor: Caller, tenant: Tenant, sandbox: Sandbox
) -> None:
    body = rollover(tenant, "2031-06-01", "2031-08-01")
    made = (await create(actor, body))["id"]
    path = at("findRollover", made)
    assert (await actor.data(path))["status"] == "upcoming"
    read = await actor.data(path)
    sandbox.token_lifetime = 1e9
    sandbox.clock.set(sandbox.clock.now().replace(year=2031, month=7))
    await actor.sign_in()
    assert (await actor.data(path))["status"] == "ongoing"
    assert code(await actor.call("deleteRollover", made)) == (409, "rollover_active")
    assert (
        await actor.call("updateRollover", made, json={**read, "name": "New"})
    ).status_code == 200
    sandbox.clock.advance(timedelta(days=60))
    assert (await actor.data(path))["status"] == "completed"
    assert (await actor.call("deleteRollover", made)).status_code == 204
    assert (await actor.call("deleteRollover", made)).status_code == 404


async def test_rollovers_are_sorted_by_the_property_asked_for(
    actor: Caller, tenant: Tenant
) -> None:
    for year in (2032, 2031, 2033):
        await create(actor, rollover(tenant, f"{year}-06-01", f"{year}-08-01"))
    for sort, reverse in (("start_date", False), ("-start_date", True)):
        found = [
            item["start_date"]
            for item in await actor.data(at("listRollovers"), params={"sort": sort})
        ]
        assert found == sorted(found, reverse=reverse)
    assert len(await actor.data(at("listRollovers") + "?sort=anything")) == 4


async def test_two_schedules_cannot_have_the_same_hour(actor: Caller, tenant: Tenant) -> None:
    hour = next(iter(tenant.schedules))["hour"]
    clash = await actor.call("createSchedule", json={"hour": hour})
    assert code(clash) == (409, "schedule_overlap")
    made = await actor.call("createSchedule", json={"hour": (hour + 1) % 24})
    assert made.json()["data"]["enabled"] is True
    assert made.json()["data"]["type"] == "collection"


async def test_only_enabled_may_be_updated_in_a_schedule(actor: Caller, tenant: Tenant) -> None:
    schedule = next(iter(tenant.schedules))["id"]
    path = at("findSchedule", schedule)
    assert (await actor.call("updateSchedule", schedule, json={"hour": 3})).status_code == 400
    assert (await actor.call("updateSchedule", schedule, json={"enabled": False})).is_success
    assert (await actor.data(path))["paused"] is True
    assert (await actor.data(path))["enabled"] is False


async def test_running_a_schedule_starts_an_ingestion_and_a_second_run_waits_for_its_end(
    actor: Caller, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.clock.freeze()
    sandbox.ingestion_plan = IngestionPlan(preparing=1, scheduled=1, executing=8)
    schedule = next(iter(tenant.schedules))["id"]
    sandbox.profile.ingestions = "all"
    before = await actor.data(at("listIngestions"))
    assert (await actor.call("runSchedule", schedule, json=None)).status_code == 204
    newest, *rest = await actor.data(at("listIngestions"))
    assert rest == before
    assert (newest["state"], newest["type"]) == ("preparing", "collection")
    assert code(await actor.call("runSchedule", schedule)) == (409, "ingestion_pending")
    sandbox.clock.advance(9.999)
    found = at("findIngestion", newest["id"])
    assert (await actor.data(found))["state"] == "executing"
    sandbox.clock.advance(0.001)
    assert (await actor.data(found))["state"] == "success"
    assert (await actor.call("runSchedule", schedule, json={"reason": "again"})).status_code == 204
    assert len(await actor.data(at("listIngestions"))) == len(before) + 2


async def test_a_paused_schedule_does_not_run(
    actor: Caller, tenant: Tenant, sandbox: Sandbox
) -> None:
    schedule = next(iter(tenant.schedules))["id"]
    await actor.call("updateSchedule", schedule, json={"enabled": False})
    assert code(await actor.call("runSchedule", schedule)) == (409, "schedule_paused")
    await actor.call("updateSchedule", schedule, json={"enabled": True})
    now = sandbox.clock.now()
    body = rollover(
        tenant,
        "2031-06-01",
        "2031-08-01",
        start_date=(now - timedelta(hours=1)).isoformat(),
        end_date=(now + timedelta(hours=1)).isoformat(),
    )
    await create(actor, body)
    assert code(await actor.call("runSchedule", schedule)) == (409, "schedule_paused")
    assert (await actor.data(at("findSchedule", schedule)))["paused"] is True


async def test_a_schedule_of_another_type_cannot_be_run_on_demand(
    actor: Caller, tenant: Tenant
) -> None:
    record = next(iter(tenant.schedules))
    tenant.schedules.put({**record, "type": "purge"})
    answer = await actor.call("runSchedule", record["id"])
    assert code(answer) == (400, "bad_request")


async def race(
    sandbox: Sandbox, operation: str, first: Any, second: Any
) -> tuple[httpx.Response, httpx.Response]:
    """Sends two requests that are both held, then lets the second go before the first."""
    holds = sandbox.faults.hold(operation), sandbox.faults.hold(operation)
    answers: dict[int, httpx.Response] = {}

    async def send(number: int, request: Any) -> None:
        answers[number] = await request()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(send, 0, first)
        await holds[0].arrived()
        tasks.start_soon(send, 1, second)
        await holds[1].arrived()
        holds[1].release()
        assert await until(lambda: 1 in answers, 60.0)
        holds[0].release()
    return answers[0], answers[1]


@pytest.mark.parametrize("detect", [True, False])
async def test_writes_that_overlap_in_time_are_refused_where_the_service_detects_it(
    actor: Caller, other: Caller, tenant: Tenant, sandbox: Sandbox, detect: bool
) -> None:
    sandbox.detect_concurrent_change = detect
    one, two = (rollover(tenant, f"{year}-06-01", f"{year}-08-01") for year in (2031, 2032))
    late, early = await race(
        sandbox,
        "createRollover",
        lambda: actor.call("createRollover", json=one),
        lambda: other.call("createRollover", json=two),
    )
    assert early.status_code == 200
    if detect:
        assert code(late) == (409, "concurrent_modification")
    else:
        assert late.status_code == 200


@pytest.mark.parametrize("detect", [True, False])
async def test_a_stale_update_is_refused_where_the_service_detects_it(
    actor: Caller, other: Caller, tenant: Tenant, sandbox: Sandbox, detect: bool
) -> None:
    sandbox.detect_concurrent_change = detect
    made = await create(actor, rollover(tenant, "2031-06-01", "2031-08-01"))
    path = at("findRollover", made["id"])
    read = await actor.data(path)
    assert (
        await other.call("updateRollover", made["id"], json={**read, "name": "Other"})
    ).status_code == 200
    answer = await actor.call("updateRollover", made["id"], json={**read, "type": "mine"})
    if not detect:
        assert answer.status_code == 200
        assert (await actor.data(path))["name"] != "Other"
        return
    assert code(answer) == (409, "concurrent_modification")
    fresh = await actor.data(path)
    assert (
        await actor.call("updateRollover", made["id"], json={**fresh, "type": "mine"})
    ).status_code == 200
    last = await actor.data(path)
    assert (last["name"], last["type"]) == ("Other", "mine")


async def test_a_new_token_does_not_make_a_stale_update_fresh(
    actor: Caller, other: Caller, tenant: Tenant, sandbox: Sandbox
) -> None:
    made = await create(actor, rollover(tenant, "2031-06-01", "2031-08-01"))
    await other.call("updateRollover", made["id"], json={**made, "name": "Other"})
    sandbox.revoke_tokens()
    await actor.sign_in()
    answer = await actor.call("updateRollover", made["id"], json={**made, "type": "mine"})
    assert code(answer) == (409, "concurrent_modification")


async def test_a_list_counts_as_a_read_of_what_is_on_its_page(
    actor: Caller, other: Caller, tenant: Tenant
) -> None:
    made = [
        await create(actor, rollover(tenant, f"{year}-06-01", f"{year}-08-01"))
        for year in (2031, 2032)
    ]
    for record in made:
        await other.call("updateRollover", record["id"], json={**record, "name": "Other"})
    await actor.data(at("listRollovers") + "?page_size=1&page=1")
    statuses = [
        (await actor.call("updateRollover", record["id"], json=record)).status_code
        for record in made
    ]
    assert statuses == [200, 409]


async def test_a_schedule_created_while_another_was_is_refused(
    actor: Caller, other: Caller, sandbox: Sandbox
) -> None:
    late, early = await race(
        sandbox,
        "createSchedule",
        lambda: actor.call("createSchedule", json={"hour": 20}),
        lambda: other.call("createSchedule", json={"hour": 21}),
    )
    assert early.status_code == 200
    assert code(late) == (409, "concurrent_modification")


async def test_conflicts_can_have_an_odd_body(
    actor: Caller, tenant: Tenant, sandbox: Sandbox
) -> None:
    hour = next(iter(tenant.schedules))["hour"]
    sandbox.quirks.conflict_body = b""
    sandbox.quirks.conflict_content_type = None
    answer = await actor.call("createSchedule", json={"hour": hour})
    assert (answer.status_code, answer.content) == (409, b"")
    assert "content-type" not in answer.headers
