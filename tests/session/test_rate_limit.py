"""A rate limit paces calls exactly, in order, and within their bounds."""

from __future__ import annotations

import math
from typing import Any

import anyio
import httpx
import pytest
from support.scripted import Scripted, client_of, operation

from interop_client import (
    ApiKey,
    ClientCredentials,
    ConfigurationError,
    InteropClient,
    RateLimit,
    RequestTimeoutError,
    ServerError,
)

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

KEY = ApiKey("the-account-key")


class Timed(Scripted):
    """Notes when each request comes, and with which path."""

    def __init__(self, *answers: Any) -> None:
        super().__init__(*answers)
        self.times: list[float] = []
        self.paths: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/oauth/token":
            self.times.append(anyio.current_time())
            self.paths.append(request.url.path.rpartition("/")[2])
        return await super().handle_async_request(request)


async def at_once(client: InteropClient, count: int, url: str = "/clouds") -> None:
    async with anyio.create_task_group() as group:
        for _ in range(count):
            group.start_soon(client.send, operation(url=url))


async def test_after_a_burst_calls_go_at_the_rate_without_rounding() -> None:
    service = Timed()
    start = anyio.current_time()
    client = client_of(service, auth=KEY, rate_limit=RateLimit(10, 3))
    await at_once(client, 12)
    assert service.times == [start + max(0, n - 2) / 10 for n in range(12)]


async def test_a_rate_without_a_burst_drifts_not_at_all_over_many_calls() -> None:
    service = Timed()
    start = anyio.current_time()
    client = client_of(service, auth=KEY, timeout=None, rate_limit=RateLimit(10))
    await at_once(client, 200)
    assert service.times == [start + n / 10 for n in range(200)]


async def test_a_pause_fills_the_bucket_up_to_the_burst_and_no_further() -> None:
    service = Timed()
    client = client_of(service, auth=KEY, rate_limit=RateLimit(2, 3))
    await at_once(client, 3)
    await anyio.sleep(60)
    now = anyio.current_time()
    await at_once(client, 5)
    assert service.times[3:] == [now, now, now, now + 0.5, now + 1]


async def test_calls_go_in_the_order_in_which_they_came() -> None:
    service = Timed()
    client = client_of(service, auth=KEY, rate_limit=RateLimit(1))
    async with anyio.create_task_group() as group:
        for n in range(8):
            group.start_soon(client.send, operation(url=f"/{n}"))
            await anyio.wait_all_tasks_blocked()
    assert service.paths == [str(n) for n in range(8)]


async def test_a_cancelled_call_leaves_its_turn_to_the_next() -> None:
    service = Timed()
    start = anyio.current_time()
    client = client_of(service, auth=KEY, rate_limit=RateLimit(1))
    await client.send(operation())
    scopes: list[anyio.CancelScope] = []

    async def cancellable() -> None:
        with anyio.CancelScope() as scope:
            scopes.append(scope)
            await client.send(operation(url="/gone"))

    async with anyio.create_task_group() as group:
        for _ in range(2):
            group.start_soon(cancellable)
            await anyio.wait_all_tasks_blocked()
        group.start_soon(client.send, operation(url="/stays"))
        await anyio.wait_all_tasks_blocked()
        await anyio.sleep(0.25)
        scopes[1].cancel()
        scopes[0].cancel()
    assert service.times == [start, start + 1]
    assert service.paths == ["clouds", "stays"]
    await client.send(operation())
    assert service.times[2:] == [start + 2]


async def test_what_cannot_be_sent_in_time_fails_at_once_and_takes_nothing() -> None:
    service = Timed()
    start = anyio.current_time()
    client = client_of(service, auth=KEY, timeout=2.0, rate_limit=RateLimit(0.25))
    await client.send(operation())
    with pytest.raises(RequestTimeoutError, match=r"was not sent: .*per_second=0.25.* in 4 s"):
        await client.send(operation("POST"))
    assert anyio.current_time() == start
    await client.with_options(timeout=5.0).send(operation())
    assert service.times == [start, start + 4]


