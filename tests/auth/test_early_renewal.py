"""A renewal before a token's end is an offer: only a refusal, or the real end, is an outcome."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
from scripted import Scripted, client_of, operation

from auth.waiting import Held, outcomes
from interop_client import (
    AuthenticationError,
    InteropClient,
    MemoryTokenStore,
    RequestError,
    ServerError,
    Token,
    _clock,
)

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

# The default token of a scripted service: due for renewal at 3,300 s, and ended at 3,600 s.
DUE = 3300.0
END = 3600.0
GRACE = 2.0
MANY = 1000


class Wall:
    """A wall clock that goes with the loop's, and can be set."""

    ahead = 1_700_000_000.0

    def time(self) -> float:
        return anyio.current_time() + self.ahead


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(_clock, "time", wall)
    return wall


async def until(moment: float, began: float) -> None:
    await anyio.sleep_until(began + moment)


async def begun(service: Scripted, **options: Any) -> tuple[InteropClient, float]:
    """A client with its first token, and when that was."""
    client = client_of(service, **options)
    began = anyio.current_time()
    await client.send(operation())
    return client, began


OUTAGES: list[Callable[[], Any]] = [
    lambda: httpx.ConnectError("refused"),
    lambda: httpx.ReadError("reset"),
    lambda: httpx.Response(429),
    lambda: httpx.Response(429, headers={"retry-after": "1000"}),
    lambda: httpx.Response(500),
    lambda: httpx.Response(503, headers={"retry-after": "7"}),
    lambda: httpx.Response(404),
    lambda: httpx.Response(302),
    lambda: httpx.Response(200, content=b"<html>"),
    lambda: httpx.Response(200, json={"error": "temporarily_unavailable"}),
    lambda: httpx.Response(400, json={"error": "temporarily_unavailable"}),
    lambda: httpx.Response(200, json={"message": "Down for repair."}),
    lambda: httpx.Response(200, json={"access_token": "lifeless", "expires_in": 0}),
]


@pytest.mark.parametrize("outage", OUTAGES)
async def test_an_outage_of_the_token_endpoint_leaves_the_token_in_use(outage: Any) -> None:
    service = Scripted()
    client, began = await begun(service)
    service.token_answers = [outage() for _ in range(1000)]
    for moment in range(int(DUE), int(END) - 10):
        await until(moment + 0.5, began)
        assert await client.send(operation("POST")) == {}
    assert set(service.tokens_sent) == {"token-1"}
    service.token_answers = []
    await until(END + 0.5, began)
    before = len(service.token_requests)
    await client.with_options(timeout=None).send(operation())
    assert len(service.token_requests) == before + 1
    assert service.tokens_sent[-1] == f"token-{before + 1}"


async def test_no_call_of_many_waits_for_an_early_renewal_but_the_one_that_does_it() -> None:
    service = Scripted()
    client, began = await begun(service)
    held = Held()
    service.token_answers = [held]
    await until(DUE + 1, began)
    waited: list[float] = []

    async def call() -> None:
        start = anyio.current_time()
        await client.send(operation())
        waited.append(anyio.current_time() - start)

    async with anyio.create_task_group() as tasks:
        for _ in range(MANY):
            tasks.start_soon(call)
    assert sorted(waited) == pytest.approx([0.0] * (MANY - 1) + [GRACE], abs=1e-6)
    assert len(service.token_requests) == 2
    assert set(service.tokens_sent) == {"token-1"}


async def test_an_early_renewal_that_comes_is_used_by_all_from_then_on() -> None:
    service = Scripted()
    client, began = await begun(service)
    await until(DUE + 1, began)
    assert await outcomes(client, MANY) == {"success": MANY}
    await outcomes(client, 5)
    assert len(service.token_requests) == 2
    assert service.tokens_sent[-5:] == ["token-2"] * 5


async def test_a_hung_endpoint_takes_at_most_half_of_the_time_that_a_call_has() -> None:
    service = Scripted()
    client, began = await begun(service)
    service.token_answers = [Held()]
    await until(DUE + 1, began)
    start = anyio.current_time()
    await client.with_options(timeout=1.0).send(operation("POST"))
    assert anyio.current_time() - start == pytest.approx(0.5)


