"""Dialer: opens connections, directly or through a proxy, with TLS where it belongs."""

from __future__ import annotations

import importlib
import importlib.util
import ssl
from base64 import b64encode
from functools import cached_property
from typing import TYPE_CHECKING

import httpx

from .._redaction import Scrubber, Secret
from .connecting import connect
from .http1 import Http1Connection
from .message import Origin
from .socks import ask_for_a_way
from .stream import PlainStream, TLSStream
from .tunnel import ask_for_a_tunnel

if TYPE_CHECKING:
    from .attempt import Attempt
    from .base import Proxy
    from .message import Connection, Fields
    from .stream import Stream

__all__ = ["Dialer", "ssl_context"]

# The event loop imports it for the first look-up of a name. When no file can be opened any more,
# that is too late.
importlib.import_module("concurrent.futures.thread")


class Dialer:
    """Opens the connections of a transport.

    Args:
        verify: False to accept any certificate, or a context with the trust store to use. The
            default context is built when the first `https` connection is made.
        proxy: the proxy that every connection goes through.
        http2: offer HTTP/2.

    Attributes:
        proxy: the proxy's URL without its password; None without a proxy.

    Raises:
        ValueError: the scheme of `proxy` is unknown.
        ImportError: the package for `http2` is missing.
    """

    def __init__(self, *, verify: bool | ssl.SSLContext, proxy: Proxy | None, http2: bool) -> None:
        if http2 and importlib.util.find_spec("h2") is None:
            raise ImportError(
                "HTTP/2 needs the package 'h2': install it with pip install 'httpx[http2]'"
            )
        self._proxy = httpx.Proxy(proxy) if isinstance(proxy, str | httpx.URL) else proxy
        self.proxy: str | None = None if self._proxy is None else _shown(self._proxy)
        self._verify = verify
        self._http2 = http2
        self._scrubber = Scrubber(() if self._proxy is None else _secrets(self._proxy))

    def hide(self, text: str) -> str:
        """The text without what the proxy is told in confidence."""
        return self._scrubber.text(text)

    async def open(self, origin: Origin, attempt: Attempt) -> Connection:
        """Open a connection to the origin; it is the caller's to close.

        Args:
            origin: where to.
            attempt: is told what is being done.

        Raises:
            OSError: it was refused or lost, or not trusted.
            RefusedError: the proxy refused it.
            BrokenError: what the proxy said makes no sense.
        """
        near = origin if self._proxy is None else Origin.of(self._proxy.url)
        attempt.phase = "connecting"
        connected = await connect(near.host, near.port)
        try:
            return await self._speak(PlainStream(connected), origin, attempt)
        except BaseException:
            connected.close()
            raise

    async def _speak(self, plain: PlainStream, origin: Origin, attempt: Attempt) -> Connection:
        """Make a connection of an open socket."""
        stream: Stream = plain
        if self._proxy is not None:
            attempt.phase = "proxy"
            url = self._proxy.url
            if url.scheme == "https":
                secure = TLSStream(stream, self._proxy_context, url.host)
                await secure.handshake()
                stream = secure
            if url.scheme.startswith("socks"):
                await ask_for_a_way(plain, origin, self._proxy.raw_auth)
            elif origin.scheme == "http":
                return Http1Connection(stream, for_proxy=_proxy_fields(self._proxy))
            else:
                await ask_for_a_tunnel(stream, origin, _proxy_fields(self._proxy))
        if origin.scheme == "http":
            return Http1Connection(stream)
        attempt.phase = "tls"
        secure = TLSStream(stream, self._context, origin.host)
        await secure.handshake()
        if secure.protocol == "h2":
            from .http2 import Http2Connection

            return Http2Connection(secure)
        return Http1Connection(secure)

    @cached_property
    def _context(self) -> ssl.SSLContext:
        context = ssl_context(self._verify)
        context.set_alpn_protocols(["h2", "http/1.1"] if self._http2 else ["http/1.1"])
        return context

    @cached_property
    def _proxy_context(self) -> ssl.SSLContext:
        given = None if self._proxy is None else self._proxy.ssl_context
        return given or ssl_context(True)


def ssl_context(verify: bool | ssl.SSLContext) -> ssl.SSLContext:
    """The context for `https`, with nothing read from the environment."""
    return httpx.create_ssl_context(verify=verify, trust_env=False)


def _proxy_fields(proxy: httpx.Proxy) -> Fields:
    fields: Fields = list(proxy.headers.raw)
    if proxy.raw_auth is not None:
        token = b64encode(b":".join(proxy.raw_auth))
        fields.append((b"proxy-authorization", b"Basic " + token))
    return fields


def _secrets(proxy: httpx.Proxy) -> list[Secret]:
    known = [value.partition(b" ")[2] or value for _, value in _proxy_fields(proxy)]
    if proxy.raw_auth is not None:
        known.append(proxy.raw_auth[1])
    return [Secret(value.decode("latin-1")) for value in known]


def _shown(proxy: httpx.Proxy) -> str:
    """The proxy's URL without its password."""
    user = "" if proxy.raw_auth is None else f"{proxy.raw_auth[0].decode('latin-1')}@"
    return f"{proxy.url.scheme}://{user}{Origin.of(proxy.url).address}"
