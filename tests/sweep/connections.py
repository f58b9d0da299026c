"""Calls over sockets that are swept: each way that a request can go out, and its answer come in."""

from __future__ import annotations

import json
import socket
import ssl
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any
from uuid import UUID

import anyio
import anyio.lowlevel
import attrs
import h2.config
import h2.connection
import h2.events
import httpx
import pytest
from support.certificate import Certificate
from support.loopback import Connection, Server, proxying, pump

from interop_client import ApiKey, InteropClient, RequestError
from interop_client._session import admission
from interop_client.auth import Strategy
from interop_client.transport import LaneTransport, OwnTransport, request, tunnel
from interop_client.transport.aiohttp import AiohttpTransport
from interop_client.transport.routed import RoutedTransport
from sweep.scene import Scene, Swept

KEY = ApiKey("key")
LONG = "x" * 40_000
UPLOADED = "y" * 300_000
"""More than a server takes at once, so that it is sent in parts."""


def answer_to(path: str) -> bytes:
    """An answer that names what was asked for, so that one that belongs to another call shows."""
    if path.endswith("/oauth/token"):
        return json.dumps({"access_token": "token", "expires_in": 3600}).encode()
    return json.dumps({"data": {"id": path.rpartition("/")[2], "name": LONG}}).encode()


def naming(server: Server, connection: Connection) -> None:
    """Answer each request with the name of what it asks for."""
    while head := connection.head():
        first, *lines = head.split("\r\n")
        lengths = [line[15:] for line in lines if line.lower().startswith("content-length:")]
        length = int(lengths[0]) if lengths else 0
        while len(connection.received) < length:
            part = connection.end.recv(65536)
            if not part:
                return
            connection.received += part
        connection.received = connection.received[length:]
        content = answer_to(first.split()[1])
        head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(content)}\r\n\r\n"
        connection.end.sendall(head.encode() + content[:9])
        server.proceed.wait(0.002)  # So that whoever reads comes to wait, now and then.
        connection.end.sendall(content[9:])


def naming_over_http2(server: Server, connection: Connection) -> None:
    """The same in HTTP/2, one request after the other."""
    state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    state.initiate_connection()
    connection.end.sendall(state.data_to_send())
    path, left = "", b""
    while data := connection.end.recv(65536):
        for event in state.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                path = dict(event.headers or ())[b":path"].decode()
            elif isinstance(event, h2.events.DataReceived):
                state.acknowledge_received_data(
                    event.flow_controlled_length or 0, event.stream_id or 0
                )
            elif isinstance(event, h2.events.StreamEnded):
                stream, left = event.stream_id or 0, answer_to(path)
                state.send_headers(stream, [(":status", "200")])
        while left and (room := min(state.local_flow_control_window(stream), 16_384)):
            state.send_data(stream, left[:room], end_stream=len(left) <= room)
            left = left[room:]
        connection.end.sendall(state.data_to_send())


def socks(server: Server, connection: Connection) -> None:
    """A SOCKS proxy that wants a password, whatever it is."""
    end = connection.end
    end.recv(3)
    end.sendall(b"\x05\x02")
    end.recv(512)
    end.sendall(b"\x01\x00")
    target = end.recv(10)
    with socket.create_connection(("127.0.0.1", int.from_bytes(target[8:]))) as upstream:
        end.sendall(b"\x05\x00\x00\x01" + bytes(6))
        back = threading.Thread(target=pump, args=[upstream, end])
        back.start()
        pump(end, upstream)
        back.join()


def refusing(server: Server, connection: Connection) -> None:
    """A proxy that lets nobody through, and never comes to the end of why."""
    if connection.head():
        connection.send("HTTP/1.1 407 Who are you\r\ncontent-length: 4\r\n\r\nno")
        connection.until_gone()


@attrs.frozen
class Way:
    """How requests go out.

    Args:
        transport: makes what sends them, for a trusted certificate and a proxy's address.
        secure: whether the server shows a certificate.
        behave: what the server does.
        proxy: what a proxy before it does; None for no proxy.
        auth: what the requests are signed with.
        refused: whether no request gets to the server.
        host: the server's name or address.
    """

    transport: Callable[[ssl.SSLContext, str], OwnTransport]
    secure: bool = False
    behave: Callable[[Server, Connection], None] = naming
    proxy: Callable[[Server, Connection], None] | None = None
    auth: Strategy | httpx.Auth = KEY
    refused: bool = False
    host: str = "127.0.0.1"


