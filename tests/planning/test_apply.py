"""Applying plans: exactly what was shown, and nothing where the state is another.

`INTEROP_PLAN_STATES` says how many random states are tried; 320 where it does not.
"""

from __future__ import annotations

import copy
import os
import random
from datetime import date, timedelta
from typing import Any

import anyio
import httpx
import pytest
from support.places import method_of

from interop_client.planning import Action, Applied, Outcome, Plan, Wanted, plan_rollovers
from planning.service import Service, cloud_id, tenant_id

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

SUMMER = Wanted(
    name="Summer", start=date(2027, 6, 15), end=date(2027, 8, 20), type="full", status="upcoming"
)


async def planned(service: Service) -> Plan:
    """A plan that was saved and read again, which makes no difference."""
    async with service.client() as interop:
        plan = await plan_rollovers(interop, SUMMER)
    again = Plan.from_json(plan.to_json())
    assert again == plan
    return again


async def applied(service: Service, plan: Plan, **options: Any) -> list[Applied]:
    async with service.client() as interop:
        return list(await plan.apply(interop, **options))


def outcomes(results: list[Applied]) -> list[Outcome]:
    return [each.outcome for each in results]


async def test_what_is_shown_is_written_and_nothing_else() -> None:
    service = Service(4)
    service.put(1, "2027-06-01", "2027-09-01")
    service.put(2, "2027-06-20", "2027-08-01", scribble="theirs")
    service.put(3, "2027-08-02", "2027-08-04", name="Server move")
    plan = await planned(service)
    results = await applied(service, plan)
    assert outcomes(results) == [Outcome.DONE, Outcome.NOTHING, Outcome.DONE, Outcome.BLOCKED]
    assert [(number, method) for number, method, _ in service.writes] == [
        (0, method_of("createRollover")),
        (2, method_of("updateRollover")),
    ]
    shown = [row.after.to_dict() for row in plan.tenants if row.after]
    assert [body for _, _, body in service.writes] == shown
    assert service.writes[1][2]["scribble"] == "theirs"
    assert not results[3].ok


async def test_applying_twice_changes_nothing_more() -> None:
    service = Service(3)
    service.put(2, "2027-06-20", "2027-08-01")
    plan = await planned(service)
    await applied(service, plan)
    state = copy.deepcopy(service.rollovers)
    assert set(outcomes(await applied(service, plan))) == {Outcome.FOUND}
    assert service.rollovers == state
    assert len(service.writes) == 3


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda service: service.put(0, "2027-12-20", "2028-01-03", name="Winter"), "is new"),
        (lambda service: service.rollovers[0].clear(), "is gone"),
        (lambda service: service.rollovers[0][0].update(end_date="2027-07-09T06:00:00Z"), "end_d"),
        (lambda service: service.rollovers[0][0].update(name="Other"), "name was Summer"),
    ],
)
async def test_where_the_state_is_another_nothing_is_written(change: Any, says: str) -> None:
    service = Service(2)
    service.put(0, "2027-06-20", "2027-08-01")
    plan = await planned(service)
    change(service)
    first, second = await applied(service, plan)
    assert first.outcome is Outcome.CHANGED
    assert any(says in reason for reason in first.reasons)
    assert second.outcome is Outcome.DONE
    assert [number for number, _, _ in service.writes] == [1]


async def test_a_status_that_moved_with_the_time_is_no_change() -> None:
    service = Service()
    there = service.put(0, "2027-06-20", "2027-08-01")
    plan = await planned(service)
    there["status"] = "ongoing"
    assert outcomes(await applied(service, plan)) == [Outcome.DONE]


async def test_a_change_between_the_look_and_the_write_is_not_overwritten() -> None:
    service = Service()
    there = service.put(0, "2027-06-20", "2027-08-01")
    plan = await planned(service)
    reads = 0

    def before(number: int, method: str) -> httpx.Response | None:
        nonlocal reads
        reads += method == "GET"
        if reads == 2:
            there["end_date"] = "2027-07-09T06:00:00Z"
        return None

    service.before = before
    (result,) = await applied(service, plan)
    assert result.outcome is Outcome.CHANGED
    assert service.writes == []


async def test_an_overlap_that_comes_meanwhile_leaves_the_tenant_alone() -> None:
    service = Service()
    plan = await planned(service)

    def before(number: int, method: str) -> httpx.Response | None:
        if method == "POST" and not service.rollovers[0]:
            service.put(0, "2027-07-01", "2027-07-03", name="Server move")
        return None

    service.before = before
    (result,) = await applied(service, plan)
    assert result.outcome is Outcome.CHANGED
    assert "Server move" in result.reasons[0]


