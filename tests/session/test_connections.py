"""Calls on connections of our own."""

from __future__ import annotations

import anyio
import anyio.abc
import httpx
import pytest
from support.scripted import (
    AUTH,
    MovedClock,
    Received,
    Scripted,
    client_of,
    operation,
    reply,
    serving,
    token_reply,
)

from interop_client import (
    ApiKey,
    ConfigurationError,
    InteropClient,
    InteropError,
    OutcomeUnknownError,
    RateLimitError,
    RequestError,
    RequestTimeoutError,
    RetryPolicy,
)

pytestmark = pytest.mark.anyio

KEY = ApiKey("the-account-key")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    return MovedClock().install(monkeypatch)


async def test_a_hold_from_another_event_loops_clock_is_ignored(clock: MovedClock) -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "20"}))
    client = client_of(service, retry=RetryPolicy(attempts=1), timeout=None)
    with pytest.raises(RateLimitError):
        await client.send(operation())
    clock.ahead -= 1_000_000
    await client.send(operation())
    assert clock.waits == []


async def test_our_own_connections_carry_calls_and_are_used_again() -> None:
    peers = set()

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        peers.add(stream)
        return token_reply() if request.target == "/oauth/token" else reply(200, request.target)

    async with serving(respond) as url, InteropClient(AUTH, base_url=url) as client:
        found = await client.send(operation("GET", "/a%2Fb/%2E", query="q=%2F"))
        assert found == "/v2/interop/a%2Fb/%2E?q=%2F"
        assert (await client.request("GET", "a b")).json() == "/v2/interop/a%20b"
    assert len(peers) == 1


@pytest.mark.short_bound
async def test_a_write_that_waits_for_a_connection_was_not_sent() -> None:
    arrived = anyio.Event()

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        arrived.set()
        await anyio.sleep_forever()
        return None

    async with (
        serving(respond) as url,
        InteropClient(KEY, base_url=url, max_connections=1, timeout=None) as client,
    ):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.send, operation())
            await arrived.wait()
            with pytest.raises(RequestTimeoutError):
                await client.with_options(timeout=0.05).send(operation("POST"))
            tasks.cancel_scope.cancel()
        arrived = anyio.Event()
        # However slow the machine is: one of these has the time to send.
        for timeout in (0.05, 0.5, 5.0, 60.0):
            with pytest.raises((RequestTimeoutError, OutcomeUnknownError)) as caught:
                await client.with_options(timeout=timeout).send(operation("POST", body=[1]))
            if isinstance(caught.value, OutcomeUnknownError):
                break
            assert not arrived.is_set()
        assert isinstance(caught.value, OutcomeUnknownError)
        assert f"{timeout:g} s" in str(caught.value)


async def test_a_connection_that_is_refused_is_tried_again_for_a_write(clock: MovedClock) -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply()

    async with serving(respond) as url:
        pass
    async with InteropClient(KEY, base_url=url) as client:
        with pytest.raises(RequestError, match="after 4 attempts: ConnectError"):
            await client.send(operation("POST"))


async def test_hanging_up_on_a_write_leaves_its_outcome_unknown(clock: MovedClock) -> None:
    seen: list[str] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        seen.append(request.method)
        return None if len(seen) < 3 else reply()

    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        with pytest.raises(OutcomeUnknownError):
            await client.send(operation("POST"))
        assert await client.send(operation("GET")) == {}
    assert seen == ["POST", "GET", "GET"]


async def test_a_body_cut_short_is_a_lost_connection(clock: MovedClock) -> None:
    seen: list[str] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        seen.append(request.method)
        if len(seen) == 1:
            await stream.send(reply(200, [1, 2, 3])[:-3])
            return None
        return reply(200, [4])

    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        assert await client.send(operation()) == [4]


async def test_compressed_answers_are_read() -> None:
    import gzip

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply(200, gzip.compress(b'{"a": 1}'), content_encoding="gzip")

    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        assert await client.send(operation()) == {"a": 1}


