"""When aiohttp takes a connection, and which one: never twice for a request, never a stale one."""

from __future__ import annotations

import select
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from socket import socket
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import aiohttp
import attrs
import yarl

from .base import Attempt

if TYPE_CHECKING:
    from aiohttp.client_proto import ResponseHandler
    from aiohttp.connector import Connection
    from aiohttp.tracing import Trace

__all__ = ["Connector", "Exchange", "NoCookies", "current"]


@attrs.define(slots=True, eq=False)
class Exchange:
    """One request on its way.

    Args:
        trace: is told when sending begins.
        attempt: is told that too.

    Attributes:
        sent: whether any of it may have reached the server.
    """

    trace: Callable[[str, Mapping[str, Any]], Awaitable[None]] | None
    attempt: Attempt
    sent: bool = False


# The connector is called by the library within the task of the caller.
current: ContextVar[Exchange] = ContextVar("interop_client_exchange")


class Connector(aiohttp.TCPConnector):
    """Hands out connections, and by that knows when a request begins to be sent."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._used: WeakSet[ResponseHandler] = WeakSet()

    async def connect(
        self, req: aiohttp.ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout
    ) -> Connection:
        """A connection for the request, for its first sending only."""
        exchange = current.get()
        if exchange.sent:
            # The library sends GET, PUT and DELETE again by itself. Some of our PUTs must not be,
            # and whoever counts attempts must know of all.
            raise aiohttp.ServerDisconnectedError
        connection = await self._usable(req, traces, timeout)
        try:
            if exchange.trace is not None:
                await exchange.trace("http11.send_request_headers.started", {})
        except BaseException:
            connection.close()
            raise
        exchange.sent = exchange.attempt.sent = True
        return connection

    async def _usable(
        self, req: aiohttp.ClientRequest, traces: list[Trace], timeout: aiohttp.ClientTimeout
    ) -> Connection:
        """A connection that is new, or that the server has neither closed nor spoken on since."""
        while True:
            connection = await super().connect(req, traces, timeout)
            protocol, transport = connection.protocol, connection.transport
            assert protocol is not None
            if protocol not in self._used:
                self._used.add(protocol)
                return connection
            if (
                transport is not None
                # It reads by itself: what the server said meanwhile is no longer in the socket.
                and not protocol.should_close
                and not _is_readable(transport.get_extra_info("socket"))
            ):
                return connection
            connection.close()


def _is_readable(connected: socket) -> bool:
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
