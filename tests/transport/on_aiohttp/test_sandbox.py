"""Calls through the client, against the sandbox."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from session.test_connections import clock as clock
from support.loopback import (
    Connection,
    Server,
)
from support.places import at, method_of

from interop_client import (
    InteropClient,
    OutcomeUnknownError,
)
from interop_client.sandbox import Sandbox
from interop_client.transport.aiohttp import AiohttpTransport

from .connections import (
    client_of,
    until_only,
)

pytestmark = pytest.mark.anyio


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
        await interop.request(method_of("createCloud"), at("createCloud"), json={"name": "Once"})
    assert len(sandbox.requests_to("createCloud")) == 1


async def test_a_lost_delete_that_happened_is_a_success(
    sandbox: Sandbox, interop: InteropClient
) -> None:
    created = await interop.request(
        method_of("createCloud"), at("createCloud"), json={"name": "Short-lived"}
    )
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
