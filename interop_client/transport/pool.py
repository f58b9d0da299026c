"""Connections that do not collapse under load.

The connection pool of the HTTP library looks through all connections and all waiting requests
whenever anything changes, so a burst of n calls costs n squared and freezes the event loop.
`LaneTransport` keeps that library's connections and replaces its pool. A connection is a *lane*
that carries one exchange at a time; free lanes lie on a stack; calls that find none queue, and are
handed one directly.
"""

import ssl
from collections import OrderedDict
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from math import inf
from types import AsyncGeneratorType
from typing import Any

import anyio
import anyio.lowlevel
import httpcore
import httpx

from .._clock import loop_time
from .base import ATTEMPT, Attempt, OwnTransport, Proxy
from .connection import CLOSED, Dialer, Lane, Origin, core_url

__all__ = ["LaneTransport"]

# A peer that does not let a connection close is not waited for longer than this.
_CLOSING_SECONDS = 1.0
_ERRORS: dict[type[BaseException], type[httpx.TransportError]] = {
    httpcore.ConnectTimeout: httpx.ConnectTimeout,
    httpcore.ReadTimeout: httpx.ReadTimeout,
    httpcore.WriteTimeout: httpx.WriteTimeout,
    httpcore.ConnectError: httpx.ConnectError,
    httpcore.ReadError: httpx.ReadError,
    httpcore.WriteError: httpx.WriteError,
    httpcore.ProxyError: httpx.ProxyError,
    httpcore.LocalProtocolError: httpx.LocalProtocolError,
    httpcore.RemoteProtocolError: httpx.RemoteProtocolError,
    # An HTTP/2 server said that it is closing, and did not take this request.
    httpcore.ConnectionNotAvailable: httpx.ConnectError,
    # These two come through the library as they are: the transport was closed during a handshake,
    # and a TLS record that cannot be read.
    anyio.ClosedResourceError: httpx.ConnectError,
    ssl.SSLError: httpx.ReadError,
}


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
        self._discarded: list[Lane] = []  # out of use, and still to be closed
        self._waiters: OrderedDict[_Waiter, None] = OrderedDict()
        self._starting: Lane | None = None  # whose turn it is to begin a connection
        self._closed = False

    @property
    def max_connections(self) -> int:
        """How many connections may be open at once."""
        return self._max_connections

    @property
    def open_lanes(self) -> int:
        """How many connections are open, or being opened or closed."""
        return len(self._idle) + len(self._busy) + len(self._discarded)

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
            httpx.TransportError: as `httpx.AsyncHTTPTransport` does.
            RuntimeError: the transport is closed.
        """
        url = request.url
        origin = (url.raw_scheme, url.raw_host, url.port)
        if origin[0] not in (b"http", b"https"):
            raise httpx.UnsupportedProtocol(f"Not an http:// or https:// URL: {url.scheme!r}")
        if self._closed:
            raise RuntimeError(CLOSED)
        body = _RequestBody(request.stream)
        lane = None if self._waiters else self._take(origin)
        if lane is None:
            lane = await self._queue(origin, request.extensions.get("timeout", {}).get("pool"))
        try:
            if self._discarded:
                await self._sweep()
            core_request = httpcore.Request(
                method=request.method,
                url=core_url(url),
                headers=request.headers.raw,
                content=body,
                extensions=_noting(request),
            )
            if lane.connection is None:
                await anyio.lowlevel.checkpoint()
                lane.connection = self._dialer.connection(core_request.url.origin, lane)
                self._starting = None
                self._dispatch()
            response = await lane.connection.handle_async_request(core_request)
            await body.aclose()
        except BaseException as error:
            try:
                await body.aclose()
            finally:
                await self._discard(lane)
            if (known := _ERRORS.get(type(error))) is not None:
                raise known(CLOSED if self._closed else str(error)) from error
            raise
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_LaneStream(self, lane, response),
            extensions=response.extensions,
        )

    async def aclose(self) -> None:
        """Close all connections, those in use too; calls that wait, and later ones, are refused."""
        self._closed = True
        self._discarded += [*self._idle, *self._busy]
        self._idle.clear()
        self._busy.clear()
        for waiter in self._waiters:
            waiter.event.set()
        self._waiters.clear()
        await self._sweep()

    def _take(self, origin: Origin) -> Lane | None:
        """A lane for the origin if one is free, or may be begun now; from here on it is busy."""
        idle = self._idle
        oldest = loop_time() - self._keepalive_expiry
        while idle and idle[0].idle_since < oldest:
            self._discarded.append(idle.pop(0))
        for index in range(len(idle) - 1, -1, -1):
            if idle[index].origin == origin:
                lane = idle.pop(index)
                if lane.is_usable():
                    self._busy.add(lane)
                    return lane
                self._discarded.append(lane)
        if self._starting is not None:
            return None
        if len(idle) + len(self._busy) >= self._max_connections:
            if not idle:
                return None
            self._discarded.append(idle.pop(0))
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
            elif waiter.lane.connection is None:
                await self._discard(waiter.lane)
            else:
                self._release(waiter.lane)
            raise
        if waiter.lane is not None:
            return waiter.lane
        if self._closed:
            raise RuntimeError(CLOSED)
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

    def _release(self, lane: Lane) -> None:
        """Hand a lane on, or back to the stack."""
        if lane in self._busy:
            self._busy.remove(lane)
            lane.idle_since = loop_time()
            self._idle.append(lane)
            self._dispatch()

    async def _discard(self, lane: Lane) -> None:
        """Close a lane and free its place."""
        if lane in self._busy:
            self._busy.remove(lane)
            self._discarded.append(lane)
        if self._starting is lane:
            self._starting = None
        try:
            await self._sweep()
        finally:
            self._dispatch()

    async def _sweep(self) -> None:
        """Close the lanes that are out of use, even when cancelled."""
        with anyio.move_on_after(_CLOSING_SECONDS, shield=True):
            while self._discarded:
                await self._discarded.pop().aclose()


class _Waiter:
    """A call in the queue."""

    __slots__ = ("event", "lane", "origin")

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.event = anyio.Event()
        self.lane: Lane | None = None


def _noting(request: httpx.Request) -> dict[str, Any]:
    """The extensions of a request, with its attempt told when sending begins."""
    attempt = request.extensions.get(ATTEMPT)
    if not isinstance(attempt, Attempt):
        return request.extensions
    outer = request.extensions.get("trace")

    async def trace(event: str, info: Mapping[str, Any]) -> None:
        if event.endswith("send_request_headers.started"):
            inner = info.get("request")
            attempt.sent = not (isinstance(inner, httpcore.Request) and inner.method == b"CONNECT")
        if outer is not None:
            await outer(event, info)

    return {**request.extensions, "trace": trace}


class _RequestBody:
    """The body of a request, closed even where the connection gave it up half-way."""

    __slots__ = ("_parts", "_stream")

    def __init__(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> None:
        if not isinstance(stream, httpx.AsyncByteStream):
            raise RuntimeError("An asynchronous transport needs an asynchronous request body.")
        self._stream = stream
        self._parts: AsyncIterator[bytes] | None = None

    def __aiter__(self) -> AsyncIterator[bytes]:
        self._parts = self._stream.__aiter__()
        return self._parts

    async def aclose(self) -> None:
        if isinstance(self._parts, AsyncGeneratorType) and self._parts.ag_frame is not None:
            with anyio.move_on_after(_CLOSING_SECONDS, shield=True):
                await self._parts.aclose()


class _LaneStream(httpx.AsyncByteStream):
    """The body of a response, which gives its lane back when it is closed."""

    def __init__(self, transport: LaneTransport, lane: Lane, response: httpcore.Response) -> None:
        self._transport = transport
        self._lane: Lane | None = lane
        self._response = response
        assert isinstance(response.stream, AsyncIterable)
        self._stream = response.stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for part in self._stream:
                yield part
        except BaseException as error:
            lane, self._lane = self._lane, None
            if lane is not None:
                await self._transport._discard(lane)
            if (known := _ERRORS.get(type(error))) is not None:
                raise known(str(error)) from error
            raise

    async def aclose(self) -> None:
        lane, self._lane = self._lane, None
        if lane is None:
            return
        try:
            await self._response.aclose()
        except BaseException:
            await self._transport._discard(lane)
            raise
        if lane.is_idle():
            self._transport._release(lane)
        else:
            await self._transport._discard(lane)