async def test_those_that_wait_already_count_for_whoever_comes() -> None:
    service = Timed()
    client = client_of(service, auth=KEY, timeout=2.5, rate_limit=RateLimit(1))
    failed: list[float] = []

    async def call() -> None:
        try:
            await client.send(operation())
        except RequestTimeoutError:
            failed.append(anyio.current_time())

    start = anyio.current_time()
    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(call)
    assert service.times == [start, start + 1, start + 2]
    assert failed == [start, start]


async def test_a_retry_takes_its_turn_too_and_tells_the_failure_where_there_is_no_time() -> None:
    service = Timed(httpx.Response(503, headers={"retry-after": "0"}), 200)
    start = anyio.current_time()
    client = client_of(service, auth=KEY, rate_limit=RateLimit(0.5))
    await client.send_raw(operation())
    assert service.times == [start, start + 2]
    service.answers = [httpx.Response(503, headers={"retry-after": "0"})]
    with pytest.raises(ServerError):
        await client.with_options(timeout=3.0).send(operation())
    assert anyio.current_time() == start + 4


async def test_after_a_hold_the_rate_is_kept() -> None:
    service = Timed(200, httpx.Response(429, headers={"retry-after": "10"}))
    start = anyio.current_time()
    client = client_of(service, auth=KEY, rate_limit=RateLimit(1))
    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(client.send_raw, operation())
    assert service.times == [start, start + 1, *(start + n for n in (11, 12, 13, 14))]


async def test_each_credential_has_a_bucket_of_its_own_shared_by_all_its_clients() -> None:
    service = Timed()
    start = anyio.current_time()
    account = client_of(service, auth=KEY, rate_limit=RateLimit(1))
    tenant = account.for_tenant(ApiKey("another"))
    again = account.for_tenant(ApiKey("another"))
    async with anyio.create_task_group() as group:
        for client in (account, tenant, again):
            group.start_soon(client.send, operation())
    assert service.times == [start, start, start + 1]


async def test_a_limit_per_service_is_for_all_credentials_together() -> None:
    service = Timed()
    start = anyio.current_time()
    account = client_of(service, auth=KEY, rate_limit=RateLimit(1, per="service"))
    async with anyio.create_task_group() as group:
        for n in range(3):
            group.start_soon(account.for_tenant(ApiKey(f"key-{n}")).send, operation())
    assert service.times == [start, start + 1, start + 2]


async def test_the_first_calls_wait_for_their_token_before_they_take_their_turn() -> None:
    async def slow(request: httpx.Request) -> httpx.Response:
        await anyio.sleep(5)
        return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})

    service = Timed()
    service.token_answers = [slow]
    start = anyio.current_time()
    client = client_of(service, auth=ClientCredentials("c", "s"), rate_limit=RateLimit(1))
    await at_once(client, 3)
    assert service.times == [start + 5, start + 6, start + 7]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"per_second": 0}, "per_second must be a number of requests above 0, not 0"),
        ({"per_second": "5"}, "not '5'"),
        ({"per_second": True}, "not True"),
        ({"per_second": math.nan}, "not nan"),
        ({"per_second": math.inf}, "not inf"),
        ({"per_second": 1, "burst": 0}, "burst must be a whole number from 1, not 0"),
        ({"per_second": 1, "burst": 1.5}, "not 1.5"),
        ({"per_second": 1, "per": "tenant"}, "per must be 'credential' or 'service'"),
        ({"per_second": 1, "per": []}, "per must be 'credential' or 'service'"),
    ],
)
async def test_a_limit_that_makes_no_sense_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        RateLimit(**given)


async def test_what_is_no_rate_limit_is_refused_by_name() -> None:
    with pytest.raises(ConfigurationError, match=r"rate_limit must be a RateLimit, not int \(Rate"):
        client_of(Timed(), rate_limit=5)
    wrong: Any = 5
    with pytest.raises(ConfigurationError, match="rate_limit must be a RateLimit"):
        client_of(Timed()).with_options(rate_limit=wrong)
