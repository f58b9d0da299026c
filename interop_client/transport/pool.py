"""Connection pool: which connection a call gets, where a freed one goes, and who waits.

The connection pool of the HTTP library looks through all connections and all waiting requests
whenever anything changes, so a burst of n calls costs n squared and freezes the event loop.
`LaneTransport` keeps that library's connections and replaces its pool. A connection is a *lane*
that carries one exchange at a time; free lanes lie on a stack; calls that find none queue, and are
handed one directly.
"""

from __future__ import annotations

import ssl
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from math import inf
from typing import Any

import anyio
import anyio.lowlevel
import httpx

from .._clock import loop_time
from .attempt import Attempt, attempt_of
from .base import OwnTransport, Proxy
from .dialer import Dialer
from .failure import CLOSED, FAILURES, failure
from .lane import Lane
from .message import Connection, Message, NotTakenError, Origin, Reply, Timeouts
from .request import RequestBody, message_of
from .tunnel import refusal

__all__ = ["LaneTransport"]

_NO_TIMEOUTS = Timeouts()
# A server that closed a connection after this many idle seconds or more closes what is idle, and is
# believed to do so at that age. After less it may have had another reason.
_SHORTEST_PATIENCE = 0.5
_MARGIN = 0.85


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
        self._max_connections = max_connections
        self._keepalive_expiry = inf if keepalive_expiry is None else keepalive_expiry
        self._idle: list[Lane] = []  # the least recently used first
        self._busy: set[Lane] = set()
        self._waiters: OrderedDict[_Waiter, None] = OrderedDict()
        self._starting: Lane | None = None  # whose turn it is to begin a connection
        self._home: anyio.lowlevel.EventLoopToken | None = None  # where it is used
        self._patience: dict[Origin, float] = {}  # of servers, in seconds
        self._closed = False

    @property
    def max_connections(self) -> int:
        """How many connections may be open at once."""
        return self._max_connections

    @property
    def open_lanes(self) -> int:
        """How many connections are open, or being opened."""
        return len(self._idle) + len(self._busy)

    @property
    def idle_lanes(self) -> int:
        """How many connections are open and free."""
        return len(self._idle)

    @property
    def busy_lanes(self) -> int:
        """How many connections serve a call, from its start to the closing of its response."""
        return len(self._busy)

    @property
    def waiters(self) -> int:
        """How many calls wait for a connection."""
        return len(self._waiters)

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} max_connections={self.max_connections} idle={self.idle_lanes}"
            f" busy={self.busy_lanes} waiters={self.waiters}{' closed' if self._closed else ''}>"
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
            stream=_LaneStream(self, lane, attempt, timeouts),
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
            self._discard(lane)
            raise
        else:
            self._finish(lane)
            content = parts[0] if len(parts) == 1 else b"".join(parts)
            return Reply(connection.status, connection.fields, content)
        raise failed

    async def _begin(
        self, message: Message, attempt: Attempt, timeouts: Timeouts
    ) -> tuple[Lane, Connection]:
        """Send a request, and wait for the head of its answer.

        From here on the lane is the caller's to give back.
        """
        if self._closed:
            raise RuntimeError(f"{CLOSED}.")
        origin = message.origin
        attempt.address, attempt.proxy, attempt.phase = origin.address, self._dialer.proxy, "queue"
        lane = None if self._waiters else self._take(origin)
        if lane is None:
            lane = await self._queue(origin, timeouts.pool)
        try:
            connection = await self._sent(lane, message, attempt, timeouts)
        except FAILURES as error:
            failed = self._failed(error, attempt, lane)
        except BaseException:
            self._discard(lane)
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
                self._learn(lane)
                lane.close()
            else:
                return connection

    def _learn(self, lane: Lane) -> None:
        """Note how long the server keeps what is idle, so as not to come at that very moment."""
        idle = loop_time() - lane.idle_since
        if idle >= _SHORTEST_PATIENCE:
            known = self._patience.get(lane.origin, inf)
            self._patience[lane.origin] = min(known, idle * _MARGIN)

    async def _dial(self, lane: Lane, attempt: Attempt, timeout: float | None) -> Connection:
        """Open the connection of a lane, unless the transport is closed meanwhile."""
        if self._home is None:
            self._home = anyio.lowlevel.current_token()
        with anyio.CancelScope() as lane.dialing, anyio.fail_after(timeout):
            if self._starting is lane:
                await anyio.lowlevel.checkpoint()
                self._starting = None
                self._dispatch()
            lane.connection = await self._dialer.open(lane.origin, attempt)
        lane.dialing = None
        if lane.connection is None or self._closed:
            raise anyio.ClosedResourceError
        return lane.connection

    def _failed(self, error: BaseException, attempt: Attempt, lane: Lane) -> httpx.TransportError:
        """What to raise for a failure; the lane is given up."""
        self._discard(lane)
        failed = failure(error, attempt, closed=self._closed)
        return type(failed)(self._dialer.hide(str(failed)))

    async def aclose(self) -> None:
        """Close all connections, those in use too; calls that wait, and later ones, are refused.

        In another event loop than the calls' it asks theirs to do so. If theirs has ended, nothing
        is in use any more, whatever it looked like, and all is closed at once.
        """
        self._closed = True
        home = None if self._home is None else self._home.native_token
        if home is None or home is anyio.lowlevel.current_token().native_token:
            self._end()
        elif not _ask(home, self._end):
            self._waiters.clear()
            for lane in [*self._busy, *self._idle]:
                lane.close()
            self._busy.clear()
            self._idle.clear()

    def _end(self) -> None:
        while self._idle:
            self._idle.pop().close()
        for lane in self._busy:
            lane.end()
        for waiter in self._waiters:
            waiter.event.set()
        self._waiters.clear()

    def _take(self, origin: Origin) -> Lane | None:
        """A lane for the origin if one is free, or may be begun now; from here on it is busy."""
        idle = self._idle
        now = loop_time()
        oldest = now - self._keepalive_expiry
        patience = now - self._patience.get(origin, inf) if self._patience else -inf
        while idle and idle[0].idle_since < oldest:
            idle.pop(0).close()
        for index in range(len(idle) - 1, -1, -1):
            if idle[index].origin == origin:
                lane = idle.pop(index)
                if lane.idle_since > patience:
                    self._busy.add(lane)
                    return lane
                lane.close()
        if self._starting is not None:
            return None
        if len(idle) + len(self._busy) >= self._max_connections:
            if not idle:
                return None
            idle.pop(0).close()
        lane = self._starting = Lane(origin)
        self._busy.add(lane)
        return lane

    async def _queue(self, origin: Origin, timeout: float | None) -> Lane:
        """Wait for a lane behind the calls that wait already."""
        waiter = _Waiter(origin)
        self._waiters[waiter] = None
        try:
            if timeout is None:
                await waiter.event.wait()
            else:
                with anyio.move_on_after(timeout):
                    await waiter.event.wait()
        except BaseException:
            # A lane that was handed over in the same moment goes to the next in the queue.
            if waiter.lane is None:
                self._waiters.pop(waiter, None)
            else:
                self._finish(waiter.lane)
            raise
        if waiter.lane is not None:
            return waiter.lane
        if self._closed:
            raise RuntimeError(f"{CLOSED}.")
        del self._waiters[waiter]
        raise httpx.PoolTimeout(f"No connection became free within {timeout} seconds.")

    def _dispatch(self) -> None:
        """Hand lanes to those who wait, the first first, as far as there are any."""
        while self._waiters:
            waiter = next(iter(self._waiters))
            waiter.lane = self._take(waiter.origin)
            if waiter.lane is None:
                return
            del self._waiters[waiter]
            waiter.event.set()

    def _finish(self, lane: Lane) -> None:
        """Hand a lane on whose exchange has ended, or back to the stack."""
        if lane.connection is None or not lane.connection.is_reusable or self._closed:
            self._discard(lane)
            return
        self._busy.remove(lane)
        lane.idle_since = loop_time()
        self._idle.append(lane)
        self._dispatch()

    def _discard(self, lane: Lane) -> None:
        """Close a lane and free its place."""
        lane.close()
        self._busy.discard(lane)
        if self._starting is lane:
            self._starting = None
        self._dispatch()


class _Waiter:
    """A call in the queue."""

    __slots__ = ("event", "lane", "origin")

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.event = anyio.Event()
        self.lane: Lane | None = None


class _LaneStream(httpx.AsyncByteStream):
    """The body of a response, which gives its lane back when it is closed."""

    def __init__(
        self, transport: LaneTransport, lane: Lane, attempt: Attempt, timeouts: Timeouts
    ) -> None:
        self._transport = transport
        self._lane: Lane | None = lane
        self._attempt = attempt
        self._timeouts = timeouts
        self._reading = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        lane = self._lane
        connection = None if lane is None else lane.connection
        if lane is None or connection is None:
            return
        try:
            while True:
                self._reading = True
                part = await connection.read(self._timeouts)
                self._reading = False
                if not part:
                    return
                yield part
        except FAILURES as error:
            self._lane = None
            failed = self._transport._failed(error, self._attempt, lane)
        except BaseException:
            if self._lane is not None or self._reading:
                self._lane = None
                self._transport._discard(lane)
            raise
        raise failed

    async def aclose(self) -> None:
        lane, self._lane = self._lane, None
        if lane is None:
            return
        if self._reading:
            lane.end()  # and whoever reads gives it back
        else:
            self._transport._finish(lane)


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
