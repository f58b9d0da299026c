"""Closing ends everything, wherever it stands."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from support.loopback import (
    Connection,
    Server,
    answering,
    ok,
    quiet,
    silent,
    until_waiting,
)

from interop_client.transport import LaneTransport
from interop_client.transport import dialer as _lane
from interop_client.transport.connecting import connect

pytestmark = pytest.mark.anyio


async def test_closing_closes_idle_connections_and_refuses_later_calls() -> None:
    with Server(answering) as server:
        transport = LaneTransport()
        response = await transport.handle_async_request(httpx.Request("GET", server.url))
        await response.aread()
        await transport.aclose()
        await transport.aclose()
        await server.until_open(0)
        assert transport.open_lanes == 0
        with pytest.raises(RuntimeError, match="closed"):
            await transport.handle_async_request(httpx.Request("GET", server.url))
        assert "closed" in repr(transport)


async def test_closing_within_a_cancelled_scope_closes_every_connection() -> None:
    with Server(answering) as one, Server(answering) as two, Server(answering) as three:
        transport = LaneTransport()
        client = httpx.AsyncClient(transport=transport)
        for server in (one, two, three):
            await ok(client, server.url)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await client.aclose()
        for server in (one, two, three):
            await server.until_open(0)
        assert transport.open_lanes == 0


async def test_closing_ends_the_calls_that_run_and_those_that_wait() -> None:
    with Server(silent) as server:
        transport = LaneTransport(max_connections=1)
        client = httpx.AsyncClient(transport=transport, timeout=None)

        async def fails(error: type[Exception]) -> None:
            with anyio.fail_after(60), pytest.raises(error, match="closed"):
                await client.get(server.url + "/silent")

        async with anyio.create_task_group() as group:
            group.start_soon(fails, httpx.ReadError)
            await server.until(lambda: len(server.seen) == 1)
            group.start_soon(fails, RuntimeError)
            await until_waiting(transport, 1)
            await client.aclose()
        assert quiet(transport)
        assert transport.open_lanes == 0
        await server.until_open(0)


async def test_closing_ends_a_handshake(
    plain_then_mute: Callable[[Server, Connection], None],
) -> None:
    with Server(plain_then_mute) as server:
        transport = LaneTransport(verify=False)
        client = httpx.AsyncClient(transport=transport)

        async def fails() -> None:
            with pytest.raises(httpx.ConnectError, match="closed"):
                await client.get(server.url.replace("http:", "https:"))

        async with anyio.create_task_group() as group:
            group.start_soon(fails)
            await server.until(lambda: server.seen == ["hello"])
            await client.aclose()
        await server.until_open(0)


async def test_closing_ends_the_opening_of_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    opening = anyio.Event()

    async def never(*arguments: Any) -> socket.socket:
        opening.set()
        await anyio.sleep_forever()
        return await connect(*arguments)

    monkeypatch.setattr(_lane, "connect", never)
    client = httpx.AsyncClient(transport=LaneTransport(), timeout=None)

    async def fails() -> None:
        with pytest.raises(httpx.ConnectError, match="closed"):
            await client.get("http://127.0.0.1:1")

    async with anyio.create_task_group() as group:
        group.start_soon(fails)
        await opening.wait()
        await client.aclose()


async def test_a_client_may_be_opened_in_one_task_and_closed_in_another() -> None:
    with Server(answering) as server:
        client = httpx.AsyncClient(transport=LaneTransport())
        for step in (client.__aenter__, lambda: ok(client, server.url), client.__aexit__):
            async with anyio.create_task_group() as group:
                group.start_soon(step)
        await server.until_open(0)


def test_it_may_be_created_outside_an_event_loop() -> None:
    with Server(answering) as server:
        transport = LaneTransport()

        async def use() -> None:
            async with httpx.AsyncClient(transport=transport) as client:
                await ok(client, server.url)

        anyio.run(use)
