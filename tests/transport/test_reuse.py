"""A connection is used again while it can be, and by no more than one exchange at a time."""

from __future__ import annotations

import socket
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
    saying_more,
)

from interop_client.transport import LaneTransport
from interop_client.transport import dialer as _lane
from interop_client.transport import pool as module
from interop_client.transport.connecting import connect

pytestmark = pytest.mark.anyio


async def test_calls_in_sequence_share_one_connection() -> None:
    with Server(answering) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            for _ in range(5):
                await ok(client, server.url)
            assert (transport.open_lanes, transport.idle_lanes) == (1, 1)
        assert server.accepted == 1
        await server.until_open(0)


async def test_no_more_connections_are_open_than_allowed() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=4)
        async with httpx.AsyncClient(transport=transport, timeout=30) as client:
            async with anyio.create_task_group() as group:
                for _ in range(200):
                    group.start_soon(ok, client, server.url)
            assert server.accepted == server.most == transport.idle_lanes == 4
            assert len(server.seen) == 200


async def test_a_connection_that_the_server_closed_while_idle_is_replaced() -> None:
    def closes_when_told(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.answer()
        server.proceed.wait()

    with Server(closes_when_told) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, server.url)
            server.proceed.set()
            await server.until_open(0)
            await ok(client, server.url)
            assert (server.accepted, transport.open_lanes) == (2, 1)


async def test_a_connection_that_is_closed_instead_of_an_answer_is_an_error() -> None:
    def closes(server: Server, connection: Connection) -> None:
        server.note(connection.head())

    with Server(closes) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(server.url)
            assert transport.open_lanes == 0
        assert len(server.seen) == 1


async def test_connections_idle_for_too_long_are_closed_by_the_next_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr(module, "loop_time", lambda: now)
    with Server(answering) as one, Server(answering) as other:
        transport = LaneTransport(keepalive_expiry=30)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, one.url)
            await ok(client, other.url)
            now += 29
            await ok(client, one.url)
            assert one.accepted == 1
            now += 29
            await ok(client, one.url)
            await other.until_open(0)
            assert (one.accepted, transport.open_lanes) == (1, 1)
            now += 31
            await ok(client, one.url)
            assert one.accepted == 2


async def test_an_answer_that_closes_the_connection_gives_its_place_back() -> None:
    def once(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nok")

    with Server(once) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, server.url)
            assert transport.open_lanes == 0
            await ok(client, server.url)


async def test_connections_are_begun_one_per_turn_of_the_event_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turn = 0
    begun: list[int] = []

    async def noting(*arguments: Any) -> socket.socket:
        begun.append(turn)
        return await connect(*arguments)

    async def count_turns() -> None:
        nonlocal turn
        while True:
            turn += 1
            await anyio.lowlevel.checkpoint()

    monkeypatch.setattr(_lane, "connect", noting)
    with Server(answering) as server:
        async with (
            httpx.AsyncClient(transport=LaneTransport(max_connections=20)) as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(count_turns)
            for _ in range(100):
                group.start_soon(ok, client, server.url)
            await server.until(lambda: len(server.seen) == 100)
            group.cancel_scope.cancel()
    assert len(begun) > 1
    assert len(set(begun)) == len(begun)


async def test_a_refused_connection_gives_its_place_back() -> None:
    with Server(answering) as server, socket.socket() as not_listening:
        not_listening.bind(("127.0.0.1", 0))
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(f"http://127.0.0.1:{not_listening.getsockname()[1]}")
            assert transport.open_lanes == 0
            await ok(client, server.url)


async def test_two_origins_share_a_single_place_by_turns() -> None:
    with Server(answering) as one, Server(answering) as other:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            for server in (one, other, one):
                await ok(client, server.url)
            await other.until_open(0)
            assert (one.accepted, other.accepted, transport.open_lanes) == (2, 1, 1)


async def test_two_origins_keep_a_connection_each_where_there_is_place() -> None:
    with Server(answering) as one, Server(answering) as other:
        async with httpx.AsyncClient(transport=LaneTransport(max_connections=2)) as client:
            for server in (one, other, one, other):
                await ok(client, server.url)
            assert (one.accepted, other.accepted) == (1, 1)


async def test_a_new_origin_takes_the_place_that_was_unused_for_longest() -> None:
    with Server(answering) as one, Server(answering) as two, Server(answering) as three:
        async with httpx.AsyncClient(transport=LaneTransport(max_connections=2)) as client:
            for server in (one, two, one, three):
                await ok(client, server.url)
            await two.until_open(0)
            await ok(client, one.url)
            assert (one.accepted, two.accepted, three.accepted) == (1, 1, 1)


@pytest.mark.parametrize("later", [False, True])
async def test_what_nobody_asked_for_is_no_answer_to_the_next_request(later: bool) -> None:
    with Server(saying_more(later)) as server:
        async with httpx.AsyncClient(transport=LaneTransport()) as client:
            await ok(client, server.url)
            server.proceed.set()
            await server.until(lambda: "said more" in server.seen)
            await ok(client, server.url)
        assert server.accepted == 2


@pytest.mark.parametrize(("status", "surplus"), [(201, 500), (409, 201), (200, 204), (404, 100)])
async def test_an_answer_that_nobody_asked_for_changes_nothing_of_the_one_before(
    status: int, surplus: int
) -> None:
    def behave(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.send(
            f"HTTP/1.1 {status} First\r\nx-which: first\r\ncontent-length: 2\r\n\r\nok"
            f"HTTP/1.1 {surplus} Second\r\nx-which: second\r\ncontent-length: 0\r\n\r\n"
        )
        connection.until_gone()

    with Server(behave) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            response = await client.post(server.url)
            assert (response.status_code, response.reason_phrase) == (status, "First")
            assert (response.headers["x-which"], response.text) == ("first", "ok")
            assert transport.open_lanes == 0
