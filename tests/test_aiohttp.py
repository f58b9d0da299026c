"""The connections of aiohttp keep the promises of our own, over real sockets, on asyncio."""

from __future__ import annotations

import asyncio
import gc
import logging
import random
import socket
import ssl
import struct
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from conflicts.test_lost_answers import (
    test_a_create_that_is_lost_again_and_again_still_makes_one,
    test_a_create_that_outlasts_its_own_bound_is_unknown_and_made_once,
    test_a_create_whose_answer_is_lost_makes_exactly_one,
    test_a_delete_whose_answer_is_lost_succeeds,
    test_a_modify_whose_answer_is_lost_is_read_back_and_never_applied_twice,
    test_a_schedule_whose_answer_is_lost_is_made_once,
    test_an_update_whose_answer_is_lost_is_read_back_and_never_sent_twice,
    test_switching_a_schedule_is_read_back_and_never_sent_twice,
)
from conflicts.world import QUICK, World
from scripted import AUTH, Received, operation, reply, serving, token_reply
from session.planted import assert_clean, assert_error_is_clean
from session.test_connections import clock as clock
from session.test_connections import (
    test_a_body_cut_short_is_a_lost_connection,
    test_a_connection_that_is_refused_is_tried_again_for_a_write,
    test_a_write_that_waits_for_a_connection_was_not_sent,
    test_calls_under_way_end_when_the_client_closes,
    test_compressed_answers_are_read,
    test_hanging_up_on_a_write_leaves_its_outcome_unknown,
    test_one_event_loop_per_client,
    test_our_own_connections_carry_calls_and_are_used_again,
)
from session.test_secrets_of_calls import (
    test_a_deadline,
    test_a_service_that_repeats_what_it_was_sent,
    test_a_token_endpoint_that_fails,
    test_cancellation_at_every_step,
    test_lost_connections,
)
from test_transport import Connection, Server, answering, ok, saying_more, silent, stalling
from test_transport import authority as authority
from test_transport import certificate as certificate

from interop_client import (
    ApiKey,
    ClientCredentials,
    ConfigurationError,
    InteropClient,
    OutcomeUnknownError,
    RequestError,
    RetryPolicy,
)
from interop_client._session.shared_state import Wiring
from interop_client.sandbox import Sandbox
from interop_client.transport.aiohttp import AiohttpTransport

# The tests of the session that are about connections hold here too: they run with every client that
# brings no transport of its own on those of aiohttp.
__all__ = [
    "test_a_body_cut_short_is_a_lost_connection",
    "test_a_connection_that_is_refused_is_tried_again_for_a_write",
    "test_a_create_that_is_lost_again_and_again_still_makes_one",
    "test_a_create_that_outlasts_its_own_bound_is_unknown_and_made_once",
    "test_a_create_whose_answer_is_lost_makes_exactly_one",
    "test_a_deadline",
    "test_a_delete_whose_answer_is_lost_succeeds",
    "test_a_modify_whose_answer_is_lost_is_read_back_and_never_applied_twice",
    "test_a_schedule_whose_answer_is_lost_is_made_once",
    "test_a_service_that_repeats_what_it_was_sent",
    "test_a_token_endpoint_that_fails",
    "test_a_write_that_waits_for_a_connection_was_not_sent",
    "test_an_update_whose_answer_is_lost_is_read_back_and_never_sent_twice",
    "test_calls_under_way_end_when_the_client_closes",
    "test_cancellation_at_every_step",
    "test_compressed_answers_are_read",
    "test_hanging_up_on_a_write_leaves_its_outcome_unknown",
    "test_lost_connections",
    "test_one_event_loop_per_client",
    "test_our_own_connections_carry_calls_and_are_used_again",
    "test_switching_a_schedule_is_read_back_and_never_sent_twice",
]

pytestmark = pytest.mark.anyio

KEY = ApiKey("planted-api-key-1234")
METHODS = ["GET", "PUT", "DELETE", "POST", "PATCH"]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> list[AiohttpTransport]:
    """The transports of clients that were made without one."""
    made: list[AiohttpTransport] = []

    def own_transport(wiring: Wiring, *addresses: str) -> AiohttpTransport:
        limit = 32 if wiring.max_connections is None else wiring.max_connections
        made.append(AiohttpTransport(max_connections=limit))
        return made[-1]

    monkeypatch.setattr(Wiring, "_own_transport", own_transport)
    return made


