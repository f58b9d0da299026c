"""HTTP/2: one exchange at a time on a stream, framed by h2, and the server's farewell heeded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h2.events
import h2.exceptions
from anyio import fail_after

from .http2_library import WINDOW, Frames, opened, unlogged
from .message import BrokenError, NotTakenError, send_first, within
from .stream import until_ready

if TYPE_CHECKING:
    from .attempt import Attempt
    from .message import Fields, Message, Timeouts
    from .stream import Stream

__all__ = ["Http2Connection"]

_REFUSED_STREAM = 7
# Of one connection alone, and so not of HTTP/2.
_CONNECTION_FIELDS = {
    *(b"connection", b"host", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"),
}


class Http2Connection:
    """A connection that speaks HTTP/2.

    Args:
        stream: what it is made of.
    """

    __slots__ = (
        *("_complete", "_frames", "_h2", "_head_done", "_id", "_is_deaf", "_lost"),
        "_parts",
        *("_reset", "_uploaded", "_used", "fields", "status", "stream"),
    )

    version = b"HTTP/2"
    reason = b""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.status: int = 0
        self.fields: Fields = []
        self._frames = Frames()
        self._used = False
        self._lost = False
        self._is_deaf = False
        self._begin(0)
        self._h2 = opened()

    def _begin(self, stream_id: int) -> None:
        self._id = stream_id
        self._head_done = self._complete = self._uploaded = False
        self._parts: list[bytes] = []
        self._reset: int | None = None

    @property
    def is_reusable(self) -> bool:
        """Whether the exchange came to its end, and another may follow."""
        ended = self._frames.has_left or self._lost or self._is_deaf
        return self._complete and self._uploaded and not ended

    async def send(self, message: Message, attempt: Attempt, timeouts: Timeouts) -> None:
        """Send a request, and wait for the head of its answer."""
        message.check()
        attempt.phase = "sending"
        attempt.reused = self._used
        try:
            if self._used:
                self._look()
            self._used = True
            await self._push(self._first(message, attempt), timeouts)
            self._uploaded = await self._upload(message, timeouts)
            attempt.phase = "waiting for the answer"
            while not self._head_done:
                await self._hear(timeouts)
        except NotTakenError:
            attempt.sent = False
            raise
        attempt.phase = "reading the answer"

    async def read(self, timeouts: Timeouts) -> bytes:
        """The next piece of the answer's body; empty at its end."""
        while not self._parts and not self._complete:
            await self._hear(timeouts)
        parts, self._parts = self._parts, []
        return b"".join(parts)

    def _look(self) -> None:
        """Hear what was said since the last exchange, right before the first byte of the next.

        Raises:
            NotTakenError: the server has taken its leave.
        """
        try:
            while not self._lost and (heard := self.stream.receive_now()) is not None:
                self._feed(heard)
        except (OSError, BrokenError):
            self._lost = True
        if self._lost or self._frames.has_left:
            raise NotTakenError

    def _first(self, message: Message, attempt: Attempt) -> memoryview:
        """Send what can leave at once, and say what is left."""
        authority = [value for name, value in message.fields if name.lower() == b"host"]
        fields = [
            (b":method", message.method),
            (b":authority", authority[0] if authority else message.origin.address.encode()),
            (b":scheme", message.origin.scheme.encode()),
            (b":path", message.target),
        ]
        fields += [
            (name.lower(), value)
            for name, value in message.fields
            if name.lower() not in _CONNECTION_FIELDS
        ]
        try:
            self._begin(self._h2.get_next_available_stream_id())
            with unlogged():
                self._h2.send_headers(self._id, fields, end_stream=message.body == b"")
            self._h2.increment_flow_control_window(WINDOW, stream_id=self._id)
        except h2.exceptions.ProtocolError:
            # All numbers are used up, or the server allows no exchange at all.
            raise NotTakenError from None
        return send_first(self.stream, self._h2.data_to_send(), attempt)

    async def _upload(self, message: Message, timeouts: Timeouts) -> bool:
        """Send the body; False if the server did not want all of it."""
        body = message.body
        if body == b"":
            return True
        if isinstance(body, bytes):
            if not await self._upload_part(memoryview(body), timeouts):
                return False
        else:
            async for part in body:
                if not await self._upload_part(memoryview(part), timeouts):
                    return False
        self._h2.end_stream(self._id)
        await self._push(memoryview(self._h2.data_to_send()), timeouts)
        return True

    async def _upload_part(self, part: memoryview, timeouts: Timeouts) -> bool:
        while not (self._is_refused or self._is_deaf):
            if not part:
                return True
            room = self._h2.local_flow_control_window(self._id)
            if room <= 0:
                await self._hear(timeouts)
                continue
            piece = part[: min(room, self._h2.max_outbound_frame_size)]
            self._h2.send_data(self._id, bytes(piece))
            part = part[len(piece) :]
            await self._push(memoryview(self._h2.data_to_send()), timeouts)
        return False

    @property
    def _is_refused(self) -> bool:
        return self._complete or (self._head_done and self.status >= 300)

    async def _push(self, data: memoryview, timeouts: Timeouts) -> None:
        stream = self.stream
        while data or stream.unsent:
            try:
                data = data[stream.send_now(data) :]
            except OSError:
                # What it said before it hung up is still to be heard.
                self._is_deaf = True
                return
            if not data and not stream.unsent:
                break
            heard = stream.receive_now()
            if heard is not None:
                self._feed(heard)
                if self._is_refused:
                    break
                continue
            with fail_after(timeouts.write):
                await until_ready(stream)

    async def _hear(self, timeouts: Timeouts) -> None:
        """Take in what comes next, and answer it where the protocol wants that."""
        self._feed(await within(timeouts.read, self.stream.receive()))
        await self._push(memoryview(self._h2.data_to_send()), timeouts)

    def _feed(self, data: bytes) -> None:
        """Take what came; empty at the end of the connection.

        Raises:
            NotTakenError: the server said that it did not process the request.
            BrokenError: the answer will not come.
        """
        if not data:
            self._lost = True
        else:
            try:
                frames = self._frames.whole(data, self._h2.max_inbound_frame_size)
                with unlogged():
                    events = self._h2.receive_data(frames)
            except h2.exceptions.ProtocolError as error:
                self._lost = True
                raise BrokenError(f"What came is no HTTP/2 ({type(error).__name__})") from None
            for event in events:
                self._note(event)
        if self._complete or not self._id:
            return
        if self._id > self._frames.last_taken or self._reset == _REFUSED_STREAM:
            raise NotTakenError
        if self._reset is not None:
            self._lost = True
            raise BrokenError(f"The server gave the exchange up (HTTP/2 error {self._reset})")
        if self._lost:
            raise BrokenError("The server closed the connection without the whole answer")

    def _note(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.DataReceived) and event.data is not None:
            amount = event.flow_controlled_length or 0
            self._h2.acknowledge_received_data(amount, event.stream_id or 0)
        if getattr(event, "stream_id", None) != self._id:
            return
        match event:
            case h2.events.ResponseReceived(headers=headers) if headers is not None:
                found = [(bytes(name), bytes(value)) for name, value in headers]
                self.status = self._status_in(found)
                self.fields = [field for field in found if not field[0].startswith(b":")]
                self._head_done = True
            case h2.events.DataReceived(data=data) if data:
                self._parts.append(data)
            case h2.events.StreamEnded():
                self._complete = True
            case h2.events.StreamReset(error_code=code):
                self._reset = int(code or 0)

    def _status_in(self, fields: Fields) -> int:
        """The status that an answer has among its fields."""
        status = next((value for name, value in fields if name == b":status"), b"")
        if len(status) != 3 or not status.isdigit():
            self._lost = True
            raise BrokenError("What came is no HTTP/2 (an answer without a status)")
        return int(status)
