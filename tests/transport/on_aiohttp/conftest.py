"""Fixtures: clients that bring no transport run on the connections of aiohttp."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator, Iterator

import pytest
from conflicts.world import World
from session.planted import assert_clean
from session.test_connections import clock as clock

from interop_client import (
    InteropClient,
)
from interop_client._session.wiring import Wiring
from interop_client.sandbox import Sandbox
from interop_client.transport.aiohttp import AiohttpTransport

from .connections import client_of


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def made(monkeypatch: pytest.MonkeyPatch) -> list[AiohttpTransport]:
    """The transports of clients that were made without one."""
    made: list[AiohttpTransport] = []

    def own_transport(wiring: Wiring, *addresses: str) -> AiohttpTransport:
        limit = 32 if wiring.max_connections is None else wiring.max_connections
        made.append(AiohttpTransport(max_connections=limit))
        return made[-1]

    monkeypatch.setattr(Wiring, "_own_transport", own_transport)
    return made


@pytest.fixture
def collected() -> Iterator[None]:
    """What was left open fails its own test."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Everything is logged, and nothing in it may be secret."""
    with caplog.at_level(logging.DEBUG):
        yield
    for record in caplog.records:
        assert_clean(f"{record.getMessage()} {vars(record)!r}", "a log")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox
        sandbox.faults.clear()


@pytest.fixture
async def interop(sandbox: Sandbox) -> AsyncIterator[InteropClient]:
    async with client_of(sandbox) as client:
        yield client


@pytest.fixture
def world() -> Iterator[World]:
    with Sandbox(tenants=9) as sandbox:
        yield World(sandbox)
        sandbox.faults.clear()


@pytest.fixture
async def one(world: World) -> AsyncIterator[InteropClient]:
    async with world.client() as client:
        yield client
