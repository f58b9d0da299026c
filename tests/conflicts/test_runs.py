"""Running schedules and waiting for ingestions: once, and no longer than asked."""

from __future__ import annotations

import pickle
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from interop_client import InteropClient
from interop_client.errors import (
    ConflictError,
    IngestionFailedError,
    IngestionPendingError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    SchedulePausedError,
    WaitTimeoutError,
)
from interop_client.models import Ingestion
from interop_client.sandbox import IngestionPlan

from .test_lost_answers import lose
from .world import World, settled

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

AT_ONCE = IngestionPlan(preparing=0, scheduled=0, executing=0)
FOREVER = IngestionPlan(preparing=float("inf"))
DONE = ("after",)


@pytest.mark.parametrize("how", ["before", "after", "502", "504"])
async def test_a_run_whose_answer_is_lost_is_sent_once_and_found_or_unknown(
    world: World, one: InteropClient, how: str
) -> None:
    lose(world.sandbox, "runSchedule", how)
    before = world.runs()
    if how in DONE:
        await one.schedules.run(world.schedule)
        assert world.runs() == before + 1
    else:
        with pytest.raises(OutcomeUnknownError) as caught:
            await one.schedules.run(world.schedule, {"option": 1})
        assert caught.value.operation == "runSchedule"
        assert caught.value.sent == {"option": 1}
        assert world.runs() == before
    assert world.sent("runSchedule") == 1


@pytest.mark.usefixtures("ended_are_listed")
@pytest.mark.parametrize("how", ["before", "after"])
async def test_run_to_completion_whose_answer_is_lost_attributes_or_does_not_know(
    world: World, one: InteropClient, how: str
) -> None:
    world.sandbox.ingestion_plan = AT_ONCE
    lose(world.sandbox, "runSchedule", how)
    if how in DONE:
        ended = await one.schedules.run_to_completion(world.schedule, timeout=5)
        assert str(ended.id) == list(world.tenant.ingestions)[-1]
    else:
        with pytest.raises(OutcomeUnknownError):
            await one.schedules.run_to_completion(world.schedule, timeout=5)
    assert world.sent("runSchedule") == 1


@pytest.mark.usefixtures("ended_are_listed")
async def test_a_lost_run_is_not_mistaken_for_the_one_a_moment_before(
    world: World, one: InteropClient
) -> None:
    world.sandbox.ingestion_plan = AT_ONCE
    await one.schedules.run(world.schedule)
    lose(world.sandbox, "runSchedule", "before")
    with pytest.raises(OutcomeUnknownError):
        await one.schedules.run(world.schedule)
    lose(world.sandbox, "runSchedule", "after")
    await one.schedules.run(world.schedule)
    assert world.effects("runSchedule") == 2


@pytest.mark.usefixtures("ended_are_listed")
async def test_a_lost_run_beside_other_new_ingestions(world: World, one: InteropClient) -> None:
    world.sandbox.ingestion_plan = AT_ONCE
    for kinds, done in ((["bulk_load"], True), (["collection"], False)):
        hold = world.sandbox.faults.hold("runSchedule", when="after")
        lose(world.sandbox, "runSchedule", "after")
        outcome: list[Exception | None] = []

        async def run(seen: list[Exception | None] = outcome) -> None:
            try:
                await one.schedules.run(world.schedule)
            except OutcomeUnknownError as error:
                seen.append(error)
            else:
                seen.append(None)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run)
            await hold.arrived()
            for kind in kinds:
                world.sandbox.clock.advance(1)
                now = world.sandbox.clock.now()
                world.sandbox.state.start_ingestion(world.tenant, now, kind=kind)
            hold.release()
        assert (outcome == [None]) is done
        world.sandbox.clock.advance(60)
    assert world.sent("runSchedule") == 2


@pytest.mark.usefixtures("ended_are_listed")
async def test_a_lost_run_is_unknown_without_a_look_to_compare_with(
    world: World, one: InteropClient
) -> None:
    world.sandbox.faults.status("listIngestions", 404)
    lose(world.sandbox, "runSchedule", "after")
    with pytest.raises(OutcomeUnknownError):
        await one.schedules.run(world.schedule)
    world.sandbox.clock.advance(60)
    world.sandbox.ingestion_plan = AT_ONCE
    world.sandbox.faults.status("listIngestions", 404)
    await one.schedules.run(world.schedule)
    world.sandbox.clock.advance(60)
    world.sandbox.faults.status("listIngestions", 404)
    ended = await one.schedules.run_to_completion(world.schedule, timeout=5)
    assert ended.state == "success"
    assert world.sent("runSchedule") == 3


@pytest.mark.parametrize(("failures", "known"), [(2, True), (None, False)])
async def test_a_look_for_a_run_is_repeated_and_when_it_keeps_failing_the_run_is_unknown(
    world: World, one: InteropClient, failures: int | None, known: bool
) -> None:
    lose(world.sandbox, "runSchedule", "after")
    world.sandbox.faults.status("listIngestions", 503, times=failures, skip=1)
    if known:
        await one.schedules.run(world.schedule)
    else:
        with pytest.raises(OutcomeUnknownError):
            await one.schedules.run(world.schedule)
    assert world.sent("runSchedule") == 1


