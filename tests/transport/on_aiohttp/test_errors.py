"""What is lost is told as what it is."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from conflicts.world import QUICK
from session.planted import assert_clean, assert_error_is_clean
from session.test_connections import clock as clock
from support.loopback import (
    Server,
    answering,
    ok,
    silent,
)

from interop_client import (
    InteropClient,
    OutcomeUnknownError,
    RequestError,
)

from .connections import (
    KEY,
    METHODS,
    cut_short,
    half_a_head,
    hang_up,
    http_of,
    nonsense,
    reset,
    stays,
)

pytestmark = pytest.mark.anyio


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
