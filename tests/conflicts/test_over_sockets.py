"""Helpers over real connections: those that break, and those whose caller goes away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import anyio
import pytest
from support.places import at, method_of

from interop_client import InteropClient
from interop_client.sandbox.contract.profile import ProfileName
from interop_client.sandbox.control.holds import until

from .relay import Relay
from .steps import CASES, STEPS, prepare
from .world import WRITES, World, settled

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("quick_looks")]


@pytest.fixture
def profile() -> ProfileName:
    """One will do: it is about connections."""
    return "page-2026"


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


async def test_a_create_whose_connection_is_reset_makes_exactly_one(
    world: World, anyio_backend: str
) -> None:
    address = urlsplit(world.sandbox.base_url)
    assert address.hostname is not None
    assert address.port is not None
    victim = f"{method_of('createRollover')} /v2/interop{at('createRollover')} ".encode()
    with Relay(address.hostname, address.port, victim) as relay:
        url = f"http://127.0.0.1:{relay.port}/v2/interop"
        async with world.client(base_url=url) as client:
            made = await client.rollovers.create(world.request(10, 20))
        assert relay.resets == 1
    assert [found["id"] for found in world.rollovers()] == [str(made.id)]
    assert world.sent("createRollover") == 1
