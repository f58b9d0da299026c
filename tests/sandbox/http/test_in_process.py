"""The sandbox in process: no socket, no thread, and no clock but the loop's."""

from __future__ import annotations

import socket
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import anyio
import httpx
import pytest
from support.places import at

from interop_client.sandbox import Clock, IngestionPlan, Sandbox, Tenant

from ..sandbox_caller import Caller

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

START = datetime(2031, 6, 1, tzinfo=UTC)


@pytest.fixture
async def sandbox(anyio_backend: object) -> AsyncIterator[Sandbox]:
    async with Sandbox(serve=False, clock=Clock.of_loop(START)) as sandbox:
        yield sandbox


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=sandbox.transport, timeout=None) as client:
        yield client


async def test_it_opens_no_socket_and_starts_no_thread(
    account: Caller, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object, **options: object) -> object:
        raise AssertionError("a socket or a thread")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert len(await account.data(at("listInteropTenants"))) == 10
    assert (sandbox.is_served, sandbox.open_connections) == (False, 0)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_delay_lasts_exactly_as_long_as_asked_by_the_loop_s_time(
    account: Caller, sandbox: Sandbox, when: str
) -> None:
    await account.sign_in()
    sandbox.faults.delay("clouds.list", 3600.0, when="before" if when == "before" else "after")
    start = anyio.current_time()
    await account.get(at("listClouds"))
    assert anyio.current_time() - start == 3600.0


async def test_a_hold_lets_time_stand_until_it_is_released(
    account: Caller, sandbox: Sandbox
) -> None:
    await account.sign_in()
    hold = sandbox.faults.hold("clouds.create")
    times: list[float] = []

    async def send() -> None:
        await account.call("createCloud", json={"name": "held"})
        times.append(anyio.current_time())

    start = anyio.current_time()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(send)
        await hold.arrived()
        assert anyio.current_time() == start
        await anyio.sleep(7.5)
        hold.release()
    assert times == [start + 7.5]


async def test_a_hold_that_nothing_reaches_times_out_by_the_loop_s_time(sandbox: Sandbox) -> None:
    hold = sandbox.faults.hold("clouds.create")
    start = anyio.current_time()
    with pytest.raises(TimeoutError, match=r"clouds\.create"):
        await hold.arrived(timeout=12.5)
    assert anyio.current_time() - start == 12.5


async def test_ingestions_and_tokens_follow_the_loop_s_time(
    actor: Caller, sandbox: Sandbox, tenant: Tenant
) -> None:
    sandbox.ingestion_plan = IngestionPlan(preparing=10, scheduled=20, executing=30)
    await actor.call("runSchedule", next(iter(tenant.schedules))["id"])
    states = []
    for _ in range(4):
        states.append((await actor.data(at("listIngestions")))[0]["state"])
        await anyio.sleep(20)
    assert states == ["preparing", "scheduled", "executing", "success"]
    await anyio.sleep(3600)
    assert (await actor.call("findInteropTenantByActor")).status_code == 401


async def test_what_httpx_allows_for_reading_is_kept_to(account: Caller, sandbox: Sandbox) -> None:
    await account.sign_in()
    sandbox.faults.delay("clouds.list", 60.0)
    start = anyio.current_time()
    with pytest.raises(httpx.ReadTimeout):
        await account.call("listClouds", timeout=2.5)
    assert anyio.current_time() - start == 2.5


async def test_a_connection_lost_in_the_body_breaks_after_the_head(
    account: Caller, sandbox: Sandbox
) -> None:
    await account.sign_in()
    sandbox.faults.lose_connection("clouds.list", "in_body")
    url, headers = (
        sandbox.base_url + at("listClouds"),
        {"authorization": str(account.authorization)},
    )
    async with account.http.stream("GET", url, headers=headers) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.ReadError):
            await answer.aread()


async def test_leaving_takes_a_held_request_along(account: Caller, sandbox: Sandbox) -> None:
    await account.sign_in()
    hold = sandbox.faults.hold("clouds.create")
    with anyio.move_on_after(1.0) as scope:
        await account.call("createCloud", json={"name": "held"})
    assert scope.cancelled_caught
    hold.release()
    assert sandbox.requests_in_progress == 0
    assert "held" not in [cloud["name"] for cloud in sandbox.state.clouds]
