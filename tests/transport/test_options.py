"""What a transport can be told, and what it tells."""

from __future__ import annotations

import importlib.util

import httpx
import pytest
from support.loopback import (
    Server,
    answering,
)

from interop_client.transport import LaneTransport

pytestmark = pytest.mark.anyio


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ImportError, match=r"httpx\[http2\]"):
        LaneTransport(http2=True)
    LaneTransport(proxy="socks5://127.0.0.1")


def test_at_least_one_connection_is_needed() -> None:
    with pytest.raises(ValueError, match="max_connections must be at least 1"):
        LaneTransport(max_connections=0)


async def test_other_schemes_are_refused() -> None:
    async with httpx.AsyncClient(transport=LaneTransport()) as client:
        with pytest.raises(httpx.UnsupportedProtocol):
            await client.get("ftp://127.0.0.1")


async def test_the_counts_are_shown_and_nothing_else() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=3)
        client = httpx.AsyncClient(transport=transport)
        async with client, client.stream("GET", server.url):
            shown = "<LaneTransport max_connections=3 idle=0 busy=1 waiters=0>"
            assert repr(transport) == shown
