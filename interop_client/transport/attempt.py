"""Attempt: how far one exchange got (queued, connecting, sent, answered), and its reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

import attrs

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ATTEMPT", "Attempt", "Fields", "Phase", "Reply", "attempt_of"]

Fields: TypeAlias = list[tuple[bytes, bytes]]


class Reply(NamedTuple):
    """The whole of an answer."""

    status: int
    fields: Fields
    content: bytes


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


@attrs.define(slots=True, eq=False, repr=False)
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
