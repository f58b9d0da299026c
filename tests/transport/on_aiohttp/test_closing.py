"""Bodies and closing, and what it refuses."""

from __future__ import annotations

import asyncio
import gc
import ssl
import subprocess
import sys

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from scripted import AUTH, Received, operation, reply, serving, token_reply
from session.test_connections import clock as clock
from support.loopback import (
    Server,
    answering,
    ok,
    stalling,
)

from interop_client import (
    ConfigurationError,
    InteropClient,
    RetryPolicy,
)
from interop_client.transport.aiohttp import AiohttpTransport

from .connections import (
    KEY,
    http_of,
    until_only,
)

pytestmark = pytest.mark.anyio


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


@pytest.mark.parametrize("anyio_backend", ["trio"])
async def test_trio_is_refused_in_so_many_words(anyio_backend: str) -> None:
    client = InteropClient(AUTH, transport=AiohttpTransport(), retry=RetryPolicy(attempts=1))
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
