"""Fixtures for the sandbox's tests: a served sandbox, and callers on asyncio and on trio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from interop_client.sandbox import Sandbox, Tenant
from interop_client.transport import LaneTransport

from .sandbox_caller import Caller


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
async def http(anyio_backend: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(timeout=60.0, transport=LaneTransport()) as client:
        yield client


@pytest.fixture
def account(sandbox: Sandbox, http: httpx.AsyncClient) -> Caller:
    return Caller(sandbox, http, sandbox.account)


@pytest.fixture
def tenant(sandbox: Sandbox) -> Tenant:
    """A tenant with a past rollover and an enabled schedule, and nothing active or pending."""
    return sandbox.tenants[0]


@pytest.fixture
def actor(sandbox: Sandbox, http: httpx.AsyncClient, tenant: Tenant) -> Caller:
    return Caller(sandbox, http, tenant.credentials)


@pytest.fixture
def other(sandbox: Sandbox, http: httpx.AsyncClient, tenant: Tenant) -> Caller:
    """A second caller with the same credentials and a token of its own."""
    return Caller(sandbox, http, tenant.credentials)
