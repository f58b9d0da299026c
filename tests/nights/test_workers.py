"""Workers that are killed, late or many: every tenant is done, and nothing is done twice.

Processes and server are real, so only order and outcome are asserted; bounds are watchdogs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import anyio
import pytest
from redis import Redis
from support.valkey import Valkey

from interop_client.sandbox import IngestionPlan

from .night import ROOT, WATCHDOG, Done, Night, kill, until

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """The processes are what is tested, and docket runs on asyncio alone."""
    return "asyncio"


@pytest.fixture
def server() -> Iterator[Valkey]:
    made = Valkey()
    yield made
    made.end()


@pytest.fixture
def night(server: Valkey) -> Iterator[Night]:
    made = Night(server.url)
    with made.sandbox:
        yield made


class Running:
    """A run that goes on beside what a test does, and what it comes to."""

    def __init__(self, night: Night) -> None:
        self._night = night
        self._done: Done | None = None

    async def go(self) -> None:
        self._done = await self._night.run()

    @property
    def done(self) -> Done:
        assert self._done is not None
        return self._done


def all_is_done_once(night: Night, done: Done) -> None:
    """Every tenant has its rollover and its collection; the journal has each write once."""
    assert "0 of 12 tenants need a person" in done.printed
    assert done.code == 0
    assert len(done.rows) == 12
    assert night.effects("rollovers.create") == night.once_each()
    assert night.effects("schedules.run") == night.once_each()


async def test_a_worker_is_killed_in_the_middle_while_the_queue_is_full(night: Night) -> None:
    held = night.sandbox.faults.hold("rollovers.create", times=None)
    running = Running(night)
    async with anyio.create_task_group() as tasks, night.worker(concurrency=3) as first:
        tasks.start_soon(running.go)
        await until(lambda: len(held.requests) == 3)
        async with night.worker(concurrency=3):
            kill(first)
            held.release()
            await until(lambda: running._done)
    all_is_done_once(night, running.done)


@pytest.mark.parametrize("listed", ["all", "incomplete"])
async def test_a_worker_is_killed_with_all_in_its_hands_while_another_is_idle(
    night: Night, listed: str
) -> None:
    """Its collections have begun and ended, and nobody has heard of it."""
    night.sandbox.profile.ingestions = "incomplete" if listed == "incomplete" else "all"
    night.sandbox.ingestion_plan = IngestionPlan(preparing=0.0, scheduled=0.0, executing=0.0)
    held = night.sandbox.faults.hold("schedules.run", when="after", times=None)
    running = Running(night)
    async with anyio.create_task_group() as tasks, night.worker() as first:
        tasks.start_soon(running.go)
        await until(lambda: len(held.requests) == 12)
        async with night.worker():
            kill(first)
            held.release()
            await until(lambda: running._done)
    all_is_done_once(night, running.done)


async def test_the_only_worker_is_killed_and_one_that_comes_later_takes_over(night: Night) -> None:
    held = night.sandbox.faults.hold("rollovers.create", when="after", times=None)
    running = Running(night)
    async with anyio.create_task_group() as tasks:
        async with night.worker(concurrency=3) as first:
            tasks.start_soon(running.go)
            await until(lambda: len(held.requests) == 3)
            kill(first)
            await first.wait()
        held.release()
        async with night.worker():
            await until(lambda: running._done)
    all_is_done_once(night, running.done)


async def test_a_worker_that_is_told_to_stop_finishes_what_it_has_begun(night: Night) -> None:
    held = night.sandbox.faults.hold("rollovers.create", times=None)
    running = Running(night)
    async with anyio.create_task_group() as tasks:
        async with night.worker(concurrency=3, lease=600.0) as first:
            tasks.start_soon(running.go)
            await until(lambda: len(held.requests) == 3)
            first.terminate()
            held.release()
            with anyio.fail_after(WATCHDOG):
                assert await first.wait() == 0
        assert night.effects("schedules.run").total() == 3
        async with night.worker(lease=600.0):
            await until(lambda: running._done)
    all_is_done_once(night, running.done)


async def test_a_server_that_loses_the_queue_costs_a_second_run_and_nothing_is_done_twice(
    night: Night, server: Valkey
) -> None:
    held = night.sandbox.faults.hold("rollovers.create", times=None)
    running = Running(night)
    async with night.worker(concurrency=3), night.worker(concurrency=3):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(running.go)
            await until(lambda: len(held.requests) == 6)
            server.end()
            held.release()
        server.begin_anew()
        again = await night.run()
    assert running.done.code == 1
    assert "12 of 12 tenants need a person" in running.done.printed
    all_is_done_once(night, again)


async def test_a_task_that_outlasts_its_lease_stays_with_its_worker_and_tokens_are_shared(
    night: Night,
) -> None:
    night.sandbox.ingestion_plan = IngestionPlan(preparing=1.0, scheduled=1.0, executing=3.0)
    async with night.worker(lease=1.0, concurrency=4), night.worker(lease=1.0, concurrency=4):
        done = await night.run()
    all_is_done_once(night, done)
    assert night.sandbox.token_requests == 1 + len(night.tenants)


async def test_two_runs_at_once_and_one_after_them_do_nothing_twice(night: Night) -> None:
    one, other = Running(night), Running(night)
    async with night.worker(), night.worker():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(one.go)
            tasks.start_soon(other.go)
        third = await night.run()
    assert one.done.rows
    for done in (one.done, other.done, third):
        all_is_done_once(night, done)


async def test_no_credential_is_in_the_queue_or_beside_it(night: Night) -> None:
    held = night.sandbox.faults.hold("rollovers.create", times=None)
    running = Running(night)
    async with anyio.create_task_group() as tasks, night.worker(concurrency=3):
        tasks.start_soon(running.go)
        await until(lambda: len(held.requests) == 3)
        during = everything(str(night.redis_url))
        held.release()
        await until(lambda: running._done)
    all_is_done_once(night, running.done)
    for kept in (during, everything(str(night.redis_url))):
        assert night.tenants[0].name in kept
        secrets = [tenant.client_secret for tenant in night.tenants]
        assert not [each for each in [*secrets, night.sandbox.account[1]] if each in kept]
        assert "sandbox-token" not in kept


def everything(url: str) -> str:
    """All that a server keeps, as text."""
    with Redis.from_url(url) as server:
        found: list[object] = []
        for key in server.scan_iter():
            read = {b"string": server.get, b"hash": server.hgetall, b"stream": server.xrange}
            kind = server.type(key)
            found += [key, kind, read[kind](key) if kind in read else ""]
        return repr(found)


async def test_a_night_that_no_worker_does_ends_and_says_so(night: Night) -> None:
    done = await night.run("--hours", "0.0005")
    assert done.code == 1
    assert all("not done" in row for row in done.rows)
    assert "12 of 12 tenants need a person" in done.printed


async def test_a_worker_with_a_key_that_is_none_says_so_at_once(night: Night) -> None:
    for key, said in [("zz", b"TOKEN_KEY must be 64 hexadecimal digits"), ("", b"32 bytes")]:
        with anyio.fail_after(WATCHDOG):
            done = await anyio.run_process(
                [sys.executable, "-m", "examples.nightly.worker"],
                env=night.environ({"TOKEN_KEY": key}),
                cwd=ROOT,
                check=False,
            )
        assert done.returncode == 1
        assert done.stderr.startswith(b"worker: ")
        assert said in done.stderr
        assert len(done.stderr.splitlines()) == 1


async def test_a_server_that_is_not_there_ends_the_run_before_anything_is_begun() -> None:
    alone = Night("redis://127.0.0.1:1/0")
    with alone.sandbox:
        done = await alone.run()
    assert (done.code, done.printed) == (2, "")
    assert alone.effects("rollovers.create") == {}
