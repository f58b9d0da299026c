"""Calls that start together begin in groups."""

from __future__ import annotations

import contextlib
import math
import random
import threading
from collections.abc import AsyncIterator

import anyio
import anyio.abc
import anyio.lowlevel
import anyio.to_thread
import attrs
import pytest
from scripted import Received, operation, reply, serving
from support.clock import jump

from interop_client import (
    ApiKey,
    ConfigurationError,
    InteropClient,
    NotFoundError,
    RequestError,
    RequestTimeoutError,
    RetryPolicy,
)
from interop_client._session import admission as _entrance
from interop_client._session import call as _call
from interop_client._session.admission import Entrance
from interop_client._session.outcome import Answer
from interop_client._session.retrying import Retrying
from interop_client._session.wiring import Wiring
from interop_client.transport import LaneTransport
from interop_client.transport.attempt import Attempt, Reply
from interop_client.transport.message import Message

pytestmark = pytest.mark.anyio

KEY = ApiKey("the-account-key")
AT_ONCE = 64
TURN = 0.125


@attrs.define
class Calls:
    """Calls that start together, by the numbers in which they came to the entrance."""

    entrance: Entrance = attrs.field(factory=Entrance)
    came: int = 0
    begun: list[int] = attrs.field(factory=list)
    turns: list[int] = attrs.field(factory=list)

    async def call(
        self, scopes: list[anyio.CancelScope] | None = None, deadline: float = math.inf
    ) -> None:
        number = self.came
        self.came += 1
        with anyio.CancelScope() if scopes is None else scopes[number]:
            if not self.entrance.let_in():
                await self.entrance.wait(deadline)
            self.begun.append(number)

    @contextlib.asynccontextmanager
    async def counted(self) -> AsyncIterator[anyio.abc.TaskGroup]:
        """Note how many begin in each turn of the event loop, until all ended."""
        ended = False

        async def count() -> None:
            while not ended:
                before = len(self.begun)
                await anyio.lowlevel.checkpoint()
                self.turns.append(len(self.begun) - before)

        with anyio.fail_after(60):
            async with anyio.create_task_group() as counting:
                counting.start_soon(count)
                async with anyio.create_task_group() as tasks:
                    yield tasks
                ended = True


def wait_for(event: threading.Event) -> None:
    """Let no other task of this event loop run until another thread says so."""
    assert event.wait(60)


async def test_calls_never_wait_where_others_end() -> None:
    entrance = Entrance()
    for _ in range(10 * AT_ONCE):
        assert entrance.let_in()
        entrance.ended()


async def test_those_who_start_together_begin_in_their_order_and_few_in_a_turn() -> None:
    calls = Calls()
    async with calls.counted() as tasks:
        for _ in range(1000):
            tasks.start_soon(calls.call)
    assert len(calls.begun) == 1000
    assert max(calls.turns) <= 2 * AT_ONCE
    # Within a group, trio wakes them in no order; one of each group may come from the next.
    assert all(abs(place - number) < 2 * AT_ONCE for place, number in enumerate(calls.begun))


async def test_whoever_comes_while_others_wait_waits_behind_them() -> None:
    calls = Calls()
    async with calls.counted() as tasks:
        for _ in range(500):
            tasks.start_soon(calls.call)
        while len(calls.begun) < 200:
            await anyio.lowlevel.checkpoint()

        async def come() -> None:
            calls.entrance.ended()
            await calls.call()

        for _ in range(AT_ONCE):
            tasks.start_soon(come)
    assert set(calls.begun[: 500 - AT_ONCE]) < set(range(500))
    assert max(calls.turns) <= 2 * AT_ONCE


@pytest.mark.parametrize(
    "cancelled",
    [
        pytest.param([AT_ONCE], id="who waits for the loop"),
        pytest.param([AT_ONCE + 1], id="the first of a group"),
        pytest.param(list(range(AT_ONCE + 1, 2 * AT_ONCE + 1)), id="a group"),
        pytest.param(list(range(AT_ONCE, 1000, AT_ONCE)), id="one of each"),
        pytest.param(list(range(AT_ONCE, 900)), id="nearly all"),
        pytest.param(list(range(500, 1000)), id="the last"),
        pytest.param(list(range(AT_ONCE, 1000)), id="all"),
    ],
)
async def test_those_who_are_cancelled_hold_up_nobody(cancelled: list[int]) -> None:
    calls = Calls()
    scopes = [anyio.CancelScope() for _ in range(1000)]
    async with calls.counted() as tasks:
        for _ in range(1000):
            tasks.start_soon(calls.call, scopes)
        while calls.came < 1000:
            await anyio.lowlevel.checkpoint()
        begun = set(calls.begun)
        for number in cancelled:
            scopes[number].cancel()
    assert set(calls.begun) >= set(range(1000)) - set(cancelled)
    # Some of the first were called already, and were cancelled too late.
    late = set(calls.begun) & set(cancelled) - begun
    assert all(number <= 4 * AT_ONCE for number in late)
    assert max(calls.turns) <= 2 * AT_ONCE
    calls.entrance.ended()
    assert calls.entrance.let_in()


