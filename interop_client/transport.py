"""Connections that do not collapse under load.

The connection pool of the HTTP library looks through all connections and all waiting requests
whenever anything changes, so a burst of n calls costs n squared and freezes the event loop.
`LaneTransport` keeps that library's connections and replaces its pool. A connection is a *lane*
that carries one exchange at a time; free lanes lie on a stack; calls that find none queue, and are
handed one directly.
"""

import importlib.util
import select
import ssl
import sys
from collections import OrderedDict
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from math import inf
from socket import socket
from time import monotonic
from types import AsyncGeneratorType
from typing import TypeAlias

import anyio
import anyio.lowlevel
import httpcore
import httpx

__all__ = ["Auth", "Client", "LaneTransport", "Proxy", "Transport"]

# A peer that does not let a connection close is not waited for longer than this.
_CLOSING_SECONDS = 1.0
_CLOSED = "The transport is closed."
_NETWORK = httpcore.AnyIOBackend()
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

_Origin = tuple[bytes, bytes, int | None]

# The types of the HTTP library in our signatures. Whoever needs them for annotations alone has
# them from here, and does not name the library.
Auth: TypeAlias = httpx.Auth
Client: TypeAlias = httpx.AsyncClient
Proxy: TypeAlias = httpx.Proxy | httpx.URL | str
Transport: TypeAlias = httpx.AsyncBaseTransport


class LaneTransport(httpx.AsyncBaseTransport):
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
        if http2:
            _require("h2", "HTTP/2", "http2")
        self._proxy = httpx.Proxy(proxy) if isinstance(proxy, str | httpx.URL) else proxy
        if self._proxy is not None and self._proxy.url.scheme.startswith("socks"):
            _require("socksio", "A SOCKS proxy", "socks")
        self._max_connections = max_connections
        self._keepalive_expiry = inf if keepalive_expiry is None else keepalive_expiry
        self._verify = verify
        self._http2 = http2
        self._ssl_context: ssl.SSLContext | None = None
        self._proxy_ssl_context: ssl.SSLContext | None = None
        self._idle: list[_Lane] = []  # the least recently used first
        self._busy: set[_Lane] = set()
        self._discarded: list[_Lane] = []  # out of use, and still to be closed
        self._waiters: OrderedDict[_Waiter, None] = OrderedDict()
        self._starting: _Lane | None = None  # whose turn it is to begin a connection
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
            raise RuntimeError(_CLOSED)
        body = _RequestBody(request.stream)
        lane = None if self._waiters else self._take(origin)
        if lane is None:
            lane = await self._queue(origin, request.extensions.get("timeout", {}).get("pool"))
        try:
            if self._discarded:
                await self._sweep()
            core_request = httpcore.Request(
                method=request.method,
                url=_core_url(url),
                headers=request.headers.raw,
                content=body,
                extensions=request.extensions,
            )
            if lane.connection is None:
                await anyio.lowlevel.checkpoint()
                lane.connection = self._connection(core_request.url.origin, lane)
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
                raise known(_CLOSED if self._closed else str(error)) from error
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

    def _take(self, origin: _Origin) -> "_Lane | None":
        """A lane for the origin if one is free, or may be begun now; from here on it is busy."""
        idle = self._idle
        oldest = monotonic() - self._keepalive_expiry
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
        lane = self._starting = _Lane(origin)
        self._busy.add(lane)
        return lane

    async def _queue(self, origin: _Origin, timeout: float | None) -> "_Lane":
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
            raise RuntimeError(_CLOSED)
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

    def _connection(
        self, origin: httpcore.Origin, lane: "_Lane"
    ) -> httpcore.AsyncConnectionInterface:
        """A connection to the origin, not yet open, from a pool that is used for this alone."""
        if origin.scheme == b"https" and self._ssl_context is None:
            self._ssl_context = _ssl_context(self._verify)
        proxy = self._proxy
        pool: httpcore.AsyncConnectionPool
        if proxy is None:
            pool = httpcore.AsyncConnectionPool(
                ssl_context=self._ssl_context, http2=self._http2, network_backend=lane
            )
        elif proxy.url.scheme.startswith("socks"):
            pool = httpcore.AsyncSOCKSProxy(
                proxy_url=_core_url(proxy.url),
                proxy_auth=proxy.raw_auth,
                ssl_context=self._ssl_context,
                http2=self._http2,
                network_backend=lane,
            )
        else:
            if proxy.url.scheme == "https" and self._proxy_ssl_context is None:
                self._proxy_ssl_context = proxy.ssl_context or _ssl_context(True)
            pool = httpcore.AsyncHTTPProxy(
                proxy_url=_core_url(proxy.url),
                proxy_auth=proxy.raw_auth,
                proxy_headers=proxy.headers.raw,
                proxy_ssl_context=self._proxy_ssl_context,
                ssl_context=self._ssl_context,
                http2=self._http2,
                network_backend=lane,
            )
        return pool.create_connection(origin)

    def _release(self, lane: "_Lane") -> None:
        """Hand a lane on, or back to the stack."""
        if lane in self._busy:
            self._busy.remove(lane)
            lane.idle_since = monotonic()
            self._idle.append(lane)
            self._dispatch()

    async def _discard(self, lane: "_Lane") -> None:
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

    def __init__(self, origin: _Origin) -> None:
        self.origin = origin
        self.event = anyio.Event()
        self.lane: _Lane | None = None


class _Lane(httpcore.AsyncNetworkBackend):
    """A place for one connection to one origin.

    It opens the connection's socket itself, since a connection forgets its socket when it is
    cancelled during the TLS handshake.
    """

    def __init__(self, origin: _Origin) -> None:
        self.origin = origin
        self.connection: httpcore.AsyncConnectionInterface | None = None
        self.idle_since = inf
        self._stream: httpcore.AsyncNetworkStream | None = None
        self._socket: socket | None = None
        self._closed = False

    def is_idle(self) -> bool:
        """Whether the last exchange was brought to its end, and another may follow."""
        return (
            self.connection is not None
            and self.connection.is_idle()
            and self.connection.is_available()
        )

    def is_usable(self) -> bool:
        """Whether it is idle, and the server has neither closed it nor said anything since."""
        return self.is_idle() and self._socket is not None and not _is_readable(self._socket)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Open the socket; called by the connection."""
        stream = await _NETWORK.connect_tcp(host, port, timeout, local_address, socket_options)
        self._stream = stream
        self._socket = stream.get_extra_info("socket")
        if self._closed:
            await stream.aclose()
            raise httpcore.ConnectError(_CLOSED)
        return stream

    async def aclose(self) -> None:
        """Close the socket, and with it whatever is layered upon it."""
        self._closed = True
        if self._stream is not None:
            await self._stream.aclose()


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

    def __init__(self, transport: LaneTransport, lane: _Lane, response: httpcore.Response) -> None:
        self._transport = transport
        self._lane: _Lane | None = lane
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


def _core_url(url: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def _is_readable(connected: socket) -> bool:
    """Whether there is something to read, if only the end: an idle server has nothing to say."""
    if connected.fileno() < 0:
        return True
    if sys.platform == "win32":
        return bool(select.select([connected], [], [], 0)[0])
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return bool(poll.poll(0))


def _require(package: str, feature: str, extra: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise ImportError(
            f"{feature} needs the package {package!r}: install it with pip install 'httpx[{extra}]'"
        )


def _ssl_context(verify: bool | ssl.SSLContext) -> ssl.SSLContext:
    return httpx.create_ssl_context(verify=verify, trust_env=False)
