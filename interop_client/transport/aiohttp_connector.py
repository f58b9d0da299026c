"""Connector for aiohttp: gives a request one connection, never a second, never a stale one."""

from __future__ import annotations

import select
import socket
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import aiohttp
import attrs
import yarl

from .attempt import Attempt

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

__all__ = ["Connector", "Exchange", "NoCookies", "Request", "current"]


@attrs.define(slots=True, eq=False)
class Exchange:
    """One request on its way.

    Args:
        attempt: is told how far it gets.
        has_body: whether something follows the head: both are written in a later turn of the
            event loop.

    Attributes:
        stale: whether its connection had ended before the first byte.
    """

    attempt: Attempt
    has_body: bool
    stale: bool = False


# The library calls us within the task of the caller, or one made by it.
current: ContextVar[Exchange] = ContextVar("interop_client_exchange")


class Request(aiohttp.ClientRequest):
    """A request that looks at its connection once more, right before the first byte."""

    async def write_bytes(
        self, writer: AbstractStreamWriter, conn: Connection, content_length: int | None = None
    ) -> None:
        """Write head and body, unless the server has closed the connection by now."""
        exchange = current.get()
        protocol = conn.protocol
        if exchange.attempt.reused and protocol is not None and not _is_usable(conn):
            exchange.stale = True
            protocol.set_exception(aiohttp.ServerDisconnectedError())
            return
        exchange.attempt.sent = True
        await super().write_bytes(writer, conn, content_length)


class Connector(aiohttp.TCPConnector):
    """Hands out connections, and by that knows when a request begins to be sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(socket_factory=self._open, **options)
        self._used: WeakSet[ResponseHandler] = WeakSet()
        self._sockets: WeakSet[socket.socket] = WeakSet()

    def _open(self, address: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, _ = address
        opened = socket.socket(family, kind, protocol)
        self._sockets.add(opened)
        return opened

    def abandon(self) -> None:
        """Close all sockets, without the event loop that they belonged to."""
        for opened in list(self._sockets):
            opened.close()

    async def connect(
        self, req: aiohttp.ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout
    ) -> Connection:
        """A connection for the request, for its first sending only."""
        exchange = current.get()
        attempt = exchange.attempt
        if attempt.sent:
            # The library sends GET, PUT and DELETE again by itself. Some of our PUTs must not be,
            # and whoever counts attempts must know of all.
            raise aiohttp.ServerDisconnectedError
        exchange.stale = False
        attempt.phase = "connecting"
        connection = await self._usable(req, traces, timeout, attempt)
        attempt.phase = "waiting for the answer"
        # Without a body the head follows in this very moment.
        attempt.sent = not exchange.has_body
        return connection

    async def _usable(
        self,
        req: aiohttp.ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,
        attempt: Attempt,
    ) -> Connection:
        """A connection that is new, or that the server has neither closed nor spoken on since."""
        while True:
            connection = await super().connect(req, traces, timeout)
            protocol = connection.protocol
            assert protocol is not None
            attempt.reused = protocol in self._used
            if not attempt.reused:
                self._used.add(protocol)
                return connection
            if _is_usable(connection):
                return connection
            connection.close()


def _is_usable(connection: Connection) -> bool:
    """Whether the server has neither closed it nor spoken since the last answer."""
    protocol, transport = connection.protocol, connection.transport
    return (
        protocol is not None
        and transport is not None
        and not transport.is_closing()
        # It reads by itself: what the server said meanwhile is no longer in the socket.
        and not protocol.should_close
        and not _is_readable(transport.get_extra_info("socket"))
    )


def _is_readable(connected: socket.socket) -> bool:
    """Whether there is something to read, if only the end: an idle server has nothing to say."""
    if connected.fileno() < 0:
        return True
    if sys.platform == "win32":
        return bool(select.select([connected], [], [], 0)[0])
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return bool(poll.poll(0))


class NoCookies(aiohttp.DummyCookieJar):
    """Takes no cookies, and does not look at them: what cannot be parsed would be logged."""

    def update_cookies_from_headers(self, headers: object, response_url: yarl.URL) -> None:
        """Leave them alone."""
