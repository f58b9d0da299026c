"""What is sent again, and when."""

from __future__ import annotations

import logging
import pickle

import anyio
import anyio.abc
import httpx
import pytest
from support.scripted import (
    AUTH,
    Scripted,
    client_of,
    operation,
)

from interop_client import (
    ApiKey,
    NotFoundError,
    OutcomeUnknownError,
    RateLimitError,
    RequestError,
    RetryPolicy,
    ServerError,
)

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

KEY = ApiKey("the-account-key")


LOST = [httpx.ReadError("reset"), httpx.ReadTimeout("late"), httpx.RemoteProtocolError("cut")]
NEVER_MADE = [httpx.ConnectError("refused"), httpx.ConnectTimeout(""), httpx.PoolTimeout("full")]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_what_may_be_repeated_is_sent_again(status: int, method: str) -> None:
    service = Scripted(status, status, httpx.Response(200, json=3))
    assert await client_of(service).send(operation(method)) == 3
    assert len(service.requests) == 3


@pytest.mark.parametrize("failure", [*LOST, httpx.WriteError("gone"), anyio.ClosedResourceError()])
async def test_lost_connections_are_retried_for_what_may_be_repeated(failure: Exception) -> None:
    service = Scripted(failure, httpx.Response(200, json=3))
    assert await client_of(service).send(operation()) == 3


@pytest.mark.parametrize("failure", [*LOST, httpx.WriteError("gone"), OSError("broken"), 502, 504])
async def test_a_write_whose_answer_is_lost_is_never_repeated(failure: Exception | int) -> None:
    service = Scripted(failure)
    with pytest.raises(OutcomeUnknownError, match="look before") as caught:
        await client_of(service).send(operation("POST", body={"a": 1}))
    assert len(service.requests) == 1
    assert (caught.value.operation, caught.value.sent) == ("postThings", {"a": 1})
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.operation, again.sent) == ("postThings", {"a": 1})


@pytest.mark.parametrize("failure", [*NEVER_MADE, 429])
async def test_a_write_that_was_not_done_is_sent_again(failure: Exception | int) -> None:
    service = Scripted(failure, failure, httpx.Response(200, json=3))
    assert await client_of(service).send(operation("POST")) == 3
    assert len(service.requests) == 3


async def test_a_503_to_a_write_is_a_server_error() -> None:
    service = Scripted(503)
    with pytest.raises(ServerError):
        await client_of(service).send(operation("POST"))
    assert len(service.requests) == 1


async def test_attempts_are_sends_in_all() -> None:
    service = Scripted(*[503] * 9)
    with pytest.raises(ServerError) as caught:
        await client_of(service, retry=RetryPolicy(attempts=3)).send(operation())
    assert len(service.requests) == 3
    assert caught.value.attempts == 3


async def test_a_connection_that_is_never_made_is_a_request_error() -> None:
    service = Scripted(*[httpx.ConnectError("refused")] * 9)
    with pytest.raises(RequestError, match="after 4 attempts: ConnectError: refused") as caught:
        await client_of(service).send(operation("POST"))
    assert type(caught.value) is RequestError
    assert len(service.requests) == 4


async def test_retry_after_is_waited_for() -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "7"}))
    began = anyio.current_time()
    await client_of(service).send(operation("POST"))
    assert anyio.current_time() - began == pytest.approx(7)


async def test_retry_after_is_capped() -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "7000"}))
    client = client_of(service, retry=RetryPolicy(max_retry_after=12))
    began = anyio.current_time()
    await client.send(operation())
    assert anyio.current_time() - began == pytest.approx(12)


async def test_no_wait_passes_the_bound() -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "31"}))
    began = anyio.current_time()
    with pytest.raises(RateLimitError) as caught:
        await client_of(service, timeout=30).send(operation())
    assert caught.value.retry_after == 31
    assert anyio.current_time() == began


async def test_one_429_holds_back_the_other_calls_of_that_credential() -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "20"}))
    client = client_of(service)
    other = client.for_tenant(ApiKey("another-key"))
    began = anyio.current_time()
    with pytest.raises(RateLimitError):
        await client.with_options(retry=RetryPolicy(attempts=1)).send(operation())
    await other.send(operation())
    assert anyio.current_time() == began
    with pytest.raises(RateLimitError, match="was not sent") as caught:
        await client.with_options(timeout=10).send(operation())
    assert caught.value.retry_after == pytest.approx(20)
    assert caught.value.attempts == 0
    assert len(service.requests) == 2
    await client.for_tenant(AUTH).send(operation())
    assert anyio.current_time() - began == pytest.approx(20)


@pytest.mark.parametrize("status", [404, 410])
async def test_a_delete_that_finds_nothing_after_its_own_lost_answer_is_done(status: int) -> None:
    for lost in (httpx.ReadError("reset"), 502, 504):
        client = client_of(Scripted(lost, status))
        assert await client.send(operation("DELETE", parse=lambda content: content)) == b""


@pytest.mark.parametrize("first", [None, 429, 503, httpx.ConnectError("refused")])
async def test_a_delete_that_finds_nothing_is_not_found(first: Exception | int | None) -> None:
    service = Scripted(*([] if first is None else [first]), 404)
    with pytest.raises(NotFoundError):
        await client_of(service).send(operation("DELETE"))


async def test_a_get_that_finds_nothing_after_a_lost_answer_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        await client_of(Scripted(502, 404)).send(operation("GET"))


async def test_retries_are_logged_with_operation_attempt_reason_and_delay(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "interop_client")
    service = Scripted(
        httpx.Response(503, headers={"retry-after": "2"}), httpx.ReadError("reset"), 401
    )
    await client_of(service).send(operation())
    first, second, third = [r.message for r in caplog.records if r.name.startswith("interop_")]
    assert first == (
        "getThings: attempt 1 of 4 failed (503 Service Unavailable); trying again in 2.000 s"
    )
    assert second.startswith("getThings: attempt 2 of 4 failed (ReadError: reset); trying again in")
    assert third == "getThings: attempt 3 was answered 401; trying again with a new token"


async def test_a_mistake_in_the_callers_transport_is_shown_as_it_is() -> None:
    with pytest.raises(AssertionError, match="mine"):
        await client_of(Scripted(AssertionError("mine"))).send(operation())
