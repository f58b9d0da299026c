"""Applying plans while somebody else writes: a tenant is called done only where it is paused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import httpx
import pytest

from interop_client.planning import Applied, Outcome, Plan, Wanted, plan_rollovers, zone_named
from planning.service import Json, Service, cloud_id

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

SUMMER = Wanted(
    name="Summer", start=date(2027, 6, 15), end=date(2027, 8, 20), type="full", status="upcoming"
)


async def planned(service: Service, **options: Any) -> Plan:
    async with service.client() as interop:
        plan = await plan_rollovers(interop, SUMMER, **options)
    return Plan.from_json(plan.to_json())


async def applied(service: Service, plan: Plan) -> Applied:
    async with service.client() as interop:
        (result,) = await plan.apply(interop)
    return result


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda service: service.rollovers[0].clear(), "is gone"),
        (lambda service: service.rollovers[0][0].update(end_date="2027-07-09T06:00:00Z"), "end_d"),
        (lambda service: service.rollovers[0][0].update(actor_id=str(cloud_id(9))), "actor_id"),
        (lambda service: service.rollovers[0][0].update(status="completed"), "before its end"),
        (lambda service: service.rollovers[0][0].update(status="odd"), "not known to mean a pause"),
        (lambda service: service.clouds.update({0: cloud_id(7)}), "is for cloud"),
    ],
)
async def test_a_tenant_with_nothing_to_do_is_looked_at_again(
    change: Callable[[Service], object], says: str
) -> None:
    service = Service()
    service.put(0, "2027-06-01", "2027-09-01", name="Long break")
    plan = await planned(service)
    assert (await applied(service, plan)).outcome is Outcome.NOTHING
    change(service)
    result = await applied(service, plan)
    assert result.outcome is Outcome.CHANGED
    assert not result.ok
    assert any(says in reason for reason in result.reasons)


async def test_what_comes_beside_a_pause_takes_nothing_away_from_it() -> None:
    service = Service()
    service.put(0, "2027-06-01", "2027-09-01")
    plan = await planned(service)
    service.rollovers[0][0]["status"] = "ongoing"
    service.put(0, "2027-12-20", "2028-01-03", name="Winter")
    assert (await applied(service, plan)).outcome is Outcome.NOTHING


@pytest.mark.parametrize(
    "lacking",
    [{"actor_id": str(cloud_id(9))}, {"status": "completed"}, {"status": "odd"}],
)
async def test_an_equal_rollover_that_pauses_nothing_is_not_taken_for_done(lacking: Json) -> None:
    service = Service()
    plan = await planned(service)
    service.put(0, "2027-06-15", "2027-08-20", **lacking)
    result = await applied(service, plan)
    assert result.outcome is Outcome.CHANGED
    assert service.writes == []


async def test_a_tenant_that_is_in_another_cloud_by_now_is_left_alone() -> None:
    service = Service()
    plan = await planned(service)
    service.clouds[0] = cloud_id(7)
    result = await applied(service, plan)
    assert result.outcome is Outcome.CHANGED
    assert str(cloud_id(7)) in result.reasons[0]
    assert service.writes == []


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, "America/Denver"), ("America/Denver", "Europe/Berlin"), ("America/Denver", None)],
)
async def test_a_tenant_whose_time_zone_is_another_by_now_is_left_alone(
    before: str | None, after: str | None
) -> None:
    service = Service()
    service.timezones[0] = before
    plan = await planned(service)
    service.timezones[0] = after
    result = await applied(service, plan)
    assert result.outcome is Outcome.CHANGED
    assert f"is {after or 'none'}" in result.reasons[0]
    assert service.writes == []


async def test_a_time_zone_that_was_given_for_all_does_not_hang_on_the_tenants() -> None:
    service = Service()
    plan = await planned(service, timezone=zone_named("Europe/Berlin"))
    service.timezones[0] = "America/Chicago"
    assert (await applied(service, plan)).outcome is Outcome.DONE


async def test_changes_of_rollovers_without_ids_are_seen() -> None:
    service = Service()
    service.put(0, "2027-12-01", "2027-12-05", name="Fair", id=None)
    service.put(0, "2027-12-10", "2027-12-15", name="Winter", id=None)
    plan = await planned(service)
    service.rollovers[0][0]["end_date"] = "2027-12-09T06:00:00Z"
    result = await applied(service, plan)
    assert result.outcome is Outcome.CHANGED
    assert "'Fair'" in result.reasons[0]


async def test_a_service_that_keeps_less_than_was_sent_is_not_taken_for_done() -> None:
    service = Service()
    plan = await planned(service)

    def cut(number: int, method: str, answer: httpx.Response) -> httpx.Response:
        if method != "POST":
            return answer
        service.rollovers[0][0]["end_date"] = "2027-07-01T06:00:00Z"
        return httpx.Response(200, json={"data": service.rollovers[0][0]})

    service.after = cut
    result = await applied(service, plan)
    assert result.outcome is Outcome.OTHERWISE
    assert not result.ok
    assert "50 of 66 nights" in result.reasons[0]


def answering(service: Service, body: Callable[[Json], Json]) -> Service:
    """The service, whose answers to creates are made of what it keeps."""

    def odd(number: int, method: str, answer: httpx.Response) -> httpx.Response:
        if method != "POST":
            return answer
        return httpx.Response(200, json={"data": body(json.loads(answer.content)["data"])})

    service.after = odd
    return service


async def test_an_answer_that_leaves_things_out_is_looked_up() -> None:
    service = answering(Service(), lambda made: {"id": made["id"]})
    result = await applied(service, await planned(service))
    assert result.outcome is Outcome.DONE
    assert result.rollover is not None
    assert result.rollover.name == "Summer"


async def test_a_write_whose_answer_cannot_be_read_is_not_called_a_failure() -> None:
    service = answering(Service(), lambda made: {"id": 5})
    plan = await planned(service)
    result = await applied(service, plan)
    assert result.outcome is Outcome.OTHERWISE
    assert "was done" in result.reasons[0]
    assert (await applied(service, plan)).outcome is Outcome.FOUND
    assert len(service.writes) == 1


async def test_statuses_that_a_plan_trusts_are_trusted_when_it_is_applied() -> None:
    service = Service()
    there = service.put(0, "2027-06-01", "2027-09-01", status="planned")
    plan = await planned(service, pausing=["planned", "locked"])
    there["status"] = "locked"
    assert (await applied(service, plan)).outcome is Outcome.NOTHING


async def test_a_tenant_that_is_read_without_its_id_is_still_the_one_that_was_asked_for() -> None:
    service = Service()
    plan = await planned(service)
    service.told[0] = {key: value for key, value in service.described(0).items() if key != "id"}
    assert (await applied(service, plan)).outcome is Outcome.DONE


async def test_another_tenant_than_the_one_that_was_asked_for_is_not_worked_on() -> None:
    service = Service(2)
    plan = await planned(service)
    service.told[0] = service.described(1)
    async with service.client() as interop:
        first, second = await plan.apply(interop)
    assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.DONE)
    assert "nothing was done for it" in first.reasons[0]
    assert [number for number, _, _ in service.writes] == [1]