async def test_a_run_that_outlasts_its_own_bound_is_unknown_and_runs_once(
    world: World, one: InteropClient
) -> None:
    before = world.runs()
    hold = world.sandbox.faults.hold("runSchedule")
    with pytest.raises(OutcomeUnknownError):
        await one.with_options(timeout=0.3).schedules.run(world.schedule)
    hold.release()
    await settled(world)
    assert (world.runs(), world.sent("runSchedule")) == (before + 1, 1)


@pytest.mark.usefixtures("ended_are_listed")
async def test_a_run_that_gets_no_answer_leaves_time_to_look(
    world: World, one: InteropClient
) -> None:
    world.sandbox.ingestion_plan = AT_ONCE
    hold = world.sandbox.faults.hold("runSchedule", when="after", times=2)
    impatient = one.with_options(timeout=0.3)
    await impatient.rollovers.count()
    with anyio.fail_after(60):
        ended = await impatient.schedules.run_to_completion(world.schedule, timeout=600)
        assert str(ended.id) == list(world.tenant.ingestions)[-1]
        await impatient.schedules.run(world.schedule, wait_for_pending=600)
    assert world.sent("runSchedule") == world.effects("runSchedule") == 2
    hold.release()


async def test_a_run_waits_for_what_is_pending_and_runs_then(
    world: World, one: InteropClient
) -> None:
    run = world.sandbox.state.start_ingestion(world.tenant, world.sandbox.clock.now(), plan=FOREVER)
    before = world.runs()
    async with anyio.create_task_group() as tasks:

        async def wait() -> None:
            await one.schedules.run(world.schedule, wait_for_pending=10)

        look = world.sandbox.faults.hold("findIngestion")
        tasks.start_soon(wait)
        await look.arrived()
        with world.sandbox.state.lock:
            run.end("failed", world.sandbox.clock.now())
        look.release()
    assert world.runs() == before + 1
    assert world.effects("runSchedule") == 1


async def test_a_run_that_waits_too_long_for_what_is_pending_says_what_that_is(
    world: World, one: InteropClient
) -> None:
    run = world.sandbox.state.start_ingestion(world.tenant, world.sandbox.clock.now(), plan=FOREVER)
    with pytest.raises(IngestionPendingError) as caught:
        await one.schedules.run(world.schedule, wait_for_pending=0.7)
    assert str(caught.value.ingestion.id) == run.id
    assert world.sent("runSchedule") == 1


async def test_what_is_pending_may_end_before_it_is_looked_at_or_be_gone(
    world: World, one: InteropClient
) -> None:
    before = world.runs()
    world.sandbox.faults.status("runSchedule", 409, times=2)
    await one.schedules.run(world.schedule, wait_for_pending=10)
    assert world.runs() == before + 1
    with world.sandbox.state.lock:
        run = next(reversed(world.tenant.ingestions.values()))
        run.plan = FOREVER
    world.sandbox.faults.status("findIngestion", 404)
    hold = world.sandbox.faults.hold("findIngestion")
    async with anyio.create_task_group() as tasks:

        async def wait() -> None:
            await one.schedules.run(world.schedule, wait_for_pending=10)

        tasks.start_soon(wait)
        await hold.arrived()
        with world.sandbox.state.lock:
            run.end("success", world.sandbox.clock.now())
        hold.release()
    assert world.runs() == before + 2


async def test_a_run_that_waits_does_not_wait_for_a_paused_schedule(
    world: World, one: InteropClient
) -> None:
    world.put(-1, 1)
    with pytest.raises(SchedulePausedError):
        await one.schedules.run(world.schedule, wait_for_pending=10)
    assert world.sent("runSchedule") == 1


@pytest.mark.parametrize("asynchronous", [True, False])
async def test_run_to_completion_reports_progress_and_returns_what_ended(
    world: World, one: InteropClient, asynchronous: bool
) -> None:
    world.sandbox.ingestion_plan = IngestionPlan(preparing=100, scheduled=100, executing=100)
    states: list[str | None] = []

    def progress(ingestion: Ingestion) -> None:
        states.append(ingestion.state)
        world.sandbox.clock.advance(101)

    async def later(ingestion: Ingestion) -> None:
        await anyio.lowlevel.checkpoint()
        progress(ingestion)

    ended = await one.schedules.run_to_completion(
        world.schedule, timeout=20, on_progress=later if asynchronous else progress
    )
    assert states == ["preparing", "scheduled", "executing", "success"]
    assert ended.state == "success"
    assert str(ended.id) == list(world.tenant.ingestions)[-1]
    assert world.sent("runSchedule") == 1


