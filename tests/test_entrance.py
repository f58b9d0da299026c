"""Calls that start together begin in groups."""

from __future__ import annotations

import contextlib
import time

import anyio
import anyio.abc
import anyio.lowlevel
import anyio.to_thread
import pytest
from scripted import Received, operation, reply, serving

from interop_client import (
    ApiKey,
    ConfigurationError,
    InteropClient,
    RequestError,
    RequestTimeoutError,
    RetryPolicy,
    _entrance,
)
from interop_client._entrance import Entrance

pytestmark = pytest.mark.anyio

KEY = ApiKey("the-account-key")

AT_ONCE = 64


async def pass_through(entrance: Entrance) -> None:
    if not entrance.let_in():
        await entrance.wait()


async def settle() -> None:
    for _ in range(50):
        await anyio.lowlevel.checkpoint()


async def test_calls_that_do_not_start_together_never_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(_entrance, "monotonic", lambda: now)
    entrance = Entrance()
    for _ in range(10 * AT_ONCE):
        now += 0.0002
        assert entrance.let_in()
    assert [entrance.let_in() for _ in range(AT_ONCE)].count(False) > 0


async def test_those_who_start_together_begin_in_their_order_and_few_in_a_turn() -> None:
    entrance = Entrance()
    came: list[int] = []
    begun: list[int] = []
    per_turn: list[int] = []

    async def call(number: int) -> None:
        came.append(number)
        await pass_through(entrance)
        begun.append(number)

    async with anyio.create_task_group() as tasks:
        for number in range(1000):
            tasks.start_soon(call, number)
        while len(begun) < 1000:
            before = len(begun)
            await anyio.lowlevel.checkpoint()
            per_turn.append(len(begun) - before)
    assert max(per_turn) <= 2 * AT_ONCE
    for start in range(0, 1000, AT_ONCE):
        assert set(came[start : start + AT_ONCE]) == set(begun[start : start + AT_ONCE])
    assert entrance.let_in()


@pytest.mark.parametrize("cancelled", [[AT_ONCE], [AT_ONCE + 1], [64, 65, 128, 191, 192, 198]])
async def test_one_who_is_cancelled_holds_up_nobody(cancelled: list[int]) -> None:
    entrance = Entrance()
    came = 0
    begun: set[int] = set()
    scopes = [anyio.CancelScope() for _ in range(200)]

    async def call() -> None:
        nonlocal came
        number = came
        came += 1
        if came == len(scopes):
            for other in cancelled:
                scopes[other].cancel()
        with scopes[number]:
            await pass_through(entrance)
            begun.add(number)

    with anyio.fail_after(5):
        async with anyio.create_task_group() as tasks:
            for _ in range(200):
                tasks.start_soon(call)
    assert begun == set(range(200)) - set(cancelled)
    assert entrance.let_in()


async def one_turn(tasks: anyio.abc.TaskGroup) -> None:
    """Let all tasks of the group take their first step."""
    seen = anyio.Event()

    async def last() -> None:
        seen.set()

    tasks.start_soon(last)
    await seen.wait()


async def test_all_cancelled_leave_it_open() -> None:
    entrance = Entrance()
    async with anyio.create_task_group() as tasks:
        for _ in range(500):
            tasks.start_soon(pass_through, entrance)
        await one_turn(tasks)
        tasks.cancel_scope.cancel()
    await settle()
    assert entrance.let_in()


async def test_calls_that_start_together_all_get_their_own_answer() -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply(200, request.target)

    answers: dict[int, str] = {}
    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:

        async def call(number: int) -> None:
            answers[number] = await client.send(operation("GET", f"/clouds/{number}"))

        async with anyio.create_task_group() as tasks:
            for number in range(500):
                tasks.start_soon(call, number)
    assert answers == {number: f"/v2/interop/clouds/{number}" for number in range(500)}


async def test_the_wait_to_begin_is_part_of_the_bound() -> None:
    """A call whose time ran out before it could begin sends nothing."""
    sent: list[str] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        sent.append(request.target)
        return reply(200, {})

    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        impatient = client.with_options(timeout=0.05)
        late = 0

        async def call(number: int) -> None:
            nonlocal late
            with contextlib.suppress(RequestTimeoutError):
                await impatient.send(operation("POST", f"/clouds/{number}"))
                return
            late += 1

        async with anyio.create_task_group() as tasks:
            for number in range(200):
                tasks.start_soon(call, number)
            await one_turn(tasks)
            busy_until = time.monotonic() + 0.1
            while time.monotonic() < busy_until:
                pass
    assert late == 200
    assert not sent


async def test_many_calls_in_another_event_loop_are_refused() -> None:
    async def use() -> InteropClient:
        client = InteropClient(KEY, base_url="http://127.0.0.1:9", retry=RetryPolicy(attempts=1))
        with pytest.raises(RequestError):
            await client.send(operation())
        return client

    client = await anyio.to_thread.run_sync(anyio.run, use)
    refused = 0

    async def call() -> None:
        nonlocal refused
        with pytest.raises(ConfigurationError, match="event loop"):
            await client.send(operation())
        refused += 1

    async with anyio.create_task_group() as tasks:
        for _ in range(200):
            tasks.start_soon(call)
    assert refused == 200
