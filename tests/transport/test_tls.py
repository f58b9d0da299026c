"""TLS: whom to trust."""

from __future__ import annotations

import ssl
from pathlib import Path

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from support.loopback import (
    Server,
    answering,
    ok,
)

from interop_client.transport import LaneTransport

pytestmark = pytest.mark.anyio


async def test_an_unknown_certificate_is_refused(certificate: ssl.SSLContext) -> None:
    with Server(answering, certificate) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                await client.get(server.url)
        assert transport.open_lanes == 0
        await server.until_open(0)


async def test_the_environment_does_not_say_whom_to_trust(
    certificate: ssl.SSLContext, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with Server(answering, certificate) as server:
        async with httpx.AsyncClient(transport=LaneTransport()) as client:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                await client.get(server.url)


async def test_any_certificate_is_accepted_where_that_was_asked_for(
    certificate: ssl.SSLContext,
) -> None:
    with Server(answering, certificate) as server:
        async with httpx.AsyncClient(transport=LaneTransport(verify=False)) as client:
            await ok(client, server.url)
            await ok(client, server.url)
        assert server.accepted == 1


async def test_a_context_of_ones_own_is_used(certificate: ssl.SSLContext, authority: Path) -> None:
    trusting = ssl.create_default_context(cafile=authority)
    with Server(answering, certificate) as server:
        async with httpx.AsyncClient(transport=LaneTransport(verify=trusting)) as client:
            await ok(client, server.url)


async def test_one_context_is_built_for_all_connections_and_none_for_plain_ones(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[object] = []
    build = httpx.create_ssl_context

    def counting(verify: bool | ssl.SSLContext, trust_env: bool) -> ssl.SSLContext:
        built.append(verify)
        return build(verify=verify, trust_env=trust_env)

    monkeypatch.setattr(httpx, "create_ssl_context", counting)
    with Server(answering) as plain, Server(answering, certificate) as secure:
        async with httpx.AsyncClient(transport=LaneTransport(verify=False)) as client:
            await ok(client, plain.url)
            assert built == []
            async with anyio.create_task_group() as group:
                for _ in range(10):
                    group.start_soon(ok, client, secure.url)
        assert secure.accepted > 1
    assert built == [False]