@pytest.fixture
def collected() -> Iterator[None]:
    """What was left open fails its own test."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Everything is logged, and nothing in it may be secret."""
    with caplog.at_level(logging.DEBUG):
        yield
    for record in caplog.records:
        assert_clean(f"{record.getMessage()} {vars(record)!r}", "a log")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox
        sandbox.faults.clear()


@pytest.fixture
async def interop(sandbox: Sandbox) -> AsyncIterator[InteropClient]:
    async with client_of(sandbox) as client:
        yield client


@pytest.fixture
def world() -> Iterator[World]:
    with Sandbox(tenants=9) as sandbox:
        yield World(sandbox)
        sandbox.faults.clear()


@pytest.fixture
async def one(world: World) -> AsyncIterator[InteropClient]:
    async with world.client() as client:
        yield client


def client_of(sandbox: Sandbox, **options: Any) -> InteropClient:
    options = {
        "transport": AiohttpTransport(),
        "retry": QUICK,
        "base_url": sandbox.base_url,
        **options,
    }
    return InteropClient(ClientCredentials(*sandbox.account), **options)


def http_of(**options: Any) -> httpx.AsyncClient:
    timeout = options.pop("timeout", 10)
    return httpx.AsyncClient(transport=AiohttpTransport(**options), timeout=timeout)


async def until_only(tasks: set[asyncio.Task[Any]]) -> None:
    """Waits, for a few turns of the event loop, until no task is left but those."""
    for _ in range(10):
        await anyio.lowlevel.checkpoint()
    assert asyncio.all_tasks() == tasks


def test_the_shared_tests_run_on_these_connections(made: list[AiohttpTransport]) -> None:
    client = InteropClient(KEY)
    assert client._session.connections.transport is made[-1]


# Through the client, against the sandbox


async def test_lists_are_read_to_their_end(sandbox: Sandbox, interop: InteropClient) -> None:
    names = [tenant.name async for tenant in interop.tenants.list()]
    assert names == [tenant.name for tenant in sandbox.tenants]
    ahead = await interop.tenants.list(page_size=3).collect(read_ahead=4)
    assert [tenant.name for tenant in ahead] == names
    assert sandbox.token_requests == 1


@pytest.mark.parametrize("when", ["before", "after", "in_body"])
async def test_a_read_whose_connection_is_lost_is_sent_again(
    sandbox: Sandbox, interop: InteropClient, when: Any
) -> None:
    await interop.clouds.list().first()
    sandbox.clear_requests()
    sandbox.faults.lose_connection("listClouds", when, times=2)
    assert await interop.clouds.list().first() is not None
    assert len(sandbox.requests_to("listClouds")) == 3


@pytest.mark.parametrize("used_before", [False, True])
@pytest.mark.parametrize("when", ["before", "after", "in_body"])
async def test_a_write_whose_answer_is_lost_is_unknown_and_never_repeated(
    sandbox: Sandbox, interop: InteropClient, when: Any, used_before: bool
) -> None:
    if used_before:
        await interop.clouds.list().first()
    sandbox.faults.lose_connection("createCloud", when)
    with pytest.raises(OutcomeUnknownError):
        await interop.request("POST", "clouds", json={"name": "Once"})
    assert len(sandbox.requests_to("createCloud")) == 1


async def test_a_lost_delete_that_happened_is_a_success(
    sandbox: Sandbox, interop: InteropClient
) -> None:
    created = await interop.request("POST", "clouds", json={"name": "Short-lived"})
    sandbox.faults.lose_connection("deleteCloud", "after")
    await interop.clouds.delete(created.json()["data"]["id"])
    assert len(sandbox.requests_to("deleteCloud")) == 2


async def test_a_refused_token_is_replaced(sandbox: Sandbox, interop: InteropClient) -> None:
    await interop.clouds.list().first()
    sandbox.faults.revoke("listClouds")
    assert await interop.clouds.list().first() is not None
    assert sandbox.token_requests == 2


@pytest.mark.usefixtures("collected")
async def test_a_thousand_calls_at_once(sandbox: Sandbox, interop: InteropClient) -> None:
    tenant = sandbox.tenants[0]
    found: list[object] = []
    most = 0

    async def find() -> None:
        nonlocal most
        found.append((await patient.tenants.find(tenant.id)).name)
        most = max(most, sandbox.open_connections)

    patient = interop.with_options(timeout=None)
    async with anyio.create_task_group() as tasks:
        for _ in range(1000):
            tasks.start_soon(find)
    assert found == [tenant.name] * 1000
    assert sandbox.token_requests == 1
    assert 1 < most <= 32


