"""Byte streams: the bytes of one connection, plain or under TLS, on a socket of our own.

The socket is asked directly, without a layer of the event loop between: so a stream can say at any
moment whether the peer has said or ended something, how much the system took of what is sent, and
can be closed wherever and whenever that is wanted, in another event loop too.
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from socket import SHUT_RDWR, socket
from typing import TYPE_CHECKING, Protocol

import anyio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

__all__ = ["PlainStream", "Stream", "TLSStream", "end_waits", "until_ready"]

_PIECE = 256 * 1024
# As much is encrypted at once: more would lie in memory until the peer takes it.
_ENCRYPTED = 64 * 1024


class Stream(Protocol):
    """An open connection. Nothing of it blocks, and what is not `async` takes no time."""

    @property
    def socket(self) -> socket:
        """The socket at the bottom."""

    @property
    def left(self) -> int:
        """How many bytes the system has taken so far."""

    @property
    def unsent(self) -> bool:
        """Whether some of what was taken by `send_now` has still to leave."""

    def receive_now(self) -> bytes | None:
        """What has come by now; None when that is nothing, empty at the end.

        Raises:
            OSError: the connection was lost, or what came is no TLS.
        """

    async def receive(self) -> bytes:
        """What comes next, once it is there; empty at the end.

        Raises:
            OSError: the connection was lost, or what came is no TLS.
        """

    def send_now(self, data: bytes | memoryview) -> int:
        """Send as much as can leave now, and say how many bytes of `data` were taken.

        Raises:
            OSError: the connection was lost.
        """


class PlainStream:
    """A stream without TLS.

    Args:
        connected: the socket, which does not block.
    """

    __slots__ = ("left", "socket")

    unsent = False  # What is taken has left.

    def __init__(self, connected: socket) -> None:
        self.socket: socket = connected
        self.left: int = 0

    def receive_now(self) -> bytes | None:
        """What has come by now; None when that is nothing, empty at the end."""
        try:
            return self.socket.recv(_PIECE)
        except (BlockingIOError, InterruptedError):
            return None

    async def receive(self) -> bytes:
        """What comes next, once it is there; empty at the end."""
        while True:
            # Nothing can be there yet in nearly all cases, and every wait lets others go on.
            await anyio.wait_readable(self.socket)
            data = self.receive_now()
            if data is not None:
                return data

    def send_now(self, data: bytes | memoryview) -> int:
        """Send as much as can leave now, and say how many bytes of `data` were taken."""
        try:
            taken = self.socket.send(data)
        except (BlockingIOError, InterruptedError):
            return 0
        self.left += taken
        return taken


class TLSStream:
    """A stream under TLS.

    Args:
        inner: what carries it.
        context: whom to trust.
        host: the name that the peer has to prove.
    """

    __slots__ = ("_incoming", "_inner", "_object", "_outgoing", "_rest", "socket")

    def __init__(self, inner: Stream, context: ssl.SSLContext, host: str) -> None:
        self.socket: socket = inner.socket
        self._inner = inner
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._rest: memoryview = memoryview(b"")

    @property
    def left(self) -> int:
        """How many bytes the system has taken so far."""
        return self._inner.left

    @property
    def unsent(self) -> bool:
        """Whether some of what was taken by `send_now` has still to leave."""
        return bool(self._rest) or self._outgoing.pending > 0 or self._inner.unsent

    @property
    def protocol(self) -> str | None:
        """What both sides agreed to speak, by ALPN."""
        return self._object.selected_alpn_protocol()

    async def handshake(self) -> None:
        """Agree upon keys.

        Raises:
            OSError: the connection was lost, or the peer could not prove who it is.
        """
        while True:
            try:
                self._object.do_handshake()
            except ssl.SSLWantReadError:
                await self._flush()
                self._feed(await self._inner.receive())
            except ssl.SSLError:
                # The peer is told why.
                with suppress(OSError):
                    self._flush_now()
                raise
            else:
                await self._flush()
                return

    def receive_now(self) -> bytes | None:
        """What has come by now; None when that is nothing, empty at the end."""
        while True:
            try:
                return self._object.read(_PIECE)
            except ssl.SSLWantReadError:
                data = self._inner.receive_now()
            if data is None:
                return None
            self._feed(data)

    async def receive(self) -> bytes:
        """What comes next, once it is there; empty at the end."""
        while True:
            try:
                return self._object.read(_PIECE)
            except ssl.SSLWantReadError:
                pass
            # Whoever takes nothing more may have said something before.
            with suppress(ConnectionError):
                await self._flush()
            self._feed(await self._inner.receive())

    def send_now(self, data: bytes | memoryview) -> int:
        """Send as much as can leave now, and say how many bytes of `data` were taken."""
        if not self._flush_now():
            return 0
        taken, plain = 0, memoryview(data)[:_ENCRYPTED]
        while taken < len(plain):
            taken += self._object.write(plain[taken:])
        self._flush_now()
        return taken

    def _feed(self, data: bytes) -> None:
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def _flush_now(self) -> bool:
        """Send what is encrypted as far as it can leave; whether nothing is left."""
        while True:
            if not self._rest:
                if not self._outgoing.pending:
                    return True
                self._rest = memoryview(self._outgoing.read())
            taken = self._inner.send_now(self._rest)
            if not taken:
                return False
            self._rest = self._rest[taken:]

    async def _flush(self) -> None:
        while not self._flush_now():
            await anyio.wait_writable(self.socket)


async def until_ready(stream: Stream) -> None:
    """Wait until something can be sent, or something has come."""
    failures: list[OSError | anyio.ClosedResourceError] = []

    async def until(ready: Callable[[socket], Awaitable[None]]) -> None:
        try:
            await ready(stream.socket)
        except (OSError, anyio.ClosedResourceError) as error:
            failures.append(error)
        group.cancel_scope.cancel()

    async with anyio.create_task_group() as group:
        group.start_soon(until, anyio.wait_readable)
        await until(anyio.wait_writable)
    if failures:
        raise failures[0]


def end_waits(connected: socket) -> None:
    """End what waits for a socket, within the event loop that does, and let the peer see the end.

    The socket stays open: only when nobody waits any more may its number serve another.
    """
    if connected.fileno() >= 0:
        anyio.notify_closing(connected)
        with suppress(OSError):
            connected.shutdown(SHUT_RDWR)
