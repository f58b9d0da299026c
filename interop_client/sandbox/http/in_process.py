"""The sandbox without a socket: a transport for httpx that calls the application."""

from __future__ import annotations

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from .connection import EXTENSION, ConnectionLostError


class _InProcessConnection:
    """Stands for the connection of a request that came without one."""

    closing = False

    async def lose(self, receive: Receive) -> None:
        """Ends the request, as a broken connection would."""
        raise ConnectionLostError


class InProcessTransport(httpx.AsyncBaseTransport):
    """Answers requests to any host from the sandbox, on the caller's own event loop.

    A connection that the sandbox breaks is an `httpx.ReadError`. When the caller is cancelled,
    so is the request: what it was held before does not happen.
    """

    def __init__(self, app: ASGIApp) -> None:
        async def with_connection(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[EXTENSION] = _InProcessConnection()
            await app(scope, receive, send)

        self._transport = httpx.ASGITransport(with_connection)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Takes one request."""
        try:
            return await self._transport.handle_async_request(request)
        except ConnectionLostError:
            raise httpx.ReadError("the sandbox broke the connection", request=request) from None
