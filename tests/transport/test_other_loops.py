"""Closing from another event loop, or after the loop ended; and a process without files left."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Iterator

import anyio
import httpx
import pytest
from support.loopback import Connection, Server, answering, ok, stalling

from interop_client.transport import LaneTransport, Transport
from interop_client.transport.aiohttp import AiohttpTransport

KINDS = {"own": LaneTransport, "aiohttp": AiohttpTransport}


@pytest.fixture(params=["asyncio", "trio"])
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    yield str(request.param)
    gc.collect()


@pytest.mark.parametrize("other", ["asyncio", "trio"])
def test_it_may_be_closed_after_the_loop_of_its_calls_has_ended(backend: str, other: str) -> None:
    with Server(answering) as server:
        client = httpx.AsyncClient(transport=LaneTransport())
        anyio.run(ok, client, server.url, backend=backend)
        anyio.run(client.aclose, backend=other)
        anyio.run(server.until_open, 0)


def test_what_was_in_use_when_the_loop_ended_is_closed_too(backend: str) -> None:
    with Server(stalling) as server:
        transport = LaneTransport()

        async def hold() -> None:
            request = httpx.Request("GET", f"{server.url}/stall")
            held.append(await transport.handle_async_request(request))

        held: list[httpx.Response] = []
        anyio.run(hold, backend=backend)
        anyio.run(transport.aclose, backend=backend)
        anyio.run(server.until_open, 0)
        assert transport.open_lanes == 0


def test_it_may_be_closed_by_another_loop_while_its_own_runs(backend: str) -> None:
    with Server(stalling) as server:
        transport = LaneTransport()

        async def elsewhere() -> None:
            await anyio.to_thread.run_sync(lambda: anyio.run(transport.aclose, backend=backend))

        async def calls() -> None:
            async with anyio.create_task_group() as group:
                group.start_soon(fails)
                await server.until(lambda: len(server.seen) == 1)
                await elsewhere()

        async def fails() -> None:
            async with httpx.AsyncClient(transport=transport, timeout=None) as client:
                with pytest.raises(httpx.ReadError, match="closed"):
                    await client.get(f"{server.url}/stall")

        anyio.run(calls, backend=backend)
        anyio.run(server.until_open, 0)


# What people have who installed nothing else: rich, and what httpx takes with it, loads much.
BARE = """
import sys
sys.modules.update(dict.fromkeys(("click", "pygments", "rich")))
"""

PROGRAM = (
    BARE
    + """
import asyncio, resource, warnings
from interop_client import ApiKey, InteropClient, OutcomeUnknownError, RequestError, RetryPolicy
{imports}
KEY = ApiKey("planted-api-key-1234")

async def main():
    retry = RetryPolicy(attempts=2, first_wait=0.0, max_wait=0.0)
    async with InteropClient(KEY, base_url={url!r}, retry=retry{transport}) as client:
        limit = len(__import__("os").listdir("/dev/fd")) - 1
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        kinds = set()
        for _ in range(20):
            try:
                await client.request("POST", "clouds", json={{}})
            except RequestError as error:
                assert not isinstance(error, OutcomeUnknownError), error
                assert "EMFILE" in str(error) and "2 attempts" in str(error), error
                kinds.add(type(error).__name__)
        assert kinds == {{"RequestError"}}, kinds

asyncio.run(main())
"""
)

REFUSED = (
    BARE
    + """
import asyncio, os, resource
from interop_client import ApiKey, InteropClient, NotFoundError

async def main():
    async with InteropClient(ApiKey("planted-api-key-1234"), base_url={url!r}) as client:
        await client.request("GET", "clouds")
        limit = len(os.listdir("/dev/fd")) - 1
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
        try:
            await client.request("GET", "clouds")
        except NotFoundError as error:
            assert {said!r} in error.message, error

asyncio.run(main())
"""
)


@pytest.mark.parametrize("kind", KINDS)
def test_without_files_left_calls_fail_as_never_sent(kind: str) -> None:
    imports = "from interop_client.transport.aiohttp import AiohttpTransport" * (kind != "own")
    transport = ", transport=AiohttpTransport()" * (kind != "own")
    with Server(answering) as server:
        program = PROGRAM.format(imports=imports, url=f"{server.url}/v2", transport=transport)
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        assert server.seen == []


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        ("text/html", "<html><title>Caf&eacute;</title></html>", "Café"),
        ("application/json", '{"error": {"code": "GONE", "message": "no such cloud"}}', "GONE"),
    ],
)
def test_without_files_left_an_error_is_read_all_the_same(kind: str, body: str, said: str) -> None:
    def behave(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        server.note(connection.head())
        head = f"HTTP/1.1 404 Gone\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
        connection.send(head + body)

    with Server(behave) as server:
        program = REFUSED.format(url=f"{server.url}/v2", said=said)
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        assert len(server.seen) == 2


# asyncio says so of what it held when its loop ended; the sockets are closed all the same.
@pytest.mark.filterwarnings("ignore:unclosed transport:ResourceWarning")
def test_connections_of_aiohttp_may_be_closed_after_their_loop_has_ended() -> None:
    with Server(answering) as server:
        transport: Transport = AiohttpTransport()

        async def call() -> None:
            response = await transport.handle_async_request(httpx.Request("GET", server.url))
            await response.aread()
            await response.aclose()

        anyio.run(call)
        anyio.run(transport.aclose)
        anyio.run(server.until_open, 0)
