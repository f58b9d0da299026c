"""A call that is cancelled at any point leaves nothing behind."""

from __future__ import annotations

import random
import ssl
from collections.abc import AsyncIterator, Callable

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from support.loopback import (
    Connection,
    Server,
    ok,
    quiet,
    silent,
    stalling,
)

from interop_client.transport import LaneTransport

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", ["/silent", "/stall"])
async def test_a_call_cancelled_while_it_reads_closes_its_connection(path: str) -> None:
    with Server(silent if path == "/silent" else stalling) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, server.url)
            async with anyio.create_task_group() as group:
                group.start_soon(client.get, server.url + path)
                await server.until(lambda: len(server.seen) == 2)
                group.cancel_scope.cancel()
            await server.until_open(0)
            assert transport.open_lanes == 0
            await ok(client, server.url)


async def test_a_call_cancelled_while_it_sends_closes_its_connection_and_its_body() -> None:
    began, closed = anyio.Event(), anyio.Event()

    def deaf(server: Server, connection: Connection) -> None:
        server.proceed.wait()
        connection.until_gone()

    class Body(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                began.set()
                yield bytes(50_000_000)
            finally:
                closed.set()

    with Server(deaf) as server:
        transport = LaneTransport(max_connections=1)
        headers = {"host": "loopback", "content-length": "50000000"}
        request = httpx.Request("POST", server.url, headers=headers, stream=Body())
        async with httpx.AsyncClient(transport=transport) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.send, request)
                await began.wait()
                await anyio.wait_all_tasks_blocked()
                assert not closed.is_set()
                group.cancel_scope.cancel()
            assert closed.is_set()
            assert transport.open_lanes == 0
            server.proceed.set()
            await server.until_open(0)


async def test_a_call_cancelled_during_the_handshake_closes_its_connection(
    plain_then_mute: Callable[[Server, Connection], None],
) -> None:
    with Server(plain_then_mute) as server:
        transport = LaneTransport(max_connections=1, verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.get, server.url.replace("http:", "https:"))
                await server.until(lambda: server.seen == ["hello"])
                group.cancel_scope.cancel()
            await server.until_open(0)
            assert transport.open_lanes == 0


async def test_a_body_closed_within_a_cancelled_scope_gives_its_place_back() -> None:
    with Server(stalling) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            for path in ("/stall", "/"):
                with anyio.CancelScope() as scope:
                    async with client.stream("GET", server.url + path):
                        scope.cancel()
                assert quiet(transport)
            await ok(client, server.url)


@pytest.mark.parametrize("secure", [False, True])
async def test_hundreds_of_cancelled_calls_leave_a_usable_transport(
    secure: bool, certificate: ssl.SSLContext
) -> None:
    chance = random.Random(4)

    def dawdling(server: Server, connection: Connection) -> None:
        while connection.head():
            for part in ("HTTP/1.1 200 OK\r\n", "content-length: 2\r\n\r\n", "o", "k"):
                server.proceed.wait(chance.choice([0, 0, 0.001, 0.003]))
                connection.send(part)

    with Server(dawdling, certificate if secure else None) as server:
        transport = LaneTransport(max_connections=4, verify=False)
        cancelled = finished = 0

        async def impatient(client: httpx.AsyncClient) -> None:
            nonlocal cancelled, finished
            for _ in range(20):
                with anyio.move_on_after(chance.uniform(0, 0.03)) as scope:
                    await ok(client, server.url)
                    finished += 1
                cancelled += scope.cancelled_caught

        async with httpx.AsyncClient(transport=transport, timeout=30) as client:
            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(impatient, client)
            assert cancelled + finished == 400
            assert cancelled > 100
            assert quiet(transport)
            server.proceed.set()
            async with anyio.create_task_group() as group:
                for _ in range(100):
                    group.start_soon(ok, client, server.url)
            assert quiet(transport)
            assert transport.open_lanes == 4
            await server.until_open(4)
        await server.until_open(0)
