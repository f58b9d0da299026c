"""A whole exchange at once: a request in, the answer out, nothing left open."""

from __future__ import annotations

from typing import Any

import attrs
import httpx
import pytest
from support.loopback import Connection, Server, answering, stalling

from interop_client.transport import LaneTransport
from interop_client.transport.attempt import Attempt
from interop_client.transport.message import Message, Origin, Reply

pytestmark = pytest.mark.anyio


def message(server: Server, target: bytes, method: bytes = b"GET", body: bytes = b"") -> Message:
    origin = Origin("http", "127.0.0.1", int(server.url.rpartition(":")[2]))
    fields = [(b"host", origin.address.encode()), (b"content-length", b"%d" % len(body))]
    return Message(method, origin, target, fields, body)


async def test_the_whole_answer_comes_and_the_connection_is_used_again() -> None:
    with Server(answering) as server:
        transport = LaneTransport()
        for reused in (False, True):
            attempt = Attempt()
            reply = await transport.exchange(message(server, b"/a"), attempt)
            assert reply == Reply(200, [(b"content-length", b"2")], b"ok")
            assert (attempt.sent, attempt.reused) == (True, reused)
        await transport.aclose()
        assert server.accepted == 1


async def test_an_answer_that_breaks_off_is_an_error_that_says_where() -> None:
    def breaks_off(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")

    with Server(breaks_off) as server:
        transport = LaneTransport()
        with pytest.raises(httpx.RemoteProtocolError, match="while reading the answer of 127"):
            await transport.exchange(message(server, b"/"), Attempt())
        assert transport.open_lanes == 0


async def test_a_broken_body_that_comes_with_its_head_does_not_undo_what_that_said() -> None:
    def breaks(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send("HTTP/1.1 400 Bad\r\ntransfer-encoding: chunked\r\n\r\nno number\r\n")

    with Server(breaks) as server:
        transport, attempt = LaneTransport(), Attempt()
        with pytest.raises(httpx.RemoteProtocolError, match="while reading the answer of 127"):
            await transport.exchange(message(server, b"/", b"POST"), attempt)
        assert attempt.refusal == Reply(400, [(b"transfer-encoding", b"chunked")], b"")
        assert transport.open_lanes == 0


async def test_an_answer_to_head_has_no_body_and_leaves_a_usable_connection() -> None:
    def heads(server: Server, connection: Connection) -> None:
        while head := connection.head():
            server.note(head)
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n")

    with Server(heads) as server:
        transport = LaneTransport()
        for _ in range(2):
            reply = await transport.exchange(message(server, b"/", b"HEAD"), Attempt())
            assert reply.content == b""
        await transport.aclose()
        assert server.accepted == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"target": b"/a b"},
        {"target": b"/a\r\nx: y"},
        {"method": b"GET /"},
        {"fields": [(b"x", b"a\r\ny: b")]},
        {"fields": [(b"x y", b"a")]},
        {"fields": [(b"x", b"a\x00")]},
    ],
)
async def test_what_would_reach_the_server_as_something_else_is_not_sent(
    wrong: dict[str, Any],
) -> None:
    with Server(stalling) as server:
        transport = LaneTransport()
        broken = attrs.evolve(message(server, b"/"), **wrong)
        attempt = Attempt()
        with pytest.raises(httpx.LocalProtocolError):
            await transport.exchange(broken, attempt)
        assert not attempt.sent
        assert transport.open_lanes == 0
        assert server.seen == []