async def test_cancellations_at_any_time_lose_nobody() -> None:
    rng = random.Random(2026)
    for _ in range(30):
        calls = Calls()
        count = rng.randrange(130, 700)
        scopes = [anyio.CancelScope() for _ in range(count)]
        cancelled = rng.sample(range(count), rng.randrange(count))
        async with calls.counted() as tasks:
            for _ in range(count):
                tasks.start_soon(calls.call, scopes)
            for number in cancelled:
                if not rng.randrange(10):
                    await anyio.lowlevel.checkpoint()
                scopes[number].cancel()
        assert set(calls.begun) >= set(range(count)) - set(cancelled)
        calls.entrance.ended()
        assert calls.entrance.let_in()


@pytest.mark.virtual_clock
async def test_nobody_waits_much_longer_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each turn of the loop takes long, since another task is at work."""
    monkeypatch.setattr(_entrance, "_AT_ONCE", 8)
    entrance = Entrance()
    waited: dict[float, list[float]] = {0.25: [], 1.0: [], math.inf: []}
    over = anyio.Event()

    async def call(allowed: float) -> None:
        began = anyio.current_time()
        if not entrance.let_in():
            await entrance.wait(began + allowed)
            waited[allowed].append(anyio.current_time() - began)

    async def work() -> None:
        while not over.is_set():
            jump(TURN)
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as busy:
        busy.start_soon(work)
        async with anyio.create_task_group() as tasks:
            for allowed, groups in ((1.0, 80), (math.inf, 40), (0.25, 40)):
                for _ in range(8 * groups):
                    tasks.start_soon(call, allowed)
        over.set()
    # Whose time is over begins in the next turn of the loop, or in the one after that.
    assert max(waited[0.25]) <= 0.25 + 2 * TURN
    assert max(waited[1.0]) <= 1.0 + 2 * TURN
    # Who has no bound waits for all of those.
    assert max(waited[math.inf]) > 2 * (1.0 + 2 * TURN)


# Through a client


async def test_few_calls_of_a_client_begin_in_one_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = Calls()

    class Noted(Retrying):
        async def run(self) -> Answer:
            calls.begun.append(0)
            return await super().run()

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply(200, request.target)

    monkeypatch.setattr(_call, "Retrying", Noted)
    answers: dict[int, str] = {}
    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:

        async def call(number: int) -> None:
            answers[number] = await client.send(operation("GET", f"/clouds/{number}"))

        async with calls.counted() as tasks:
            for number in range(500):
                tasks.start_soon(call, number)
    assert answers == {number: f"/v2/interop/clouds/{number}" for number in range(500)}
    assert len(calls.begun) == 500
    assert max(calls.turns) <= 2 * AT_ONCE


async def test_calls_one_after_another_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async def wait(self: Entrance, deadline: float) -> None:
        raise AssertionError("a call had to wait")

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply(404 if request.target.endswith("3") else 200, {})

    monkeypatch.setattr(Entrance, "wait", wait)
    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        for number in range(3 * AT_ONCE):
            with contextlib.suppress(NotFoundError):
                await client.send(operation("GET", f"/clouds/{number}"))


class Mute(LaneTransport):
    """Takes requests and says nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    async def exchange(self, message: Message, attempt: Attempt) -> Reply:
        self.sent.append(message.target.decode())
        await anyio.sleep_forever()
        raise AssertionError("it was not cancelled")


@pytest.mark.virtual_clock
async def test_the_wait_to_begin_is_part_of_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call whose time ran out before it could begin sends nothing; the first have begun."""
    mute = Mute()
    monkeypatch.setattr(Wiring, "_own_transport", lambda *arguments: mute)
    async with InteropClient(KEY) as client:
        impatient = client.with_options(timeout=0.05)
        late: dict[int, type[RequestError]] = {}

        async def call(number: int) -> None:
            with pytest.raises(RequestError) as caught:
                await impatient.send(operation("POST", f"/clouds/{number}"))
            late[number] = type(caught.value)

        async with anyio.create_task_group() as tasks:
            for number in range(200):
                tasks.start_soon(call, number)
            while not mute.sent:
                await anyio.lowlevel.checkpoint()
            jump(0.1)
    assert len(late) == 200
    assert set(late.values()) == {RequestTimeoutError}
    assert 0 < len(mute.sent) <= 2 * AT_ONCE


async def test_a_call_does_not_queue_in_the_event_loop_of_another_thread() -> None:
    clients: list[InteropClient] = []
    queued, looked = threading.Event(), threading.Event()

    async def call() -> None:
        with pytest.raises(RequestError):
            await clients[0].send(operation())

    async def there() -> None:
        retry = RetryPolicy(attempts=1)
        clients.append(InteropClient(KEY, base_url="http://127.0.0.1:9", retry=retry))
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call)
        async with anyio.create_task_group() as tasks:
            for _ in range(200):
                tasks.start_soon(call)
            await anyio.lowlevel.checkpoint()
            queued.set()
            wait_for(looked)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(anyio.to_thread.run_sync, anyio.run, there)
        await anyio.to_thread.run_sync(queued.wait, 60)
        try:
            with anyio.fail_after(60), pytest.raises(ConfigurationError, match="event loop"):
                await clients[0].send(operation())
        finally:
            looked.set()


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
