"""Processes that share a store fetch each token once, whatever becomes of one of them.

Processes and servers are real here, so only what comes of it is asserted; bounds are watchdogs.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import anyio
import anyio.abc
import pytest
from scripted import Received, reply, serving
from support.valkey import Valkey

from interop_client import ApiKey, ClientCredentials, InteropClient, RedisTokenStore

pytestmark = pytest.mark.anyio

WORKER = Path(__file__).with_name("worker.py")
WATCHDOG = 120
PROCESSES, CALLS, TENANTS = 4, 250, 20
KEY = bytes(range(32))


@pytest.fixture
def anyio_backend() -> str:
    """The processes are what is tested; redis-py runs on asyncio alone."""
    return "asyncio"


@pytest.fixture(scope="module")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    server = Valkey()
    yield server.url
    server.end()


class Service:
    """A token endpoint that counts, and an API that wants its tokens."""

    def __init__(self) -> None:
        self.token_requests: Counter[str] = Counter()
        self.calls = 0
        self.asked = anyio.Event()
        self.hold_first = False

    async def respond(self, request: Received, stream: anyio.abc.SocketStream) -> bytes:
        if request.target == "/oauth/token":
            (client,) = parse_qs(request.body.decode())["client_id"]
            self.token_requests[client] += 1
            first = not self.asked.is_set()
            self.asked.set()
            if first and self.hold_first:
                await anyio.sleep_forever()
            await anyio.sleep(0.05)
            return reply(200, {"access_token": f"token-of-{client}", "expires_in": 3600})
        self.calls += 1
        return reply(200 if "token-of-" in request.headers["authorization"] else 401)


async def run_workers(*command: str, count: int = PROCESSES) -> None:
    async def work() -> None:
        with anyio.fail_after(WATCHDOG):
            await anyio.run_process([sys.executable, str(WORKER), *command], stderr=None)

    async with anyio.create_task_group() as tasks:
        for _ in range(count):
            tasks.start_soon(work)


@pytest.fixture(params=["file", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path, valkey: str) -> tuple[str, str]:
    return (request.param, str(tmp_path / "tokens") if request.param == "file" else valkey)


async def test_each_token_is_fetched_once_by_all_processes(store: tuple[str, str]) -> None:
    service = Service()
    async with serving(service.respond) as url:
        await run_workers(*store, url, str(TENANTS), str(CALLS))
    assert service.token_requests == {f"tenant-{number}": 1 for number in range(TENANTS)}
    assert service.calls == PROCESSES * CALLS


async def test_the_lease_of_a_process_that_was_killed_ends_by_itself(
    tmp_path: Path,
) -> None:
    service = Service()
    service.hold_first = True
    command = ["file", str(tmp_path / "tokens")]
    async with serving(service.respond) as url:
        holder = await anyio.open_process(
            [sys.executable, str(WORKER), *command, url, "1", "1"],
            env={**os.environ, "LEASE_SECONDS": "1"},
        )
        with anyio.fail_after(WATCHDOG):
            await service.asked.wait()
        holder.send_signal(signal.SIGKILL)
        await holder.wait()
        await run_workers(*command, url, "1", "1", count=2)
    assert service.token_requests == {"tenant-0": 2}
    assert service.calls == 2


async def test_a_server_that_is_killed_in_the_middle_and_comes_back_costs_no_call(
    caplog: pytest.LogCaptureFixture,
) -> None:
    server = Valkey()
    service = Service()
    redis = RedisTokenStore.from_url(server.url, encryption_key=KEY)
    fetched: list[int] = []
    async with serving(service.respond) as url:
        for number in range(5):
            # Each client is like another process: what it knows it has from the store.
            async with InteropClient(ApiKey("key"), base_url=url, token_store=redis) as interop:
                mine = interop.for_tenant(ClientCredentials("tenant", "secret"))
                assert (await mine.request("GET", "/things")).status_code == 200
            fetched.append(service.token_requests["tenant"])
            if number == 1:
                server.kill()
            if number == 2:
                server.begin_anew()
    await redis.aclose()
    server.end()
    assert fetched == [1, 1, 2, 3, 3]
    assert [r.getMessage()[:29] for r in caplog.records] == ["The token store failed to rea"]
