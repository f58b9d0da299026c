"""Calls that find no connection wait in the order in which they came."""

from __future__ import annotations

import asyncio

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from support.loopback import (
    Server,
    answering,
    ok,
    quiet,
    stalling,
    until_waiting,
)

from interop_client.transport import LaneTransport

pytestmark = pytest.mark.anyio


async def test_calls_are_served_in_the_order_in_which_they_came() -> None:
    with Server(answering) as one, Server(answering) as other:
        transport = LaneTransport(max_connections=1)
        finished: list[int] = []

        async def call(number: int) -> None:
            await ok(client, (one if number % 3 else other).url)
            finished.append(number)

        async with (
            httpx.AsyncClient(transport=transport, timeout=30) as client,
            anyio.create_task_group() as group,
            client.stream("GET", one.url) as held,
        ):
            for number in range(20):
                group.start_soon(call, number)
                await until_waiting(transport, number + 1)
            await held.aread()
        assert finished == list(range(20))


async def test_a_newcomer_does_not_overtake_while_a_connection_is_closed() -> None:
    with Server(stalling) as server:
        transport = LaneTransport(max_connections=1)

        async def newcomer() -> None:
            while transport.busy_lanes:
                await anyio.lowlevel.checkpoint()
            await ok(client, server.url + "/newcomer")

        async with (
            httpx.AsyncClient(transport=transport) as client,
            anyio.create_task_group() as group,
            client.stream("GET", server.url + "/stall"),
        ):
            group.start_soon(ok, client, server.url + "/first")
            await until_waiting(transport, 1)
            group.start_soon(newcomer)
        assert server.paths == ["/stall", "/first", "/newcomer"]


async def test_waiting_for_a_connection_ends_with_the_pool_timeout() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url):
                with pytest.raises(httpx.PoolTimeout, match=r"0\.01 seconds"):
                    await client.get(server.url, timeout=httpx.Timeout(10, pool=0.01))
                assert transport.waiters == 0
            await ok(client, server.url)


async def test_a_cancelled_wait_leaves_the_queue() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url):
                with anyio.move_on_after(0.01) as scope:
                    await client.get(server.url)
                assert scope.cancelled_caught
                assert transport.waiters == 0
            await ok(client, server.url)


async def test_a_lane_handed_to_a_call_that_is_cancelled_goes_to_the_next() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=1)
        first = anyio.CancelScope()
        served: list[str] = []

        async def call(name: str, scope: anyio.CancelScope) -> None:
            with scope:
                await ok(client, server.url)
                served.append(name)

        async with (
            httpx.AsyncClient(transport=transport) as client,
            anyio.create_task_group() as group,
            client.stream("GET", server.url) as held,
        ):
            group.start_soon(call, "first", first)
            await until_waiting(transport, 1)
            group.start_soon(call, "second", anyio.CancelScope())
            await until_waiting(transport, 2)
            await held.aread()
            first.cancel()
        assert served == ["second"]
        assert quiet(transport)


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize("same_origin", [True, False])
async def test_a_hand_over_that_races_with_a_task_being_cancelled_is_passed_on(
    same_origin: bool,
) -> None:
    with Server(answering) as server, Server(answering) as other:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url) as held:
                first = asyncio.create_task(client.get((server if same_origin else other).url))
                await until_waiting(transport, 1)
                second = asyncio.create_task(ok(client, server.url))
                await until_waiting(transport, 2)
                await held.aread()
                first.cancel()
            await second
            with pytest.raises(asyncio.CancelledError):
                await first
            assert quiet(transport)
            assert other.seen == []
