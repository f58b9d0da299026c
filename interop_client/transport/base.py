"""Transport interface: what the session needs of a transport, and types of the HTTP library."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, TypeAlias

import httpx

if TYPE_CHECKING:
    from .attempt import Attempt
    from .message import Message, Reply

__all__ = ["Auth", "Client", "OwnTransport", "Proxy", "Transport"]

# The types of the HTTP library in our signatures. Whoever needs them for annotations alone has
# them from here, and does not name the library.
Auth: TypeAlias = httpx.Auth
Client: TypeAlias = httpx.AsyncClient
Proxy: TypeAlias = httpx.Proxy | httpx.URL | str
Transport: TypeAlias = httpx.AsyncBaseTransport


class OwnTransport(httpx.AsyncBaseTransport, ABC):
    """What the session relies on in a transport of ours, and cannot in another.

    It keeps the `Attempt` that a request carries in its extensions (see `ATTEMPT`): `sent` alone
    tells whether the service may have seen the request. The message of an `httpx.TransportError`
    that it raises names the phase, the address and the proxy by itself, without secrets. It
    belongs to one event loop.
    """

    @property
    @abstractmethod
    def max_connections(self) -> int:
        """How many connections may be open at once."""

    @abstractmethod
    async def exchange(self, message: Message, attempt: Attempt) -> Reply:
        """Send a request, and read the whole of its answer.

        Args:
            message: the request, its body whole.
            attempt: is told how far it got; and the head of the answer, where its body was lost.

        Raises:
            httpx.TransportError: there was no whole answer; its message says where that showed.
            RuntimeError: the transport is closed.
        """

    def check(self) -> None:
        """Refuse an event loop of the wrong kind.

        Raises:
            ConfigurationError: it cannot run here.
        """
