"""Transport on our own connections: requests of the HTTP library, or plain messages, on lanes."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Any

import anyio
import anyio.lowlevel
import httpx

from .attempt import Attempt, attempt_of
from .base import OwnTransport, Proxy
from .dialer import Dialer
from .failure import FAILURES, failure
from .lane import Lane
from .lane_body import LaneBody
from .message import Connection, Message, NotTakenError, Reply, Timeouts
from .pool import LanePool
from .request import RequestBody, message_of
from .tunnel import refusal

__all__ = ["LaneTransport"]

_NO_TIMEOUTS = Timeouts()


class LaneTransport(OwnTransport):
    """A transport for `httpx.AsyncClient` whose cost per call does not grow with their number.

    Calls that find no free connection are served strictly first come, first served: none is
    overtaken while it waits, not even by a call that could use the freed connection as it is. The
    wait is bounded by the `pool` timeout of the request (`httpx.PoolTimeout`), and ends with any
    cancel scope around the call.

    A call prefers a free connection to its origin, then a new one, then the place of the free
    connection that was unused for longest. A connection is held until the body of its response is
    closed, and is used again only if the exchange ended well: after an error, or a cancellation at
    any point, it is closed. One that the server closed while it was idle is replaced unnoticed.
    Connections are begun one per turn of the event loop, so that TLS handshakes do not all come
    at once.

    Nothing runs in the background: connections that were idle for too long are closed by the next
    call. It may be created outside an event loop, and closed by another task than those that used
    it; all use must be within one event loop. It reads nothing from the environment.

    Arguments:
        max_connections: connections open at once, over all origins.
        keepalive_expiry: seconds that an idle connection is kept; None for ever.
        verify: False to accept any certificate, or a context with the trust store to use. The
            default context is built when the first `https` call is made.
        proxy: the proxy that every call goes through.
        http2: offer HTTP/2, still one exchange at a time per connection.

    Raises:
        ValueError: `max_connections` is below 1, or the scheme of `proxy` is unknown.
        ImportError: the package for `http2`, or for a SOCKS proxy, is missing.
    """

    def __init__(
        self,
        *,
        max_connections: int = 32,
        keepalive_expiry: float | None = 30.0,
        verify: bool | ssl.SSLContext = True,
        proxy: Proxy | None = None,
        http2: bool = False,
    ) -> None:
        if max_connections < 1:
            raise ValueError(f"max_connections must be at least 1, not {max_connections}")
        self._dialer = Dialer(verify=verify, proxy=proxy, http2=http2)
        self._pool = LanePool(max_connections, keepalive_expiry)
        self._home: anyio.lowlevel.EventLoopToken | None = None  # where it is used

    @property
    def max_connections(self) -> int:
        """How many connections may be open at once."""
        return self._pool.max_connections

    @property
    def open_lanes(self) -> int:
        """How many connections are open, or being opened."""
        return self._pool.idle + self._pool.busy

    @property
    def idle_lanes(self) -> int:
        """How many connections are open and free."""
        return self._pool.idle

    @property
    def busy_lanes(self) -> int:
        """How many connections serve a call, from its start to the closing of its response."""
        return self._pool.busy

    @property
    def waiters(self) -> int:
        """How many calls wait for a connection."""
        return self._pool.waiting

    def __repr__(self) -> str:
        pool = self._pool
        return (
            f"<{type(self).__name__} max_connections={pool.max_connections} idle={pool.idle}"
            f" busy={pool.busy} waiters={pool.waiting}{' closed' if pool.closed else ''}>"
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request on a connection of its own; the response must be closed.

        Raises:
            httpx.TransportError: there was no answer; its message says where that showed.
            RuntimeError: the transport is closed.
        """
        attempt = attempt_of(request.extensions)
        timeouts = Timeouts(**request.extensions.get("timeout", {}))
        message = message_of(request)
        try:
            lane, connection = await self._begin(message, attempt, timeouts)
        finally:
            if isinstance(message.body, RequestBody):
                await message.body.aclose()
        return httpx.Response(
            connection.status,
            headers=connection.fields,
            stream=LaneBody(self._pool, lane, attempt, timeouts, self._failed),
            extensions={
                "http_version": connection.version,
                "reason_phrase": connection.reason,
            },
        )

    async def exchange(self, message: Message, attempt: Attempt) -> Reply:
        """Send a request, and read the whole of its answer.

        Args:
            message: the request.
            attempt: is told how far it got.

        Raises:
            httpx.TransportError: there was no whole answer; its message says where that showed.
            RuntimeError: the transport is closed.
        """
        lane, connection = await self._begin(message, attempt, _NO_TIMEOUTS)
        parts: list[bytes] = []
        try:
            while part := await connection.read(_NO_TIMEOUTS):
                parts.append(part)
        except FAILURES as error:
            attempt.refusal = Reply(connection.status, connection.fields, b"")
            failed = self._failed(error, attempt, lane)
        except BaseException:
            self._pool.discard(lane)
            raise
        else:
            self._pool.release(lane)
            content = parts[0] if len(parts) == 1 else b"".join(parts)
            return Reply(connection.status, connection.fields, content)
        raise failed

    async def _begin(
        self, message: Message, attempt: Attempt, timeouts: Timeouts
    ) -> tuple[Lane, Connection]:
        """Send a request, and wait for the head of its answer.

        From here on the lane is the caller's to give back.
        """
        origin = message.origin
        attempt.address, attempt.proxy, attempt.phase = origin.address, self._dialer.proxy, "queue"
        lane = await self._pool.acquire(origin, timeouts.pool)
        try:
            connection = await self._sent(lane, message, attempt, timeouts)
        except FAILURES as error:
            failed = self._failed(error, attempt, lane)
        except BaseException:
            self._pool.discard(lane)
            raise
        else:
            return lane, connection
        # Raised out here, it has no context: what led to it knows what was sent.
        raise failed

    async def _sent(
        self, lane: Lane, message: Message, attempt: Attempt, timeouts: Timeouts
    ) -> Connection:
        """Send on the lane's connection, and on a new one if that has ended meanwhile."""
        while True:
            connection = lane.connection
            if connection is None:
                connection = await self._dial(lane, attempt, timeouts.connect)
            try:
                await connection.send(message, attempt, timeouts)
                if connection.status == 407 and message.origin.scheme == "http" and attempt.proxy:
                    attempt.sent, attempt.phase = False, "proxy"
                    raise await refusal(connection)
            except NotTakenError:
                begun = isinstance(message.body, RequestBody) and message.body.begun
                if begun or not attempt.reused:
                    raise
                self._pool.learn(lane)
                lane.close()
            else:
                return connection

    async def _dial(self, lane: Lane, attempt: Attempt, timeout: float | None) -> Connection:
        """Open the connection of a lane, unless the transport is closed meanwhile."""
        if self._home is None:
            self._home = anyio.lowlevel.current_token()
        with anyio.CancelScope() as lane.dialing, anyio.fail_after(timeout):
            await self._pool.turn(lane)
            lane.connection = await self._dialer.open(lane.origin, attempt)
        lane.dialing = None
        if lane.connection is None or self._pool.closed:
            raise anyio.ClosedResourceError
        return lane.connection

    def _failed(self, error: BaseException, attempt: Attempt, lane: Lane) -> httpx.TransportError:
        """What to raise for a failure; the lane is given up."""
        self._pool.discard(lane)
        failed = failure(error, attempt, closed=self._pool.closed)
        return type(failed)(self._dialer.hide(str(failed)))

    async def aclose(self) -> None:
        """Close all connections, those in use too; calls that wait, and later ones, are refused.

        In another event loop than the calls' it asks theirs to do so. If theirs has ended, nothing
        is in use any more, whatever it looked like, and all is closed at once.
        """
        self._pool.closed = True
        home = None if self._home is None else self._home.native_token
        if home is None or home is anyio.lowlevel.current_token().native_token:
            self._pool.end()
        elif not _ask(home, self._pool.end):
            self._pool.forget()


def _ask(home: Any, call: Callable[[], None]) -> bool:
    """Have another event loop make a call soon; False if it has ended."""
    try:
        if hasattr(home, "run_sync_soon"):
            home.run_sync_soon(call)
            return True
        if home.is_running():
            home.call_soon_threadsafe(call)
            return True
    except RuntimeError:
        pass
    return False