@pytest.mark.usefixtures("collected")
async def test_calls_cancelled_at_any_point_leave_nothing_behind(sandbox: Sandbox) -> None:
    before = asyncio.all_tasks()
    chance = random.Random(7)
    sandbox.faults.delay("listClouds", 0.01, times=None, where=lambda _: chance.random() < 0.3)
    async with client_of(sandbox, transport=AiohttpTransport(max_connections=4)) as interop:

        async def call(scope: anyio.CancelScope) -> None:
            with scope:
                await interop.clouds.list().first()

        async with anyio.create_task_group() as tasks:
            for _ in range(200):
                scope = anyio.CancelScope()
                tasks.start_soon(call, scope)
                await anyio.sleep(chance.random() * 0.003)
                scope.cancel()
        sandbox.faults.clear()
        await until_only(before)
        with anyio.fail_after(60):
            for _ in range(50):
                assert await interop.clouds.list().first() is not None
            async with anyio.create_task_group() as tasks:
                for _ in range(50):
                    tasks.start_soon(call, anyio.CancelScope())
        assert sandbox.open_connections <= 4
    await until_only(before)


@pytest.mark.usefixtures("collected")
async def test_a_cancelled_upload_ends_with_its_call() -> None:
    before = asyncio.all_tasks()

    def not_taken(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        server.proceed.wait()

    with Server(not_taken) as server:
        transport = AiohttpTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport, timeout=None) as client:
            with anyio.move_on_after(0.1) as scope:
                await client.post(server.url, content=b"x" * 50_000_000)
            assert scope.cancelled_caught
            await until_only(before)
            server.proceed.set()
            await server.until_open(0)


# What is sent, and that it is sent once


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
            await anyio.sleep(0.05)
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


# Errors


def hang_up(server: Server, connection: Connection) -> None:
    server.note(connection.head())


