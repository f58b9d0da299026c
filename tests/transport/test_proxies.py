"""Proxies: plain calls through one, and tunnels."""

from __future__ import annotations

import ssl

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from support.loopback import (
    Connection,
    Server,
    a_proxy,
    answering,
    ok,
)

from interop_client.transport import LaneTransport

pytestmark = pytest.mark.anyio


async def test_plain_calls_go_through_the_proxy() -> None:
    with a_proxy() as (proxy, url):
        transport = LaneTransport(proxy=url)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, "http://nowhere.invalid/path")
            await ok(client, "http://nowhere.invalid/path")
        assert proxy.paths == ["http://nowhere.invalid/path"] * 2
        assert proxy.accepted == 1
        assert "Basic dXNlcjpoaWRkZW4=" in proxy.seen[0]
        assert "hidden" not in repr(transport)


@pytest.mark.parametrize("kind", [str, httpx.URL, httpx.Proxy])
async def test_secure_calls_go_through_a_tunnel(
    kind: type[str | httpx.URL | httpx.Proxy], certificate: ssl.SSLContext
) -> None:
    with Server(answering, certificate) as server, a_proxy() as (proxy, url):
        transport = LaneTransport(proxy=kind(url), verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, server.url + "/one")
            await ok(client, server.url + "/two")
        assert [head.split()[0] for head in proxy.seen] == ["CONNECT"]
        assert "Basic dXNlcjpoaWRkZW4=" in proxy.seen[0]
        assert server.paths == ["/one", "/two"]
        assert "hidden" not in server.seen[0]
        await proxy.until_open(0)


async def test_a_call_cancelled_while_the_tunnel_is_opened_closes_its_connection() -> None:
    def mute(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.until_gone()

    with Server(mute) as proxy:
        transport = LaneTransport(proxy=proxy.url, verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.get, "https://nowhere.invalid")
                await proxy.until(lambda: len(proxy.seen) == 1)
                group.cancel_scope.cancel()
            await proxy.until_open(0)
        assert transport.open_lanes == 0


async def test_a_tunnel_that_the_proxy_refuses_is_a_proxy_error() -> None:
    def refusing(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")

    with Server(refusing) as proxy:
        transport = LaneTransport(proxy=proxy.url, verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.ProxyError, match="407"):
                await client.get("https://nowhere.invalid")
        assert transport.open_lanes == 0