async def test_an_early_renewal_is_tried_again_later_and_not_by_every_call() -> None:
    service = Scripted()
    client, began = await begun(service)
    tried: list[float] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        tried.append(anyio.current_time() - began)
        return httpx.Response(404)

    service.token_answers = [refuse] * 1000
    for tenth in range(2980):
        await until(DUE + tenth / 10 + 0.01, began)
        await client.send(operation())
    waits = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert tried[0] == pytest.approx(DUE + 0.01)
    assert 2.5 <= waits[0] <= 5.2
    assert max(waits) <= 30.2
    assert min(waits) >= 0.25
    assert 10 <= len(tried) <= 45


async def test_after_the_real_end_an_outage_is_the_outcome() -> None:
    service = Scripted()
    client, began = await begun(service)
    service.token_answers = [503] * 1000
    await until(END + 0.01, began)
    with pytest.raises(ServerError):
        await client.send(operation())
    assert len(service.tokens_sent) == 1


async def test_a_token_that_ends_during_a_hung_renewal_is_renewed_by_those_who_wait() -> None:
    service = Scripted()
    client, began = await begun(service)
    service.token_answers = [Held()]
    await until(END - 1, began)
    found: list[object] = []

    async def call(moment: float) -> None:
        await until(moment, began)
        found.append(await client.send(operation()))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(call, END - 1)
        tasks.start_soon(call, END - 0.6)
        tasks.start_soon(call, END + 0.5)
    assert found == [{}, {}, {}]
    assert service.tokens_sent == ["token-1", "token-1", "token-3", "token-3"]


@pytest.mark.parametrize("status", [400, 401])
async def test_a_refusal_is_an_outcome_although_the_token_is_good(status: int) -> None:
    service = Scripted()
    client, began = await begun(service)
    service.token_answers = [httpx.Response(status, json={"error": "invalid_client"})]
    await until(DUE + 1, began)
    with pytest.raises(AuthenticationError, match="invalid_client"):
        await client.send(operation())
    await client.send(operation())
    assert service.tokens_sent == ["token-1", "token-3"]


async def test_a_401_in_the_soft_end_drops_the_token_and_refreshes_once() -> None:
    service = Scripted()
    client, began = await begun(service)
    service.token_answers = [503] * 4
    await until(DUE + 1, began)
    await client.send(operation())
    asked = len(service.token_requests)
    service.token_answers = []
    service.answers = [401] * MANY
    assert await outcomes(client, MANY) == {"success": MANY}
    assert len(service.token_requests) == asked + 1


async def test_a_token_refused_during_an_early_renewal_is_not_used_when_that_fails() -> None:
    service = Scripted()
    client, began = await begun(service)
    hung = Held(httpx.Response(503))
    service.token_answers = [hung]
    await until(DUE + 1, began)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.send, operation())
        await hung.asked.wait()
        service.answers = [401]
        tasks.start_soon(client.send, operation("POST"))
    assert service.tokens_sent[:2] == ["token-1", "token-1"]
    assert service.tokens_sent[2:] == ["token-3", "token-3"]


async def test_a_cancelled_early_renewal_leaves_no_lock_and_no_pause() -> None:
    service = Scripted()
    client, began = await begun(service)
    hung = Held()
    service.token_answers = [hung]
    await until(DUE + 1, began)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(client.send, operation())
        await hung.asked.wait()
        tasks.cancel_scope.cancel()
    await client.send(operation())
    assert service.tokens_sent == ["token-1", "token-3"]


async def test_a_429_of_the_token_endpoint_holds_back_no_call_with_a_good_token() -> None:
    service = Scripted()
    client, began = await begun(service)
    service.token_answers = [httpx.Response(429, headers={"retry-after": "50"})]
    await until(DUE + 1, began)
    await client.send(operation())
    start = anyio.current_time()
    await client.send(operation())
    assert anyio.current_time() == pytest.approx(start)
    await until(DUE + 49, began)
    await client.send(operation())
    assert len(service.token_requests) == 2
    await until(DUE + 60, began)
    await client.send(operation())
    assert len(service.token_requests) == 3
    assert service.tokens_sent[-1] == "token-3"


