"""Whatever a helper does, it ends by its bound, and being cancelled leaves nothing behind."""

from __future__ import annotations

import anyio
import pytest

from interop_client import InteropClient
from interop_client._policies import ConflictPolicy, RetryPolicy
from interop_client.errors import (
    ConflictError,
    InteropError,
    OutcomeUnknownError,
    RequestTimeoutError,
)

from .steps import CASES, STEPS, WITH_A_BOUND_OF_THEIR_OWN, prepare
from .world import WRITES, World, settled

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


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
    began = anyio.current_time()
    with pytest.raises(InteropError) as caught:
        await act(short, world, there)
    assert anyio.current_time() - began == pytest.approx(0.25, abs=1e-6)
    held = hold.requests[0]
    if is_unknown(held.method) or (name, index) == ("create lost", 2):
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

    async with anyio.create_task_group() as tasks:
        with anyio.CancelScope() as scope:
            tasks.start_soon(cancel_with_others_waiting, scope)
            await one.rollovers.ensure(world.request(10, 20))
        assert scope.cancelled_caught
    assert len(made) == 2
    assert len(world.rollovers()) == 1
    hold.release()


async def test_the_bound_is_that_of_all_requests_together(world: World) -> None:
    world.sandbox.faults.status("createRollover", 409, times=None)
    world.sandbox.faults.delay("listRollovers", 0.2, times=None)
    conflicts = ConflictPolicy(attempts=100, max_wait=0)
    async with world.client(conflicts=conflicts) as client:
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
        with pytest.raises(InteropError):
            await patient.rollovers.create(world.request(10, 20))
    assert anyio.current_time() == 0