def lanes(tls: ssl.SSLContext, proxy: str, **options: Any) -> LaneTransport:
    wanted = proxy.replace("//", "//user:password@") or None
    return LaneTransport(max_connections=1, verify=tls, proxy=wanted, **options)


def socks_lanes(tls: ssl.SSLContext, proxy: str) -> LaneTransport:
    return lanes(tls, proxy.replace("http", "socks5"))


WAYS: dict[str, Way] = {
    "own": Way(lanes),
    "own, TLS": Way(lanes, secure=True),
    "own, HTTP/2": Way(partial(lanes, http2=True), secure=True, behave=naming_over_http2),
    "own, a proxy": Way(lanes, proxy=naming),
    "own, a name": Way(lanes, host="localhost"),
    "own, a proxy, refused": Way(lanes, proxy=refusing, refused=True),
    "own, a tunnel, refused": Way(lanes, secure=True, proxy=refusing, refused=True),
    "own, a tunnel": Way(lanes, secure=True, proxy=proxying),
    "own, SOCKS": Way(socks_lanes, proxy=socks),
    "own, by another auth": Way(lanes, auth=httpx.BasicAuth("user", "password")),
    "own, routed": Way(lambda tls, proxy: RoutedTransport(lanes(tls, proxy), {})),
    "own, routed, by another auth": Way(
        lambda tls, proxy: RoutedTransport(lanes(tls, proxy), {}),
        auth=httpx.BasicAuth("user", "password"),
    ),
}
ON_ASYNCIO: dict[str, Way] = {
    "aiohttp": Way(lambda tls, proxy: AiohttpTransport(max_connections=1)),
    "aiohttp, by another auth": Way(
        lambda tls, proxy: AiohttpTransport(max_connections=1),
        auth=httpx.BasicAuth("user", "password"),
    ),
}


@cache
def contexts(protocol: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Those of a server and of who trusts it: to make them takes longer than a scene."""
    with tempfile.TemporaryDirectory() as folder:
        certificate = Certificate(Path(folder))
        serving = certificate.serving()
        serving.set_alpn_protocols([protocol])
        return serving, certificate.trusting()


@contextmanager
def network(port: int) -> Iterator[None]:
    """Every name has two addresses, of which the second is the server's; calls begin singly."""

    async def look_up(host: str, *_: object, **__: object) -> list[Any]:
        await anyio.lowlevel.checkpoint()
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in ("127.9.9.9", "127.0.0.1")
        ]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(anyio, "getaddrinfo", look_up)
        patch.setattr(admission, "_AT_ONCE", 1)
        # Seconds for the page of a proxy whose end never comes.
        patch.setattr(tunnel, "_PAGE_SECONDS", 0.01)
        patch.setattr(request, "_CLOSING_SECONDS", 0.01)
        yield


def scene(way: Way) -> Scene:
    """Two reads that share one connection, and a large write, by a client of their own."""

    @asynccontextmanager
    async def played() -> AsyncIterator[Swept]:
        with ExitStack() as stack:
            serving, trusting = contexts("h2" if way.behave is naming_over_http2 else "http/1.1")
            server = Server(way.behave, serving if way.secure else None)
            server.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 32_768)
            stack.enter_context(server)
            proxy = "" if way.proxy is None else stack.enter_context(Server(way.proxy)).url
            transport = way.transport(trusting, proxy)
            url = f"{server.url.replace('127.0.0.1', way.host)}/v2"
            stack.enter_context(network(server.listener.getsockname()[1]))
            closing = False
            interop = InteropClient(way.auth, base_url=url, transport=transport)

            async def find(number: int) -> None:
                try:
                    found = await interop.clouds.find(UUID(int=number))
                except RequestError:
                    assert way.refused
                else:
                    assert found.id == UUID(int=number)

            async def call() -> None:
                nonlocal closing
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(find, 1)
                    tasks.start_soon(find, 2)
                if not way.refused:
                    await interop.request("PUT", f"/clouds/{UUID(int=3)}", content=UPLOADED)
                closing = True
                async with interop:
                    pass

            async def after() -> None:
                if isinstance(transport, LaneTransport):
                    assert transport.busy_lanes == transport.waiters == 0
                if not closing:
                    await find(4)
                await interop.aclose()
                await server.until_open(0)

            yield Swept(call, after)

    return played
