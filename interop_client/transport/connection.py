"""One connection of our own: how it is opened, whether it can be used again, and its end."""

import importlib.util
import select
import ssl
import sys
from collections.abc import Iterable
from math import inf
from socket import socket
from typing import TypeAlias

import httpcore
import httpx

from .base import Proxy
from .stream import connect

__all__ = ["CLOSED", "Dialer", "Lane", "Origin", "core_url", "is_readable", "ssl_context"]

CLOSED = "The transport is closed."

Origin: TypeAlias = tuple[bytes, bytes, int | None]


class Lane(httpcore.AsyncNetworkBackend):
    """A place for one connection to one origin.

    It opens the connection's socket itself, since a connection forgets its socket when it is
    cancelled during the TLS handshake.
    """

    def __init__(self, origin: Origin) -> None:
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
        return (
            self.is_idle()
            and self._socket is not None
            and not is_readable(self._socket)
            and not _has_surplus(self.connection)
        )

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Open the socket; called by the connection."""
        stream = await connect(host, port, timeout, local_address, socket_options)
        self._stream = stream
        self._socket = stream.get_extra_info("socket")
        if self._closed:
            await stream.aclose()
            raise httpcore.ConnectError(CLOSED)
        return stream

    async def aclose(self) -> None:
        """Close the socket, and with it whatever is layered upon it."""
        self._closed = True
        if self._stream is not None:
            await self._stream.aclose()


class Dialer:
    """Makes the connections of lanes.

    Args:
        verify: False to accept any certificate, or a context with the trust store to use. The
            default context is built when the first `https` connection is made.
        proxy: the proxy that every connection goes through.
        http2: offer HTTP/2.

    Raises:
        ValueError: the scheme of `proxy` is unknown.
        ImportError: the package for `http2`, or for a SOCKS proxy, is missing.
    """

    def __init__(self, *, verify: bool | ssl.SSLContext, proxy: Proxy | None, http2: bool) -> None:
        if http2:
            _require("h2", "HTTP/2", "http2")
        self._proxy = httpx.Proxy(proxy) if isinstance(proxy, str | httpx.URL) else proxy
        if self._proxy is not None and self._proxy.url.scheme.startswith("socks"):
            _require("socksio", "A SOCKS proxy", "socks")
        self._verify = verify
        self._http2 = http2
        self._ssl_context: ssl.SSLContext | None = None
        self._proxy_ssl_context: ssl.SSLContext | None = None

    def connection(self, origin: httpcore.Origin, lane: Lane) -> httpcore.AsyncConnectionInterface:
        """A connection to the origin, not yet open, from a pool that is used for this alone."""
        if origin.scheme == b"https" and self._ssl_context is None:
            self._ssl_context = ssl_context(self._verify)
        proxy = self._proxy
        pool: httpcore.AsyncConnectionPool
        if proxy is None:
            pool = httpcore.AsyncConnectionPool(
                ssl_context=self._ssl_context, http2=self._http2, network_backend=lane
            )
        elif proxy.url.scheme.startswith("socks"):
            pool = httpcore.AsyncSOCKSProxy(
                proxy_url=core_url(proxy.url),
                proxy_auth=proxy.raw_auth,
                ssl_context=self._ssl_context,
                http2=self._http2,
                network_backend=lane,
            )
        else:
            if proxy.url.scheme == "https" and self._proxy_ssl_context is None:
                self._proxy_ssl_context = proxy.ssl_context or ssl_context(True)
            pool = httpcore.AsyncHTTPProxy(
                proxy_url=core_url(proxy.url),
                proxy_auth=proxy.raw_auth,
                proxy_headers=proxy.headers.raw,
                proxy_ssl_context=self._proxy_ssl_context,
                ssl_context=self._ssl_context,
                http2=self._http2,
                network_backend=lane,
            )
        return pool.create_connection(origin)


def _has_surplus(connection: object) -> bool:
    """Whether more came with the last response than belonged to it.

    The HTTP library would take it for the answer to the next request, and has no public name for
    it. Where its private names have changed, nothing is found; a test would notice.
    """
    inner = connection
    while inner is not None:
        state = getattr(inner, "_h11_state", None)
        if state is not None:
            return bool(state.trailing_data[0])
        inner = getattr(inner, "_connection", None)
    return False


def core_url(url: httpx.URL) -> httpcore.URL:
    """The same URL for the layer below."""
    return httpcore.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )


def is_readable(connected: socket) -> bool:
    """Whether there is something to read, if only the end: an idle server has nothing to say."""
    if connected.fileno() < 0:
        return True
    if sys.platform == "win32":
        return bool(select.select([connected], [], [], 0)[0])
    poll = select.poll()
    poll.register(connected, select.POLLIN)
    return bool(poll.poll(0))


def ssl_context(verify: bool | ssl.SSLContext) -> ssl.SSLContext:
    """The context for `https`, with nothing read from the environment."""
    return httpx.create_ssl_context(verify=verify, trust_env=False)


def _require(package: str, feature: str, extra: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise ImportError(
            f"{feature} needs the package {package!r}: install it with pip install 'httpx[{extra}]'"
        )