async def test_a_429_to_a_first_token_request_holds_back_the_next() -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(429, headers={"retry-after": "50"})]
    client = client_of(service, timeout=5)
    for _ in range(2):
        with pytest.raises(Exception, match="429"):
            await client.send(operation())
    assert len(service.token_requests) == 1


async def test_the_log_says_that_a_renewal_failed_and_what_is_left(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = Scripted()
    client, began = await begun(service)
    service.token_answers = [404]
    await until(DUE + 100, began)
    caplog.set_level(logging.WARNING, "interop_client.auth")
    await client.send(operation())
    (record,) = caplog.records
    assert "the client 'client' was not renewed early" in record.getMessage()
    assert "answered 404" in record.getMessage()
    assert "good for 200 s more" in record.getMessage()


@pytest.mark.parametrize("jump", [-50_000.0, 50_000.0])
async def test_a_jump_of_the_wall_clock_changes_nothing(wall: Wall, jump: float) -> None:
    service = Scripted()
    client, began = await begun(service, token_store=MemoryTokenStore())
    wall.ahead += jump
    await client.send(operation())
    await until(DUE - 1, began)
    await client.send(operation())
    assert len(service.token_requests) == 1
    await until(DUE + 1, began)
    await client.send(operation())
    assert service.tokens_sent == ["token-1"] * 3 + ["token-2"]


async def test_a_token_of_the_store_that_is_due_serves_through_an_outage(wall: Wall) -> None:
    class Everything(MemoryTokenStore):
        async def get(self, key: str, /) -> Token | None:
            return Token("kept", wall.time() + 100, wall.time() - 1)

    service = Scripted()
    service.token_answers = [503] * 100
    await client_of(service, token_store=Everything()).send(operation())
    assert service.tokens_sent == ["kept"]


async def test_a_failing_provider_leaves_the_token_in_use(wall: Wall) -> None:
    import jwt

    from interop_client import LtiJwt

    given: list[str] = []
    trouble: list[Callable[[], Any]] = []

    async def provide() -> str:
        for each in trouble:
            await each()
        given.append(jwt.encode({"exp": wall.time() + 1000, "n": len(given)}, "k" * 32))
        return given[-1]

    async def fail() -> None:
        raise OSError("no network")

    service = Scripted()
    client, began = await begun(service, auth=LtiJwt.from_provider(provide))
    for index, each in enumerate([fail, anyio.sleep_forever]):
        trouble[:] = [each]
        await until(901 + index * 60, began)
        start = anyio.current_time()
        await client.send(operation())
        assert anyio.current_time() - start == pytest.approx(index * GRACE)
    await until(1001, began)
    trouble[:] = [fail]
    with pytest.raises(AuthenticationError, match="it raised OSError"):
        await client.send(operation())
    assert set(service.tokens_sent) == {given[0]}


async def test_a_first_token_that_fails_is_an_error_at_once_for_nobody_has_another() -> None:
    service = Scripted()
    service.token_answers = [httpx.ConnectError("refused")] * 4
    with pytest.raises(RequestError):
        await client_of(service).send(operation("POST"))


@pytest.mark.parametrize("verb", ["get", "set"])
async def test_a_store_that_hangs_keeps_an_early_renewal_no_longer_than_the_grace(
    verb: str,
) -> None:
    store = MemoryTokenStore()
    service = Scripted()
    client, began = await begun(service, token_store=store)

    async def hang(*given: object) -> None:
        await anyio.sleep_forever()

    setattr(store, verb, hang)
    service.token_answers = [Held()] if verb == "get" else []
    await until(DUE + 1, began)
    start = anyio.current_time()
    await client.send(operation())
    assert anyio.current_time() - start <= GRACE + 1e-6


async def test_a_transport_that_breaks_leaves_the_token_in_use() -> None:
    service = Scripted()
    client, began = await begun(service)
    service.token_answers = [LookupError("a bug")]
    await until(DUE + 1, began)
    assert await client.send(operation()) == {}
    assert service.tokens_sent == ["token-1", "token-1"]
