"""Clients on the connections of aiohttp, and how servers lose what they are sent."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
from conflicts.world import QUICK
from session.test_connections import clock as clock
from support.loopback import (
    Connection,
    Server,
)

from interop_client import (
    ApiKey,
    ClientCredentials,
    InteropClient,
)
from interop_client.sandbox import Sandbox
from interop_client.transport.aiohttp import AiohttpTransport

KEY = ApiKey("planted-api-key-1234")
METHODS = ["GET", "PUT", "DELETE", "POST", "PATCH"]


def client_of(sandbox: Sandbox, **options: Any) -> InteropClient:
    options = {
        "transport": AiohttpTransport(),
        "retry": QUICK,
        "base_url": sandbox.base_url,
        **options,
    }
    return InteropClient(ClientCredentials(*sandbox.account), **options)


def http_of(**options: Any) -> httpx.AsyncClient:
    timeout = options.pop("timeout", 10)
    return httpx.AsyncClient(transport=AiohttpTransport(**options), timeout=timeout)


async def until_only(tasks: set[asyncio.Task[Any]]) -> None:
    """Waits, for a few turns of the event loop, until no task is left but those."""
    for _ in range(10):
        await anyio.lowlevel.checkpoint()
    assert asyncio.all_tasks() == tasks


def hang_up(server: Server, connection: Connection) -> None:
    server.note(connection.head())


def reset(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def nonsense(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.send("HTTP/1.1 OK nonsense\r\n\r\n")


def cut_short(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")


def half_a_head(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.send("HTTP/1.1 200 OK\r\ncontent-le")


def stays(server: Server, connection: Connection) -> None:
    server.note(connection.head())
    connection.until_gone()