def reset(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def nonsense(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.send("HTTP/1.1 OK nonsense\r\n\r\n")


def cut_short(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")


def half_a_head(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.send("HTTP/1.1 200 OK\r\ncontent-le")


def stays(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.until_gone()


@pytest.mark.parametrize(
    ("behave", "kind"),
    [
        (hang_up, httpx.RemoteProtocolError),
        (reset, (httpx.RemoteProtocolError, httpx.ReadError)),
        (nonsense, httpx.RemoteProtocolError),
        (cut_short, httpx.RemoteProtocolError),
        (half_a_head, httpx.RemoteProtocolError),
        (stays, httpx.ReadTimeout),
    ],
)
@pytest.mark.parametrize("method", METHODS)
async def test_what_is_lost_after_it_was_sent_is_told_so_and_shows_no_secret(
    behave: Any, kind: Any, method: str
) -> None:
    sent = {"authorization": "Bearer planted-token-AbC.dEf"}
    with Server(behave) as server:
        async with http_of(timeout=httpx.Timeout(5, read=0.05)) as client:
            with pytest.raises(kind) as caught:
                await client.request(method, server.url, headers=sent)
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)
        assert_clean(f"{caught.value!r} {caught.value}", "an error")
        assert len(server.seen) == 1
        await server.until_open(0)


@pytest.mark.usefixtures("collected")
@pytest.mark.parametrize("behave", [hang_up, reset, nonsense, cut_short, half_a_head])
async def test_a_write_that_is_lost_in_any_way_is_unknown_and_was_sent_once(behave: Any) -> None:
    with Server(behave) as server:
        async with InteropClient(KEY, base_url=f"{server.url}/v2", retry=QUICK) as client:
            with pytest.raises(OutcomeUnknownError) as caught:
                await client.request("POST", "clouds", json={})
            assert_error_is_clean(caught.value)
            assert len(server.seen) == 1
            with pytest.raises(RequestError, match="4 attempts"):
                await client.request("GET", "clouds")
    assert len(server.seen) == 5


async def test_what_never_had_a_connection_is_told_so(certificate: ssl.SSLContext) -> None:
    with socket.socket() as closed, Server(answering, certificate) as secure:
        closed.bind(("127.0.0.1", 0))
        async with http_of() as client:
            for url in (f"http://127.0.0.1:{closed.getsockname()[1]}", secure.url):
                with pytest.raises(httpx.ConnectError) as caught:
                    await client.post(url, headers={"authorization": "planted-api-key-1234"})
                assert (caught.value.__cause__, caught.value.__context__) == (None, None)
            with pytest.raises(httpx.UnsupportedProtocol):
                await client.get("ftp://127.0.0.1/")
        assert secure.seen == []


async def test_calls_are_served_in_the_order_in_which_they_came() -> None:
    finished: list[int] = []

    async def call(number: int) -> None:
        await ok(client, server.url)
        finished.append(number)
        if number < 20:
            await call(number + 20)

    with Server(answering) as server:
        async with (
            http_of(max_connections=1) as client,
            anyio.create_task_group() as group,
            client.stream("GET", server.url) as held,
        ):
            for number in range(20):
                group.start_soon(call, number)
                await anyio.wait_all_tasks_blocked()
            await held.aread()
    assert finished == list(range(40))


async def test_waiting_for_a_connection_ends_as_one_that_was_never_made() -> None:
    with Server(silent) as server:
        async with (
            http_of(max_connections=1, timeout=httpx.Timeout(None, pool=0.05)) as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(client.get, f"{server.url}/silent")
            await server.until(lambda: len(server.seen) == 1)
            with pytest.raises(httpx.PoolTimeout):
                await client.post(server.url)
            group.cancel_scope.cancel()
        assert server.paths == ["/silent"]


# Bodies and closing


@pytest.mark.usefixtures("collected")
async def test_a_response_given_up_half_way_takes_its_connection_with_it() -> None:
    with Server(stalling) as server:
        async with http_of(max_connections=1) as client:
            async with client.stream("GET", f"{server.url}/stall") as response:
                assert await anext(response.aiter_raw()) == b"half"
            await server.until_open(0)
            await ok(client, server.url)
            await ok(client, server.url)
        assert server.accepted == 2


@pytest.mark.usefixtures("collected")
async def test_connections_are_used_again_over_tls_and_close_with_the_transport(
    certificate: ssl.SSLContext,
) -> None:
    before = asyncio.all_tasks()
    with Server(answering, certificate) as server:
        transport = AiohttpTransport(verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            for _ in range(5):
                await ok(client, server.url)
            assert server.accepted == 1
            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(ok, client, server.url)
        await server.until_open(0)
        await until_only(before)
        with pytest.raises(RuntimeError, match="closed"):
            await transport.handle_async_request(httpx.Request("GET", server.url))
    assert repr(transport) == "<AiohttpTransport max_connections=32 closed>"


def test_a_loop_that_ends_right_after_closing_leaves_nothing_open(
    certificate: ssl.SSLContext,
) -> None:
    async def calls(url: str) -> None:
        async with http_of(verify=False) as client, anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(ok, client, url)

    with Server(answering) as plain, Server(answering, certificate) as secure:
        for server in (plain, secure):
            asyncio.run(calls(server.url), debug=True)
            gc.collect()


async def test_closing_a_client_that_never_called_is_quiet() -> None:
    async with InteropClient(KEY, transport=AiohttpTransport()):
        pass


# What it refuses


@pytest.mark.parametrize("anyio_backend", ["trio"])
async def test_trio_is_refused_in_so_many_words(anyio_backend: str) -> None:
    client = InteropClient(
        AUTH, transport=AiohttpTransport(), retry=RetryPolicy(attempts=1), timeout=1
    )
    for _ in range(2):
        with pytest.raises(ConfigurationError, match="asyncio alone"):
            await client.send(operation())
    with pytest.raises(ConfigurationError, match="asyncio alone"):
        await AiohttpTransport().handle_async_request(httpx.Request("GET", "http://127.0.0.1"))
    await client.aclose()


def test_a_number_of_connections_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="max_connections must be at least 1, not 0"):
        AiohttpTransport(max_connections=0)


def run(program: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def test_without_the_extra_the_error_says_what_to_install() -> None:
    done = run(
        "import sys; sys.modules['aiohttp'] = None\n"
        "from interop_client import ApiKey, InteropClient\n"
        "InteropClient(ApiKey('x'))\n"
        "import interop_client.transport.aiohttp"
    )
    assert done.stderr.count("pip install '.[aiohttp]'") == 1
    assert done.stderr.endswith("pip install '.[aiohttp]'\n")


async def test_the_token_comes_over_the_same_connection() -> None:
    peers = set()

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        peers.add(stream)
        return token_reply() if request.target == "/oauth/token" else reply(200, [1])

    async with (
        serving(respond) as url,
        InteropClient(AUTH, base_url=url, transport=AiohttpTransport()) as client,
    ):
        assert await client.send(operation()) == [1]
    assert len(peers) == 1
