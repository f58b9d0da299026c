"""Routing by origin: one transport for each proxy that the environment names, one for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from .base import OwnTransport
from .request import origin_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .attempt import Attempt
    from .message import Message, Reply

__all__ = ["RoutedTransport"]


class RoutedTransport(OwnTransport):
    """Sends what is for one of these origins through its transport, and all else through another.

    Args:
        usual: for all other origins; its bound counts for all.
        others: transports by origin, as `https://api.example:8443`.
    """

    def __init__(self, usual: OwnTransport, others: Mapping[str, OwnTransport]) -> None:
        self._usual = usual
        self._others = {origin_of(httpx.URL(origin)): each for origin, each in others.items()}

    @property
    def max_connections(self) -> int:
        """How many connections may be open at once, apart from those that go another way."""
        return self._usual.max_connections

    def check(self) -> None:
        """Refuse an event loop of the wrong kind.

        Raises:
            ConfigurationError: it cannot run here.
        """
        self._usual.check()
        for each in self._others.values():
            each.check()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request the way that is for its origin."""
        transport = self._others.get(origin_of(request.url), self._usual)
        return await transport.handle_async_request(request)

    async def exchange(self, message: Message, attempt: Attempt) -> Reply:
        """Send a request the way that is for its origin, and read the whole of its answer."""
        transport = self._others.get(message.origin, self._usual)
        return await transport.exchange(message, attempt)

    async def aclose(self) -> None:
        """Close all of them."""
        try:
            await self._usual.aclose()
        finally:
            for each in self._others.values():
                await each.aclose()