@pytest.mark.usefixtures("ended_are_listed")
@pytest.mark.parametrize("outcome", ["failed", "cancelled", "timeout"])
async def test_run_to_completion_raises_for_any_other_end(
    world: World, one: InteropClient, outcome: str
) -> None:
    world.sandbox.ingestion_plan = IngestionPlan(0, 0, 0, outcome)
    with pytest.raises(IngestionFailedError, match=outcome) as caught:
        await one.schedules.run_to_completion(world.schedule, timeout=5)
    assert caught.value.ingestion.state == outcome
    assert caught.value.ingestion.session_token is None
    assert b"session-" not in pickle.dumps(caught.value)


async def test_run_to_completion_stops_waiting_in_time_and_sends_once(
    world: World, one: InteropClient
) -> None:
    world.sandbox.ingestion_plan = FOREVER
    with pytest.raises(WaitTimeoutError, match="preparing"):
        await one.schedules.run_to_completion(world.schedule, timeout=0.7)
    assert world.sent("runSchedule") == 1


async def test_what_fails_after_the_run_says_that_it_was_run(
    world: World, one: InteropClient
) -> None:
    world.sandbox.ingestion_plan = FOREVER
    world.sandbox.faults.status("findIngestion", 403)
    with pytest.raises(PermissionDeniedError) as caught:
        await one.schedules.run_to_completion(world.schedule, timeout=5)
    started = list(world.tenant.ingestions)[-1]
    for error in (caught.value, pickle.loads(pickle.dumps(caught.value))):
        (note,) = error.__notes__
        assert started in note


async def test_an_error_of_the_callback_goes_to_the_caller(
    world: World, one: InteropClient
) -> None:
    def progress(ingestion: Ingestion) -> None:
        raise KeyError("of the caller")

    with pytest.raises(KeyError):
        await one.schedules.run_to_completion(world.schedule, timeout=5, on_progress=progress)


async def test_waiting_for_an_ingestion_gives_it_back_in_its_final_state(
    world: World, one: InteropClient
) -> None:
    for outcome in ("success", "failed"):
        plan = IngestionPlan(0, 0, 0, outcome)
        run = world.sandbox.state.start_ingestion(
            world.tenant, world.sandbox.clock.now(), plan=plan
        )
        ended = await one.ingestions.wait(run.id, timeout=5)
        assert (str(ended.id), ended.state) == (run.id, outcome)


async def test_waiting_outlasts_a_service_that_fails_for_a_while(
    world: World, one: InteropClient
) -> None:
    run = world.sandbox.state.start_ingestion(world.tenant, world.sandbox.clock.now(), plan=AT_ONCE)
    world.sandbox.faults.status("findIngestion", 503, times=5)
    world.sandbox.faults.lose_connection("findIngestion", times=3)
    ended = await one.ingestions.wait(run.id, timeout=20)
    assert ended.state == "success"
    assert world.sent("findIngestion") == 9


async def test_an_unknown_state_is_waited_out(world: World, one: InteropClient) -> None:
    run = world.sandbox.state.start_ingestion(world.tenant, world.sandbox.clock.now(), plan=AT_ONCE)
    shown = iter(["dreaming", None])

    def odd(body: Any) -> None:
        state = next(shown, "final")
        if state != "final":
            body["data"]["state"] = state

    world.sandbox.quirks.change("findIngestion", odd)
    states: list[str | None] = []
    await one.ingestions.wait(
        run.id, timeout=20, on_progress=lambda found: states.append(found.state)
    )
    assert states == ["dreaming", None, "success"]


async def test_waiting_honours_how_long_the_service_asks_to_wait(
    world: World, one: InteropClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = world.sandbox.state.start_ingestion(world.tenant, world.sandbox.clock.now(), plan=AT_ONCE)
    world.sandbox.faults.status("findIngestion", 503, retry_after=3600, times=None)
    with pytest.raises(WaitTimeoutError, match="503"):
        await one.ingestions.wait(run.id, timeout=60)
    assert world.sent("findIngestion") == 4


async def test_waiting_for_what_is_not_there_says_so(world: World, one: InteropClient) -> None:
    with pytest.raises(NotFoundError):
        await one.ingestions.wait("0b36f3cd-0acf-4ba4-8410-30ae56525ce0", timeout=5)


async def test_a_look_that_hangs_does_not_take_all_the_time(
    world: World, one: InteropClient
) -> None:
    run = world.sandbox.state.start_ingestion(world.tenant, world.sandbox.clock.now(), plan=AT_ONCE)
    hold = world.sandbox.faults.hold("findIngestion")
    impatient = one.with_options(timeout=0.2)
    await impatient.rollovers.count()
    with anyio.fail_after(60):
        ended = await impatient.ingestions.wait(run.id, timeout=600)
    assert ended.state == "success"
    hold.release()


async def test_a_conflict_of_a_run_keeps_what_the_service_said(
    world: World, one: InteropClient
) -> None:
    world.sandbox.faults.status("runSchedule", 409, retry_after=3)
    with pytest.raises(ConflictError) as caught:
        await one.schedules.run(world.schedule)
    assert caught.value.retry_after == 3
    assert caught.value.error is not None
    assert caught.value.request_id
