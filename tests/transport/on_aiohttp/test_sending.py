"""What is sent, and that it is sent once."""

from __future__ import annotations

import random
import socket
import struct
from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from scripted import Received, operation, reply, serving
from session.test_connections import clock as clock
from support.loopback import (
    Connection,
    Server,
    answering,
    ok,
    saying_more,
    stalling,
)

from interop_client import (
    InteropClient,
)
from interop_client.transport.aiohttp import AiohttpTransport

from .connections import (
    KEY,
    METHODS,
    http_of,
)

pytestmark = pytest.mark.anyio


async def test_an_address_goes_out_as_it_is() -> None:
    with Server(answering) as server:
        async with http_of() as client:
            await ok(client, f"{server.url}/a%2Fb/%2E%2E/c%41?x=%2C,y&z=%20&q=%C3%A9+1")
            await ok(client, server.url)
    assert server.paths == ["/a%2Fb/%2E%2E/c%41?x=%2C,y&z=%20&q=%C3%A9+1", "/"]


async def test_header_fields_go_out_as_they_are_and_none_is_added() -> None:
    with Server(answering) as server:
        async with http_of() as client:
            headers = [(b"x-a", b"1"), (b"X-A", "é".encode())]
            response = await client.send(httpx.Request("POST", server.url, headers=headers))
            assert response.headers["content-length"] == "2"
    fields = sorted(line.lower() for line in server.seen[0].splitlines()[1:])
    host = server.url.removeprefix("http://")
    assert fields == ["content-length: 0", f"host: {host}", "x-a: 1", "x-a: é"]


async def test_a_body_of_unknown_length_is_sent() -> None:

    def taking(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        while not connection.received.endswith(b"0\r\n\r\n"):
            connection.received += connection.end.recv(1000)
        server.note(connection.received.decode())
        connection.answer()

    async def parts() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    with Server(taking) as server:
        async with http_of() as client:
            assert (await client.post(server.url, content=parts())).text == "ok"
    assert server.seen[0].lower().count("transfer-encoding: chunked") == 1
    assert server.seen[1] == "3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"


@pytest.mark.parametrize("size", [1, 2**20, 2**20 + 1, 3_000_000])
async def test_a_body_of_any_size_is_sent_whole(size: int) -> None:
    received: list[Received] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        received.append(request)
        return reply(200, {})

    content = random.Random(size).randbytes(size)
    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        await client.request("POST", "clouds", content=content)
    assert received[0].body == content
    assert received[0].headers["content-length"] == str(size)
    assert "content-type" not in received[0].headers
    assert "content-disposition" not in received[0].headers


@pytest.mark.parametrize("how", ["closed", "reset"])
@pytest.mark.parametrize("method", METHODS)
async def test_a_request_lost_on_a_connection_in_use_is_not_repeated_by_the_library(
    method: str, how: str
) -> None:
    def loses_the_second(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.answer()
        server.note(connection.head())
        if how == "reset":
            linger = struct.pack("ii", 1, 0)
            connection.end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    with Server(loses_the_second) as server:
        async with http_of() as client:
            await ok(client, server.url)
            with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
                await client.request(method, server.url)
    assert len(server.seen) == 2


@pytest.mark.parametrize("notices", [True, False])
@pytest.mark.parametrize("method", METHODS)
async def test_a_connection_closed_while_it_was_idle_is_replaced_unnoticed(
    method: str, notices: bool
) -> None:
    def once(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.answer()

    with Server(once) as server:
        async with http_of() as client:
            await ok(client, server.url)
            if notices:
                await server.until_open(0)
                await anyio.sleep(0.01)
            else:
                # The event loop is kept from noticing.
                with server.changed:
                    assert server.changed.wait_for(lambda: not server.ends, timeout=60)
            assert (await client.request(method, server.url)).text == "ok"
    assert (len(server.seen), server.accepted) == (2, 2)


@pytest.mark.parametrize("later", [False, True])
async def test_what_nobody_asked_for_is_no_answer_to_the_next_request(later: bool) -> None:
    with Server(saying_more(later)) as server:
        async with http_of() as client:
            await ok(client, server.url)
            server.proceed.set()
            await server.until(lambda: "said more" in server.seen)
            await ok(client, server.url)
        assert server.accepted == 2


async def test_a_body_that_stops_making_sense_ends_its_call() -> None:
    def nonsense(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.send("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n")
        server.proceed.wait()
        connection.send("no length\r\n")

    with Server(nonsense) as server:
        async with http_of(max_connections=1, timeout=None) as client:
            for _ in range(2):
                server.proceed.clear()
                async with client.stream("GET", server.url) as response:
                    parts = response.aiter_raw()
                    assert await anext(parts) == b"abc"
                    server.proceed.set()
                    with anyio.fail_after(60), pytest.raises(httpx.RemoteProtocolError):
                        await anext(parts)


async def test_closing_ends_the_calls_that_wait_for_a_connection() -> None:
    with Server(stalling) as server:
        client = http_of(max_connections=1)
        async with anyio.create_task_group() as group:

            async def refused() -> None:
                with pytest.raises(RuntimeError, match="closed"):
                    await client.get(server.url)

            async with client.stream("GET", f"{server.url}/stall"):
                group.start_soon(refused)
                await anyio.wait_all_tasks_blocked()
                await client.aclose()


async def test_closing_while_a_name_is_looked_up_ends_the_call_with_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looking = anyio.Event()

    async def resolve(*_: object, **__: object) -> list[Any]:
        looking.set()
        await anyio.sleep_forever()
        return []

    monkeypatch.setattr("aiohttp.ThreadedResolver.resolve", resolve)
    client = http_of()
    failures = []

    async def refused() -> None:
        with pytest.raises(httpx.ConnectError, match="closed") as raised:
            await client.get("http://somewhere.example/")
        failures.append(raised)

    async with anyio.create_task_group() as group:
        group.start_soon(refused)
        await looking.wait()
        await client.aclose()
    assert len(failures) == 1


async def test_what_cannot_be_sent_is_refused_without_showing_it() -> None:
    async with http_of() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("http://a..b/")
        headers = {b"authorization": b"Bearer s\xe9cret"}
        with pytest.raises(httpx.LocalProtocolError, match="authorization") as raised:
            await client.get("http://127.0.0.1:1", headers=headers)
        assert "cret" not in repr(raised.value)


async def test_redirects_are_not_followed_and_cookies_not_kept() -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        seen.append(request.headers)
        # A name that no cookie may have: a library that looked at it would complain in its log.
        bad = "planted-api-key-1234[]=1"
        return reply(302, b"", location="/elsewhere", set_cookie="good=1; path=/", Set_Cookie=bad)

    seen: list[dict[str, str]] = []
    async with (
        serving(respond) as url,
        # A name: cookies of a bare address are refused in any case.
        InteropClient(KEY, base_url=url.replace("127.0.0.1", "localhost")) as client,
    ):
        for _ in range(2):
            with pytest.raises(Exception, match="302 Found"):
                await client.send(operation())
    assert len(seen) == 2
    assert "cookie" not in seen[1]


async def test_the_environment_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Server(answering) as server:
        async with httpx.AsyncClient(transport=AiohttpTransport(), trust_env=False) as client:
            await ok(client, server.url)
