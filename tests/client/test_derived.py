"""Clients that are derived from another."""

from __future__ import annotations

import uuid
from typing import Any

import httpx
import pytest
from scripted import AUTH, Scripted, client_of, operation

from interop_client import (
    ApiKey,
    ConfigurationError,
    ConflictPolicy,
    InteropClient,
    MemoryTokenStore,
    RetryPolicy,
)
from interop_client.models import AuthType, TenantInfo

anyio_test = pytest.mark.anyio

KEY = ApiKey("the-account-key")


def tenant(**auth: Any) -> TenantInfo:
    return TenantInfo(
        id=uuid.UUID(int=7), name="Springfield", auth=AuthType(**auth) if auth else None
    )


@anyio_test
async def test_a_tenants_client_uses_the_tenants_credentials_and_all_else_of_ours() -> None:
    service = Scripted()
    store = MemoryTokenStore()
    client = client_of(service, token_store=store, timeout=70, retry=RetryPolicy(attempts=2))
    derived = client.for_tenant(tenant(client_id="actor", client_secret="of the actor"))
    await derived.send(operation())
    await client.send(operation())
    assert b"client_id=actor" in service.token_requests[0].content
    assert b"client_id=client" in service.token_requests[1].content
    assert len(store) == 2
    assert derived._session.shared is client._session.shared
    assert (derived._session.timeout, derived._session.retry.attempts) == (70, 2)


@anyio_test
async def test_two_clients_of_one_tenant_share_its_token() -> None:
    service = Scripted()
    client = client_of(service)
    for _ in range(2):
        derived = client.for_tenant(tenant(client_id="actor", client_secret="of the actor"))
        await derived.send(operation())
    assert len(service.token_requests) == 1


@anyio_test
async def test_a_tenants_client_can_be_made_from_any_proof() -> None:
    service = Scripted()
    client = client_of(service)
    await client.for_tenant(KEY).send(operation())
    await client.for_tenant(httpx.BasicAuth("a", "b")).send(operation())
    assert [r.headers["authorization"][:6] for r in service.requests] == ["Basic ", "Basic "]


@anyio_test
async def test_other_options_leave_the_original_as_it_was() -> None:
    service = Scripted()
    client = client_of(service, timeout=30)
    off = ConflictPolicy.off()
    derived = client.with_options(
        timeout=None, retry=RetryPolicy(attempts=1), conflicts=off, headers={"X-One": "1"}
    )
    again = derived.with_options(headers={"x-two": "2", "User-Agent": "mine"})
    await client.send(operation())
    await again.send(operation())
    first, second = (request.headers for request in service.requests)
    assert "x-one" not in first
    assert (second["x-one"], second["x-two"], second["user-agent"]) == ("1", "2", "mine")
    assert client._session.timeout == 30
    assert client._session.retry.attempts == 4
    assert again._session.timeout is None
    assert again._session.retry.attempts == 1
    assert again._session.conflicts is off


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "hunter2"},
        {"HOST": "hunter2"},
        {"Content-Length": "5"},
        {"X-A": "hunter2\r\nX-B: 1"},
        {"X-A": "hunter2\n"},
        {"X-A": " hunter2"},
        {"X-A": "hunter2\u2603"},
        {"X-A": 5},
        {"X A": "hunter2"},
        {"": "hunter2"},
        {5: "hunter2"},
    ],
)
@anyio_test
async def test_headers_that_cannot_be_sent_are_refused_unseen(headers: Any) -> None:
    client = client_of(Scripted())
    with pytest.raises(ConfigurationError) as caught:
        client.with_options(headers=headers)
    assert "hunter2" not in str(caught.value)
    with pytest.raises(ValueError, match="header") as refused:
        await client.request("GET", "/clouds", headers=headers)
    assert "hunter2" not in str(refused.value)


def test_a_subclass_derives_its_own_kind() -> None:
    class Mine(InteropClient):
        pass

    client = Mine(KEY)
    assert type(client.with_options(timeout=1)) is Mine
    assert type(client.for_tenant(AUTH)) is Mine
