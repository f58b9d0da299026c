"""Bodies come whole, or as an error, and give their connection back."""

from __future__ import annotations

from collections.abc import AsyncIterator

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
    stalling,
)

from interop_client.transport import LaneTransport

pytestmark = pytest.mark.anyio


async def test_a_connection_is_held_until_the_body_is_closed() -> None:
    with Server(answering) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url) as response:
                assert (transport.busy_lanes, transport.idle_lanes) == (1, 0)
                assert await response.aread() == b"ok"
                assert (transport.busy_lanes, transport.idle_lanes) == (0, 1)
            await ok(client, server.url)
        assert server.accepted == 1


async def test_a_body_that_was_not_read_to_its_end_closes_its_connection() -> None:
    with Server(stalling) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url + "/stall"):
                pass
            await server.until_open(0)
            assert transport.open_lanes == 0


async def test_a_body_may_be_closed_by_another_task_while_it_is_read() -> None:
    with Server(stalling) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            request = client.build_request("GET", server.url + "/stall")
            response = await client.send(request, stream=True)

            async def read() -> None:
                with pytest.raises(httpx.ReadError):
                    await response.aread()

            async with anyio.create_task_group() as group:
                group.start_soon(read)
                await anyio.wait_all_tasks_blocked()
                await response.aclose()
            assert quiet(transport)
            await ok(client, server.url)


async def test_closing_a_body_again_does_not_disturb_the_next_call() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=1)
        first = await transport.handle_async_request(httpx.Request("GET", server.url))
        await first.aread()
        second = await transport.handle_async_request(httpx.Request("GET", server.url))
        assert isinstance(first.stream, httpx.AsyncByteStream)
        await first.stream.aclose()
        assert transport.busy_lanes == 1
        assert await second.aread() == b"ok"
        await transport.aclose()


async def test_a_body_that_breaks_off_is_an_error_of_the_http_library() -> None:
    def breaks_off(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")

    with Server(breaks_off) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(server.url)
        assert transport.open_lanes == 0


async def test_a_request_body_may_be_streamed() -> None:
    def echo(server: Server, connection: Connection) -> None:
        connection.head()
        while not connection.received.endswith(b"0\r\n\r\n"):
            connection.received += connection.end.recv(65536)
        connection.answer(connection.received.decode().split("\r\n")[1])

    async def parts() -> AsyncIterator[bytes]:
        yield b"some bytes"

    with Server(echo) as server:
        async with httpx.AsyncClient(transport=LaneTransport()) as client:
            assert (await client.post(server.url, content=parts())).text == "some bytes"


async def test_an_answer_that_does_not_come_in_time_is_a_read_timeout() -> None:
    with Server(silent) as server:
        transport = LaneTransport()
        patience = httpx.Timeout(60, read=0.05)
        async with httpx.AsyncClient(transport=transport, timeout=patience) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.get(server.url + "/silent")
            assert transport.open_lanes == 0
