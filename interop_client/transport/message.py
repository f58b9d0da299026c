"""Requests, and the connections that carry them: what HTTP/1.1 and HTTP/2 have in common."""

from __future__ import annotations

import re
from collections.abc import AsyncIterable
from typing import TYPE_CHECKING, NamedTuple, Protocol

import anyio
import attrs
import httpx

from .attempt import Fields, Reply

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Self

    from .attempt import Attempt
    from .stream import Stream

__all__ = [
    "PORTS",
    "BrokenError",
    "Connection",
    "Fields",
    "Message",
    "NotTakenError",
    "Origin",
    "RefusedError",
    "Reply",
    "Timeouts",
    "send_first",
    "within",
]

PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}
"""Where a scheme is spoken, if its URL does not say."""

_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_VALUE = re.compile(rb"(?:[^\x00-\x20\x7f](?:[^\x00-\x08\x0a-\x1f\x7f]*[^\x00-\x20\x7f])?)?")
_VISIBLE = re.compile(rb"[\x21-\x7e]+")


class NotTakenError(Exception):
    """The connection ended, or was given up by the server, before the server took the request."""


class BrokenError(Exception):
    """What the server did is no HTTP, or not all of it.

    Args:
        text: what it did, to be followed by what we were doing.
    """


class RefusedError(Exception):
    """A proxy does not lead to the host.

    Args:
        text: what it said, to be read behind "it".
        final: whether it would say so again.
    """

    def __init__(self, text: str, *, final: bool) -> None:
        super().__init__(text)
        self.final = final


class Origin(NamedTuple):
    """Where a connection leads."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: httpx.URL) -> Self:
        """Where a URL leads, whose scheme is among `PORTS`."""
        return cls(url.scheme, url.raw_host.decode(), url.port or PORTS[url.scheme])

    @property
    def address(self) -> str:
        """Host and port, as they are shown."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def url(self) -> bytes:
        """Scheme, host and port, as a proxy is told them."""
        usual = PORTS[self.scheme] == self.port
        where = self.address.removesuffix(f":{self.port}") if usual else self.address
        return f"{self.scheme}://{where}".encode()


class Timeouts(NamedTuple):
    """The bounds of single steps, in seconds; None for no bound."""

    pool: float | None = None
    connect: float | None = None
    read: float | None = None
    write: float | None = None


@attrs.frozen(slots=True, eq=False, repr=False)
class Message:
    """A request as it goes out.

    Args:
        method: in capital letters.
        origin: where to.
        target: path and query, as they are sent.
        fields: the header fields, as they are sent; how the body is framed is among them.
        body: all of it, or its parts.
    """

    method: bytes
    origin: Origin
    target: bytes
    fields: Fields
    body: bytes | AsyncIterable[bytes]

    def check(self) -> None:
        """Refuse what would reach the peer as something else than was meant.

        Raises:
            httpx.LocalProtocolError: a character that has no place where it stands.
        """
        if not (_NAME.fullmatch(self.method) and _VISIBLE.fullmatch(self.target)):
            raise httpx.LocalProtocolError("The method or the URL holds what cannot be sent.")
        for name, value in self.fields:
            if not _NAME.fullmatch(name):
                raise httpx.LocalProtocolError(f"No header field can be called {name[:100]!r}.")
            if not _VALUE.fullmatch(value):
                raise httpx.LocalProtocolError(
                    f"The value of the header field {name.decode()!r} cannot be sent: it holds a"
                    " control character, or begins or ends with a space."
                )

    @property
    def is_chunked(self) -> bool:
        """Whether the body's length is not told beforehand."""
        return any(name.lower() == b"transfer-encoding" for name, _ in self.fields)


class Connection(Protocol):
    """An open connection to one origin, which carries one exchange at a time."""

    stream: Stream
    """What it is made of."""

    version: bytes
    """As the HTTP library writes it."""

    status: int
    """Of the answer."""

    reason: bytes
    """Of the answer."""

    fields: Fields
    """Of the answer."""

    @property
    def is_reusable(self) -> bool:
        """Whether the exchange came to its end, and another may follow."""

    async def send(self, message: Message, attempt: Attempt, timeouts: Timeouts) -> None:
        """Send a request, and wait for the head of its answer.

        Raises:
            NotTakenError: the server did not take it; `attempt.sent` is False.
            OSError: the connection was lost.
            httpx.TransportError: what came made no sense, or not in time.
        """

    async def read(self, timeouts: Timeouts) -> bytes:
        """The next piece of the answer's body; empty at its end.

        Raises:
            OSError: the connection was lost.
            httpx.TransportError: what came made no sense, or not in time.
        """


def send_first(stream: Stream, data: bytes, attempt: Attempt) -> memoryview:
    """Send what can leave at once of a request's first bytes, and say what is left.

    Args:
        stream: what carries it.
        data: the first bytes.
        attempt: is told that they were sent.

    Raises:
        NotTakenError: nothing left, since the connection has ended; `attempt.sent` is False.
        OSError: the connection was lost, or could never be used.
    """
    before = stream.left
    attempt.sent = True
    try:
        taken = stream.send_now(data)
    except OSError:
        if stream.left != before:
            raise
        attempt.sent = False
        if not attempt.reused:
            stream.receive_now()  # it may have said why, in the language of TLS
        raise NotTakenError from None
    return memoryview(data)[taken:]


async def within(seconds: float | None, step: Awaitable[bytes]) -> bytes:
    """The outcome of one step.

    Raises:
        TimeoutError: not within so many seconds.
    """
    if seconds is None:
        return await step
    with anyio.fail_after(seconds):
        return await step