async def test_a_failure_of_one_tenant_ends_nothing_else_and_can_be_tried_again() -> None:
    service = Service(5)
    plan = await planned(service)
    service.before = lambda number, method: httpx.Response(403) if number == 2 else None
    results = await applied(service, plan)
    assert outcomes(results).count(Outcome.DONE) == 4
    assert results[2].outcome is Outcome.FAILED
    assert not results[2].ok
    service.before = lambda number, method: None
    again = await applied(service, plan, only=[str(tenant_id(2))])
    assert [(each.id, each.outcome) for each in again] == [(tenant_id(2), Outcome.DONE)]


async def test_a_plan_cut_off_at_any_request_goes_on_where_it_was() -> None:
    for cut in range(1, 40):
        service = Service(4)
        service.put(1, "2027-06-20", "2027-08-01")
        plan = await planned(service)
        service.requests = 0

        def before(number: int, method: str, service: Service = service, cut: int = cut) -> None:
            if service.requests == cut:
                raise RuntimeError("the program was killed here")

        service.before = before
        results = await applied(service, plan, concurrency=1)
        whole = all(each.ok for each in results)
        service.before = lambda number, method: None
        assert all(each.ok for each in await applied(service, plan))
        assert len(service.writes) == 4
        assert [len(each) for each in service.rollovers.values()] == [1, 1, 1, 1]
        if whole:
            return
    pytest.fail("no run came to its end")


async def test_results_are_told_as_they_come() -> None:
    told: list[str | None] = []

    async def note(result: Applied) -> None:
        told.append(result.name)

    service = Service(3)
    plan = await planned(service)
    await applied(service, plan, on_result=note)
    assert sorted(told, key=str) == ["District 0", "District 1", "District 2"]


class Slow(Service):
    """Answers a second after it has done what was asked for, and so has more and more in flight."""

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await super()._answer(request)
        await anyio.sleep(1.0 + self.requests % 3)
        return answer


async def test_a_caller_that_cannot_be_told_cancels_no_write() -> None:
    service, told = Slow(30), list[str | None]()
    plan = await planned(service)

    def fails(result: Applied) -> None:
        told.append(result.name)
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        await applied(service, plan, on_result=fails, concurrency=4)
    written = {f"District {number}" for number, _, _ in service.writes}
    assert len(written) in (4, 5)  # One may be begun while the first is told of.
    assert written == set(told)
    assert set(outcomes(await applied(service, plan))) == {Outcome.FOUND, Outcome.DONE}
    assert [len(each) for each in service.rollovers.values()] == [1] * 30


async def test_only_takes_tenants_of_the_plan() -> None:
    service = Service()
    plan = await planned(service)
    for wrong in ("nonsense", cloud_id(3)):
        with pytest.raises(ValueError, match="only"):
            await applied(service, plan, only=[wrong])
    assert service.writes == []


async def test_what_a_result_says_can_be_written_as_json() -> None:
    service = Service()
    (result,) = await applied(service, await planned(service))
    said = result.to_dict()
    assert said["outcome"] == "done"
    assert said["tenant"] == {"id": str(tenant_id(0)), "name": "District 0"}


async def test_what_was_shown_is_what_is_written_in_any_state() -> None:
    draw = random.Random(20270615)
    for _ in range(int(os.environ.get("INTEROP_PLAN_STATES", "320")) // 8):
        service = Service(8)
        for number in range(8):
            _fill(service, number, draw)
        plan = await planned(service)
        before = copy.deepcopy(service.rollovers)
        results = await applied(service, plan)
        bodies = {number: body for number, _, body in service.writes}
        for number, row in enumerate(plan.tenants):
            if row.writes:
                assert row.after is not None
                assert bodies.pop(number) == row.after.to_dict()
                assert results[number].outcome is Outcome.DONE
            else:
                assert service.rollovers[number] == before[number]
                assert row.action in (Action.NOTHING, Action.BLOCKED)
        assert bodies == {}


def _fill(service: Service, number: int, draw: random.Random) -> None:
    day = date(2026, 12, 1)
    for _ in range(draw.randrange(4)):
        day += timedelta(days=draw.randrange(1, 120))
        end = day + timedelta(days=draw.randrange(1, 100))
        service.put(
            number,
            day.isoformat(),
            end.isoformat(),
            name=draw.choice(["Summer", "Winter", "Server move"]),
            status=draw.choice(["upcoming", "ongoing", "odd", None]),
            actor_id=draw.choice([None, None, str(cloud_id(99))]),
        )
        day = end
