"""What is known of a credential counts for the next client that has it, though none has it now."""

from __future__ import annotations

import gc

import anyio
import httpx
import pytest
from support.scripted import Scripted, client_of, operation

from interop_client import (
    ApiKey,
    ClientCredentials,
    InteropClient,
    RateLimit,
    RateLimitError,
    RetryPolicy,
)
from interop_client._session import kept_credentials
from interop_client._session.kept_credentials import KeptCredentials
from interop_client.auth import Credential

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

ACCOUNT = ApiKey("the-account-key")


async def one_call(account: InteropClient, tenant: str = "tenant") -> None:
    """A call with a client of its own, of which nothing stays."""
    try:
        await account.for_tenant(ClientCredentials(tenant, f"secret of {tenant}")).send(operation())
    finally:
        gc.collect()


async def test_a_rate_limit_holds_for_clients_that_are_made_for_one_call() -> None:
    account = client_of(Scripted(), auth=ACCOUNT, rate_limit=RateLimit(0.5, burst=2))
    times = []
    start = anyio.current_time()
    for _ in range(5):
        await one_call(account)
        times.append(anyio.current_time() - start)
    await one_call(account, "another")
    assert times == [0, 0, 2, 4, 6]
    assert anyio.current_time() - start == 6


async def test_a_429_holds_back_clients_that_are_made_for_one_call() -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "50"}))
    account = client_of(service, auth=ACCOUNT)
    for _ in range(2):
        with pytest.raises(RateLimitError):
            await one_call(account)
    assert len(service.requests) == 1
    await one_call(account, "another")
    await anyio.sleep(50)
    await one_call(account)
    assert len(service.requests) == 3


async def test_a_token_that_could_not_be_renewed_early_is_not_tried_by_each_new_client() -> None:
    service = Scripted()
    token = httpx.Response(200, json={"access_token": "first", "expires_in": 100})
    service.token_answers = [token, *[503] * 5]
    account = client_of(service, auth=ACCOUNT, retry=RetryPolicy(attempts=1))
    await one_call(account)
    await anyio.sleep(92)
    for _ in range(3):
        await one_call(account)
    assert len(service.token_requests) == 2
    assert service.tokens_sent == ["first"] * 4


async def test_no_credential_is_kept_longer_than_it_is_worth() -> None:
    account = client_of(Scripted(), auth=ACCOUNT, rate_limit=RateLimit(0.5, burst=2))
    kept = account._session.shared.kept
    for number in range(100):
        await one_call(account, f"tenant-{number}")
    await one_call(account, "tenant-7")
    assert len(kept) == 100
    await anyio.sleep(3)
    await one_call(account)
    assert len(kept) == 2
    await anyio.sleep(4)
    await one_call(account)
    assert len(kept) == 1


async def test_no_credential_is_kept_longer_though_nothing_is_kept_of_others() -> None:
    service = Scripted(*[httpx.Response(429, headers={"retry-after": "50"})] * 10)
    account = client_of(service, auth=ACCOUNT, retry=RetryPolicy(attempts=1))
    kept = account._session.shared.kept
    for number in range(10):
        with pytest.raises(RateLimitError):
            await one_call(account, f"tenant-{number}")
    assert len(kept) == 10
    await anyio.sleep(51)
    await one_call(account, "another")
    assert len(kept) == 0


async def test_no_credential_is_kept_by_a_client_that_is_closed() -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "50"}))
    async with client_of(service, auth=ACCOUNT, retry=RetryPolicy(attempts=1)) as account:
        kept = account._session.shared.kept
        with pytest.raises(RateLimitError):
            await one_call(account)
        assert len(kept) == 1
    assert len(kept) == 0


async def test_no_credential_is_kept_by_the_clock_of_another_event_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = KeptCredentials()
    credentials = [Credential() for _ in range(2)]
    for credential, now in zip(credentials, (1_000_000.0, 5.0), strict=True):
        monkeypatch.setattr(kept_credentials, "loop_time", lambda now=now: now)
        kept.keep(credential, 30.0)
    assert len(kept) == 1
