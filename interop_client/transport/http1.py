"""HTTP/1.1: one exchange at a time on a stream, parsed by httptools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import fail_after

from .http1_answer import Answer
from .message import BrokenError, NotTakenError, send_first, within
from .stream import until_ready

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

    from .attempt import Attempt
    from .message import Fields, Message, Timeouts
    from .stream import Stream

__all__ = ["Http1Connection"]

# A body that is no longer goes out in one piece with the head.
_TOGETHER = 64 * 1024


class Http1Connection:
    """A connection that speaks HTTP/1.1.

    Args:
        stream: what it is made of.
        for_proxy: header fields to send with every request, and the whole URL, where the peer is a
            proxy; else None.
    """

    __slots__ = (
        *("_answer", "_for_proxy", "_uploaded", "_used"),
        *("fields", "reason", "status", "stream"),
    )

    version = b"HTTP/1.1"

    def __init__(self, stream: Stream, for_proxy: Fields | None = None) -> None:
        self.stream: Stream = stream
        self.status: int = 0
        self.reason: bytes = b""
        self.fields: Fields = []
        self._for_proxy = for_proxy
        self._answer = Answer(is_bare=False)
        self._uploaded = False
        self._used = False

    @property
    def is_reusable(self) -> bool:
        """Whether the exchange came to its end, and another may follow."""
        return self._answer.keeps and self._uploaded and not self.has_more

    @property
    def has_more(self) -> bool:
        """Whether more came than the head of the answer and what was read of its body."""
        answer = self._answer
        return answer.begun != 1 or bool(answer.parts or answer.broken)

    async def send(self, message: Message, attempt: Attempt, timeouts: Timeouts) -> None:
        """Send a request, and wait for the head of its answer."""
        first = self._head(message)
        body = message.body
        if isinstance(body, bytes) and len(body) <= _TOGETHER:
            first += body
            body = b""
        method = message.method
        answer = self._answer = Answer(is_bare=method == b"HEAD", of_proxy=method == b"CONNECT")
        self._uploaded = False
        attempt.phase = "sending"
        attempt.reused = self._used
        rest = self._send_first(first, attempt)
        if await self._push(rest, timeouts) and await self._upload(body, message, timeouts):
            self._uploaded = True
        attempt.phase = "waiting for the answer"
        while not answer.head_done:
            answer.feed(await within(timeouts.read, self.stream.receive()))
        self.status, self.reason, self.fields = answer.status, answer.reason, answer.fields
        attempt.phase = "reading the answer"

    async def read(self, timeouts: Timeouts) -> bytes:
        """The next piece of the answer's body; empty at its end."""
        answer = self._answer
        while not answer.complete and not answer.parts:
            if answer.broken:
                raise BrokenError(answer.broken)
            answer.feed(await within(timeouts.read, self.stream.receive()))
        if answer.is_bare:
            return b""
        parts, answer.parts = answer.parts, []
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _head(self, message: Message) -> bytes:
        message.check()
        target, fields = message.target, message.fields
        if self._for_proxy is not None:
            target = message.origin.url + target
            given = {name.lower() for name, _ in fields}
            fields = [field for field in self._for_proxy if field[0].lower() not in given] + fields
        lines = [b"%b %b HTTP/1.1\r\n" % (message.method, target)]
        lines += [b"%b: %b\r\n" % field for field in fields]
        lines.append(b"\r\n")
        return b"".join(lines)

    def _send_first(self, data: bytes, attempt: Attempt) -> memoryview:
        """Send what can leave at once, and say what is left.

        Raises:
            NotTakenError: nothing left, since the server has closed the connection.
        """
        stream = self.stream
        if self._used:
            # Now, and not when the connection was chosen: a server that closes what is idle does
            # so at any moment, and one that speaks unasked has closed or is about to.
            try:
                heard = stream.receive_now()
            except OSError:
                heard = b""
            if heard is not None:
                raise NotTakenError
        self._used = True
        return send_first(stream, data, attempt)

    async def _upload(
        self, body: bytes | AsyncIterable[bytes], message: Message, timeouts: Timeouts
    ) -> bool:
        """Send what did not go out with the head; False if the server did not want all of it."""
        if isinstance(body, bytes):
            return await self._push(memoryview(body), timeouts)
        chunked = message.is_chunked
        async for part in body:
            if part:
                data = b"%x\r\n%b\r\n" % (len(part), part) if chunked else part
                if not await self._push(memoryview(data), timeouts):
                    return False
        return await self._push(memoryview(b"0\r\n\r\n" if chunked else b""), timeouts)

    async def _push(self, data: memoryview, timeouts: Timeouts) -> bool:
        """Send all of it; False if the server refused the request before it had all of it."""
        stream, answer = self.stream, self._answer
        while data or stream.unsent:
            try:
                data = data[stream.send_now(data) :]
            except OSError:
                if answer.complete:
                    return False
                # It may have said why before it hung up.
                heard = stream.receive_now()
                if not heard:
                    raise
                answer.feed(heard)
                return False
            if not data and not stream.unsent:
                break
            heard = stream.receive_now()
            if heard is not None:
                answer.feed(heard)
                if answer.head_done and answer.status >= 300:
                    return False
                continue
            with fail_after(timeouts.write):
                await until_ready(stream)
        return True
