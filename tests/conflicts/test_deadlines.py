"""Whatever a helper does, it ends by its bound, and being cancelled leaves nothing behind."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable

import anyio
import pytest

from interop_client import InteropClient
from interop_client._policies import ConflictPolicy, RetryPolicy
from interop_client.errors import (
    ConflictError,
    InteropError,
    OutcomeUnknownError,
    RequestError,
    RequestTimeoutError,
)
from interop_client.sandbox import IngestionPlan
from interop_client.sandbox.control.holds import until

from .world import WRITES, World, renamed, settled

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("quick_looks")]

Act = Callable[[InteropClient, World, str], Awaitable[object]]

STEPS: dict[str, tuple[Act, int]] = {
    "create": (lambda c, w, i: c.rollovers.create(w.request(12, 15)), 3),
    "create lost": (lambda c, w, i: c.rollovers.create(w.request(50, 60)), 3),
    "ensure": (lambda c, w, i: c.rollovers.ensure(w.request(50, 60)), 2),
    "ensure changed": (lambda c, w, i: c.rollovers.ensure(w.request(10, 19, "There")), 2),
    "update": (lambda c, w, i: c.rollovers.update(i, w.request(10, 21)), 1),
    "modify": (lambda c, w, i: c.rollovers.modify(i, lambda found: renamed(found, "x")), 2),
    "delete": (lambda c, w, i: c.rollovers.delete(i), 1),
    "create schedule": (lambda c, w, i: c.schedules.create(8), 3),
    "ensure schedule": (lambda c, w, i: c.schedules.ensure(5), 2),
    "enable": (lambda c, w, i: c.schedules.enable(w.schedule), 1),
    "run": (lambda c, w, i: c.schedules.run(w.schedule), 2),
    "run pending": (lambda c, w, i: c.schedules.run(w.schedule, wait_for_pending=60), 6),
    "run to completion": (
        lambda c, w, i: c.schedules.run_to_completion(w.schedule, timeout=60),
        4,
    ),
    "wait": (lambda c, w, i: c.ingestions.wait(next(iter(w.tenant.ingestions)), timeout=60), 1),
}
WITH_A_BOUND_OF_THEIR_OWN = ("run pending", "run to completion", "wait")
CASES = [(name, index) for name, (_, steps) in STEPS.items() for index in range(steps)]


def prepare(world: World, name: str) -> str:
    if name == "create lost":
        world.sandbox.faults.lose_connection("createRollover", "after")
    if name == "run pending":
        plan = IngestionPlan(preparing=math.inf)
        world.sandbox.state.start_ingestion(world.tenant, world.sandbox.clock.now(), plan=plan)
    return str(world.put(10, 20).id)


@pytest.mark.parametrize(
    ("name", "index"), [case for case in CASES if case[0] not in WITH_A_BOUND_OF_THEIR_OWN]
)
async def test_a_helper_ends_by_its_bound_whichever_request_gets_no_answer(
    world: World, one: InteropClient, name: str, index: int
) -> None:
    act, _ = STEPS[name]
    there = prepare(world, name)
    short = one.with_options(timeout=0.25)
    await one.rollovers.count()
    hold = world.sandbox.faults.hold("*", skip=index, times=None)
    with anyio.fail_after(60), pytest.raises(InteropError) as caught:
        await act(short, world, there)
    held = hold.requests[0] if hold.has_arrived else None
    if held is None:
        assert isinstance(caught.value, RequestError)  # a slow machine: it ended before that
    elif is_unknown(held.method) or (name, index) == ("create lost", 2):
        assert isinstance(caught.value, OutcomeUnknownError)
    elif name in ("create", "create schedule") and index == 2:
        assert type(caught.value) is ConflictError  # the look after it got no answer
    else:
        assert isinstance(caught.value, RequestTimeoutError)
    hold.release()
    await settled(world)


def is_unknown(method: str) -> bool:
    """Whether nobody knows what became of a request of this method that got no answer."""
    return method in WRITES and method != "DELETE"


@pytest.mark.parametrize(("name", "index"), CASES)
async def test_a_helper_can_be_cancelled_at_each_of_its_requests(
    world: World, one: InteropClient, name: str, index: int
) -> None:
    act, _ = STEPS[name]
    there = prepare(world, name)
    await one.rollovers.count()
    world.sandbox.clear_requests()
    hold = world.sandbox.faults.hold("*", skip=index)
    async with anyio.create_task_group() as tasks:
        with anyio.CancelScope() as scope:
            tasks.start_soon(cancel_when, hold.arrived, scope)
            await act(one, world, there)
        assert scope.cancelled_caught
    hold.release()
    await settled(world)
    world.sandbox.faults.clear()
    assert await one.rollovers.count() == len(world.rollovers())
    assert await until(lambda: world.sandbox.open_connections == 1, 60.0)
    writes = [each for each in world.sandbox.requests if each.method in WRITES]
    assert len(writes) <= 1


async def cancel_when(happened: Callable[[], Awaitable[object]], scope: anyio.CancelScope) -> None:
    await happened()
    scope.cancel()


async def test_a_helper_that_is_cancelled_while_it_renews_the_token_holds_up_nobody(
    world: World, one: InteropClient
) -> None:
    hold = world.sandbox.faults.hold("token")
    made: list[object] = []

    async def ensure() -> None:
        made.append(await one.rollovers.ensure(world.request(10, 20)))

    async def cancel_with_others_waiting(scope: anyio.CancelScope) -> None:
        await hold.arrived()
        for _ in range(2):
            tasks.start_soon(ensure)
        await anyio.wait_all_tasks_blocked()
        scope.cancel()

    with anyio.fail_after(60):
        async with anyio.create_task_group() as tasks:
            with anyio.CancelScope() as scope:
                tasks.start_soon(cancel_with_others_waiting, scope)
                await one.rollovers.ensure(world.request(10, 20))
            assert scope.cancelled_caught
    assert len(made) == 2
    assert len(world.rollovers()) == 1
    hold.release()


async def test_hundreds_of_cancellations_leave_a_small_pool_usable(
    world: World, anyio_backend: str
) -> None:
    there = str(world.put(10, 20).id)
    async with world.client(max_connections=4) as client:
        await client.rollovers.count()
        for turn in range(30):
            async with anyio.create_task_group() as tasks:
                for number in range(10):
                    tasks.start_soon(client.rollovers.modify, there, lambda found: found)
                    if number % 3 == turn % 3:
                        tasks.start_soon(client.rollovers.ensure, world.request(50, 60))
                for _ in range(turn):
                    await anyio.sleep(0.0003)
                tasks.cancel_scope.cancel()
        await settled(world)
        with anyio.fail_after(60):
            async with anyio.create_task_group() as tasks:
                for _ in range(40):
                    tasks.start_soon(client.rollovers.count)
        await client.rollovers.ensure(world.request(50, 60))
        assert len(world.rollovers()) == 2
        assert await until(lambda: world.sandbox.open_connections <= 4, 60.0)
    assert await until(lambda: world.sandbox.open_connections == 0, 60.0)


@pytest.mark.virtual_clock
async def test_the_bound_is_that_of_all_requests_together(world: World) -> None:
    world.sandbox.faults.status("createRollover", 409, times=None)
    world.sandbox.faults.delay("listRollovers", 0.2, times=None)
    conflicts = ConflictPolicy(attempts=100, max_wait=0)
    async with world.client(transport=world.sandbox.transport, conflicts=conflicts) as client:
        stubborn = client.with_options(timeout=0.5)
        began = anyio.current_time()
        with pytest.raises(ConflictError):
            await stubborn.rollovers.create(world.request(10, 20))
        assert anyio.current_time() - began == pytest.approx(0.5, abs=1e-6)
    assert world.sent("createRollover") == 2


async def test_nothing_is_waited_for_past_the_bound(world: World, one: InteropClient) -> None:
    world.sandbox.faults.status("createRollover", 429, retry_after=3600, times=None)
    patient = world.client(timeout=30.0, retry=RetryPolicy())
    async with patient:
        with anyio.fail_after(60), pytest.raises(InteropError):
            await patient.rollovers.create(world.request(10, 20))
