"""Fixtures: a certificate, the service behind, and the connections to try."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest
from support.certificate import Certificate

from interop_client.transport import LaneTransport, Transport
from interop_client.transport.aiohttp import AiohttpTransport

from .backend import Backend

Connect: TypeAlias = Callable[[ssl.SSLContext | bool], Transport]

CONNECTIONS: dict[str, Connect] = {
    "own": lambda verify: LaneTransport(verify=verify),
    "own-http2": lambda verify: LaneTransport(verify=verify, http2=True),
    "aiohttp": lambda verify: AiohttpTransport(verify=verify),
}


@pytest.fixture
def certificate(tmp_path: Path) -> Certificate:
    return Certificate(tmp_path)


@pytest.fixture
def backend() -> Iterator[Backend]:
    with Backend() as backend:
        yield backend


@pytest.fixture(params=CONNECTIONS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return "asyncio"
