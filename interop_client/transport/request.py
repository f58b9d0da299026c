"""Requests of the HTTP library, as our own connections send them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import AsyncGeneratorType

import anyio
import httpx

from .message import Message, Origin

__all__ = ["RequestBody", "message_of", "origin_of"]

# What clean-up needs time for is not waited for longer than this.
_CLOSING_SECONDS = 1.0


class RequestBody:
    """The parts of a request's body, closed even where the connection gave it up half-way."""

    __slots__ = ("_parts", "_stream", "begun")

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream
        self._parts: AsyncIterator[bytes] | None = None
        self.begun: bool = False

    def __aiter__(self) -> AsyncIterator[bytes]:
        self.begun = True
        self._parts = self._stream.__aiter__()
        return self._parts

    async def aclose(self) -> None:
        if isinstance(self._parts, AsyncGeneratorType) and self._parts.ag_frame is not None:
            with anyio.move_on_after(_CLOSING_SECONDS, shield=True):
                await self._parts.aclose()


def message_of(request: httpx.Request) -> Message:
    """What goes out for a request, its body whole where it is at hand."""
    origin, fields = origin_of(request.url), request.headers.raw
    return Message(request.method.encode(), origin, request.url.raw_path, fields, _body(request))


def _body(request: httpx.Request) -> bytes | RequestBody:
    if isinstance(request.stream, httpx.ByteStream):
        return request.content
    if isinstance(request.stream, httpx.AsyncByteStream):
        return RequestBody(request.stream)
    raise RuntimeError("An asynchronous transport needs an asynchronous request body.")


def origin_of(url: httpx.URL) -> Origin:
    """Where a URL leads.

    Raises:
        httpx.UnsupportedProtocol: it is neither http nor https.
    """
    if url.scheme not in ("http", "https"):
        raise httpx.UnsupportedProtocol(f"Not an http:// or https:// URL: {url.scheme!r}")
    return Origin.of(url)