async def test_one_429_holds_back_the_calls_that_queue_for_a_connection() -> None:
    arrivals: list[float] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        arrivals.append(anyio.current_time())
        return reply(429, retry_after="0.5") if len(arrivals) == 1 else reply()

    async with (
        serving(respond) as url,
        InteropClient(KEY, base_url=url, max_connections=1) as client,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(20):
            tasks.start_soon(client.send, operation())
    assert len(arrivals) == 21
    # Two may be on their way to a single connection: the one refused, and one that was prepared.
    assert [at for at in arrivals[2:] if at < arrivals[0] + 0.45] == []


async def test_calls_that_queue_for_a_connection_go_with_the_token_of_the_moment(
    clock: MovedClock,
) -> None:
    lives: dict[str, float] = {}
    answers: list[int] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        if request.target == "/oauth/token":
            token = f"token-{len(lives)}"
            lives[token] = clock.ahead + 5
            return token_reply(token, expires_in=5)
        token = request.headers["authorization"].removeprefix("Bearer ")
        answers.append(200 if clock.ahead < lives[token] else 401)
        clock.ahead += 0.25  # so that the queue lasts for the lives of several tokens
        return reply(answers[-1])

    async with (
        serving(respond) as url,
        InteropClient(AUTH, base_url=url, max_connections=1) as client,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(100):
            tasks.start_soon(client.with_options(timeout=None).send, operation())
    assert answers == [200] * 100
    assert len(lives) <= 8


async def test_a_revoked_token_is_sent_by_no_call_that_queues_for_a_connection() -> None:
    tokens = 0
    answers: list[int] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        nonlocal tokens
        if request.target == "/oauth/token":
            tokens += 1
            return token_reply(f"token-{tokens}")
        answers.append(401 if request.headers["authorization"].endswith("-1") else 200)
        return reply(answers[-1])

    async with (
        serving(respond) as url,
        InteropClient(AUTH, base_url=url, max_connections=1) as client,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(50):
            tasks.start_soon(client.send, operation())
    assert answers.count(200) == 50
    assert answers.count(401) <= 2
    assert tokens == 2


async def test_what_the_caller_was_handling_keeps_its_traceback() -> None:
    arrived = anyio.Event()

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> None:
        arrived.set()
        await anyio.sleep_forever()

    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        try:
            raise KeyError("the caller's own")
        except KeyError as error:
            own = error
            async with anyio.create_task_group() as tasks:

                async def leave() -> None:
                    await arrived.wait()
                    tasks.cancel_scope.cancel()

                tasks.start_soon(leave)
                await client.send(operation())
        assert own.__traceback__ is not None


async def test_a_call_that_waits_to_be_sent_again_is_not_when_the_client_closed_meanwhile(
    clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for status in (429, 503):
        service = Scripted(status, status)
        client = client_of(service, auth=KEY)

        async def sleep(seconds: float, client: InteropClient = client) -> None:
            await client.aclose()

        monkeypatch.setattr("interop_client._session.deadline.sleep", sleep)
        with pytest.raises(ConfigurationError, match="closed"):
            await client.send(operation())
        assert len(service.requests) == 1


async def test_calls_that_queue_for_a_connection_end_when_the_client_closes() -> None:
    arrived = anyio.Event()
    errors: list[InteropError] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> None:
        arrived.set()
        await anyio.sleep_forever()

    async def call(client: InteropClient) -> None:
        try:
            await client.send(operation("POST"))
        except InteropError as error:
            errors.append(error)

    async with serving(respond) as url:
        client = InteropClient(KEY, base_url=url, max_connections=1)
        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(call, client)
            await arrived.wait()
            await client.aclose()
    # One was sent, and nobody knows what became of it.
    assert sorted(type(error).__name__ for error in errors) == [
        *["ConfigurationError"] * 4,
        "OutcomeUnknownError",
    ]


async def test_calls_under_way_end_when_the_client_closes() -> None:
    arrived = anyio.Event()
    errors: list[InteropError] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        arrived.set()
        await anyio.sleep_forever()
        return None

    async def call(client: InteropClient) -> None:
        try:
            await client.send(operation())
        except InteropError as error:
            errors.append(error)

    async with serving(respond) as url:
        client = InteropClient(KEY, base_url=url)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call, client)
            await arrived.wait()
            await client.aclose()
    assert isinstance(errors[0], ConfigurationError)


async def test_one_event_loop_per_client() -> None:
    # A run of another loop within this one: its own thread.
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply()

    async with serving(respond) as url:
        client = InteropClient(KEY, base_url=url)
        await client.send(operation())

        def elsewhere() -> None:
            with pytest.raises(ConfigurationError, match="another event loop"):
                anyio.run(client.send, operation())

        await anyio.to_thread.run_sync(elsewhere)
        await client.aclose()
