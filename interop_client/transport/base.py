"""What the session relies on in a transport of ours, and the HTTP library's types in signatures."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs
import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .message import Message, Reply

__all__ = [
    "ATTEMPT",
    "Attempt",
    "Auth",
    "Client",
    "OwnTransport",
    "Phase",
    "Proxy",
    "Transport",
    "attempt_of",
]

# The types of the HTTP library in our signatures. Whoever needs them for annotations alone has
# them from here, and does not name the library.
Auth: TypeAlias = httpx.Auth
Client: TypeAlias = httpx.AsyncClient
Proxy: TypeAlias = httpx.Proxy | httpx.URL | str
Transport: TypeAlias = httpx.AsyncBaseTransport

ATTEMPT = "interop_client.attempt"
"""The name under which a request carries its `Attempt`, among its extensions."""

Phase: TypeAlias = Literal[
    "queue", "connecting", "proxy", "tls", "sending", "waiting for the answer", "reading the answer"
]

_STAGES: dict[Phase, str] = {
    "queue": "while waiting for a free connection",
    "connecting": "while connecting to {to}",
    "proxy": "while the proxy {proxy} was asked for a way to {address}",
    "tls": "during the TLS handshake with {to}",
    "sending": "while sending the request to {to}",
    "waiting for the answer": "while waiting for the answer of {to}",
    "reading the answer": "while reading the answer of {to}",
}


@attrs.define(slots=True, eq=False)
class Attempt:
    """How far one exchange got: kept by the transport, read by whoever sent the request.

    Attributes:
        sent: whether the service may have seen any of the request. True from right before its
            first byte goes out on its own connection, and false again only where the service
            itself said that it did not process it (HTTP/2).
        phase: what is being done.
        address: host and port that are being talked to; empty before a connection is looked for.
        proxy: the proxy's URL without its password; None without a proxy.
        reused: whether the connection had carried an exchange before.
        final: of a failure, whether another attempt would end in the same way.
        refusal: the head of an answer whose body was lost.
    """

    sent: bool = False
    phase: Phase = "queue"
    address: str = ""
    proxy: str | None = None
    reused: bool = False
    final: bool = False
    refusal: Reply | None = None

    @property
    def stage(self) -> str:
        """What is being done, to end a sentence with: `while connecting to api.example:443`."""
        through = "" if self.proxy is None else f" through the proxy {self.proxy}"
        address = self.address or "the service"
        return _STAGES[self.phase].format(
            to=f"{address}{through}", address=address, proxy=self.proxy or ""
        )


def attempt_of(extensions: Mapping[str, object]) -> Attempt:
    """The attempt that a request carries, or one that nobody will read."""
    attempt = extensions.get(ATTEMPT)
    return attempt if isinstance(attempt, Attempt) else Attempt()


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
