"""The sandbox without a socket: a transport for httpx that calls the application.

All of it happens in the caller's own task: no thread, no socket, and no clock but the loop's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import httpx
from starlette.types import ASGIApp, Message, Scope

from .connection import ConnectionLostError


class InProcessTransport(httpx.AsyncBaseTransport):
    """Answers requests to any host from the sandbox, on the caller's own event loop.

    A connection that the sandbox breaks is an `httpx.ReadError`: at once, or in the middle of the
    body where the head has been sent. The time that httpx allows for reading is kept to, by the
    loop's clock. When the caller leaves, so does the request: what it was held before does not
    happen.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Takes one request."""
        exchange = _Exchange(request, await request.aread())
        patience = request.extensions.get("timeout", {}).get("read")
        with anyio.move_on_after(patience) as scope:
            await exchange.run(self._app)
        if scope.cancelled_caught:
            raise httpx.ReadTimeout("the sandbox did not answer in time", request=request)
        return exchange.response()


class _Exchange:
    """One request and what the application sends for it."""

    def __init__(self, request: httpx.Request, body: bytes) -> None:
        self._request = request
        self._incoming: list[Message] = [{"type": "http.request", "body": body}]
        self._start: Message | None = None
        self._parts: list[bytes] = []
        self._lost = False

    async def run(self, app: ASGIApp) -> None:
        try:
            await app(self._scope(), self._receive, self._send)
        except ConnectionLostError:
            self._lost = True

    def response(self) -> httpx.Response:
        """What was sent.

        Raises:
            httpx.ReadError: nothing was, and the connection is lost.
        """
        if self._start is None:
            raise httpx.ReadError("the sandbox broke the connection", request=self._request)
        return httpx.Response(
            self._start["status"],
            headers=self._start["headers"],
            stream=_Body(self._request, self._parts, self._lost),
        )

    def _scope(self) -> Scope:
        url = self._request.url
        path, _, query = url.raw_path.partition(b"?")
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self._request.method,
            "scheme": url.scheme,
            "path": url.path,
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in self._request.headers.raw],
            "server": (url.host, url.port),
            "client": ("127.0.0.1", 0),
        }

    async def _receive(self) -> Message:
        return self._incoming.pop() if self._incoming else {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif self._request.method != "HEAD":
            self._parts.append(message.get("body", b""))


class _Body(httpx.AsyncByteStream):
    """A body, which ends in a lost connection where that is asked for."""

    def __init__(self, request: httpx.Request, parts: list[bytes], lost: bool) -> None:
        self._request = request
        self._parts = parts
        self._lost = lost

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            if part:
                yield part
        if self._lost:
            raise httpx.ReadError("the sandbox broke the connection", request=self._request)
