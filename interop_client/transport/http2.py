"""HTTP/2: one exchange at a time on a stream, framed by h2, and the server's farewell heeded."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import h2.settings
import hpack
from anyio import fail_after

from .message import BrokenError, NotTakenError, within
from .stream import until_ready

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .base import Attempt
    from .message import Fields, Message, Timeouts
    from .stream import Stream

__all__ = ["Http2Connection"]

_GOAWAY = 7
_FRAME_HEAD = 9
_REFUSED_STREAM = 7
_ANY_STREAM = 2**31 - 1
_WINDOW = 2**24
# Of one connection alone, and so not of HTTP/2.
_CONNECTION_FIELDS = {
    *(b"connection", b"host", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"),
}

_ours: ContextVar[bool] = ContextVar("interop_client_http2", default=False)


def _is_not_ours(record: logging.LogRecord) -> bool:
    return not _ours.get()


# These libraries log header fields as they are, tokens among them; what others have them do is
# theirs to log.
for _name in list(logging.root.manager.loggerDict):
    if _name.partition(".")[0] in {h2.__name__, hpack.__name__}:
        logging.getLogger(_name).addFilter(_is_not_ours)


@contextmanager
def _unlogged() -> Iterator[None]:
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


class Http2Connection:
    """A connection that speaks HTTP/2.

    Args:
        stream: what it is made of.
    """

    __slots__ = (
        *("_complete", "_h2", "_head_done", "_id", "_incoming", "_is_deaf", "_last_taken", "_lost"),
        "_parts",
        *("_reset", "_uploaded", "_used", "fields", "status", "stream"),
    )

    version = b"HTTP/2"
    reason = b""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.status: int = 0
        self.fields: Fields = []
        self._incoming = b""
        self._last_taken = _ANY_STREAM  # by what the server said when it took its leave
        self._used = False
        self._lost = False
        self._is_deaf = False
        self._begin(0)
        config = h2.config.H2Configuration(validate_inbound_headers=False)
        self._h2 = h2.connection.H2Connection(config=config)
        codes = h2.settings.SettingCodes
        self._h2.local_settings = h2.settings.Settings(
            client=True,
            initial_values={
                codes.ENABLE_PUSH: 0,
                codes.MAX_CONCURRENT_STREAMS: 100,
                codes.MAX_HEADER_LIST_SIZE: 64 * 1024,
            },
        )
        del self._h2.local_settings[codes.ENABLE_CONNECT_PROTOCOL]
        self._h2.initiate_connection()
        self._h2.increment_flow_control_window(_WINDOW)

    def _begin(self, stream_id: int) -> None:
        self._id = stream_id
        self._head_done = self._complete = self._uploaded = False
        self._parts: list[bytes] = []
        self._reset: int | None = None

    @property
    def is_reusable(self) -> bool:
        """Whether the exchange came to its end, and another may follow."""
        left = self._last_taken != _ANY_STREAM
        return self._complete and self._uploaded and not (left or self._lost or self._is_deaf)

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
        if self._lost or self._last_taken != _ANY_STREAM:
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
            with _unlogged():
                self._h2.send_headers(self._id, fields, end_stream=message.body == b"")
            self._h2.increment_flow_control_window(_WINDOW, stream_id=self._id)
        except h2.exceptions.ProtocolError:
            # All numbers are used up, or the server allows no exchange at all.
            raise NotTakenError from None
        data = self._h2.data_to_send()
        before = self.stream.left
        attempt.sent = True
        try:
            taken = self.stream.send_now(data)
        except OSError:
            if self.stream.left != before:
                raise
            attempt.sent = False
            if not attempt.reused:
                self.stream.receive_now()  # it may have said why, in the language of TLS
            raise NotTakenError from None
        return memoryview(data)[taken:]

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
            self._incoming += data
            try:
                with _unlogged():
                    events = self._h2.receive_data(self._frames())
            except h2.exceptions.ProtocolError as error:
                self._lost = True
                raise BrokenError(f"What came is no HTTP/2 ({type(error).__name__})") from None
            for event in events:
                self._note(event)
        if self._complete or not self._id:
            return
        if self._id > self._last_taken or self._reset == _REFUSED_STREAM:
            raise NotTakenError
        if self._reset is not None:
            self._lost = True
            raise BrokenError(f"The server gave the exchange up (HTTP/2 error {self._reset})")
        if self._lost:
            raise BrokenError("The server closed the connection without the whole answer")

    def _frames(self) -> bytes:
        """The frames that are whole, but not the server's farewell.

        The library takes that for the end of everything, but answers to what the server took
        before may still be coming.
        """
        frames = b""
        while len(self._incoming) >= _FRAME_HEAD:
            length = _FRAME_HEAD + int.from_bytes(self._incoming[:3])
            if length > _FRAME_HEAD + self._h2.max_inbound_frame_size:
                frames, self._incoming = frames + self._incoming, b""
                break
            if len(self._incoming) < length:
                break
            frame, self._incoming = self._incoming[:length], self._incoming[length:]
            if frame[3] == _GOAWAY:
                last = int.from_bytes(frame[_FRAME_HEAD : _FRAME_HEAD + 4]) & _ANY_STREAM
                self._last_taken = min(self._last_taken, last, _ANY_STREAM - 1)
            else:
                frames += frame
        return frames

    def _note(self, event: h2.events.Event) -> None:
        if isinstance(event, h2.events.DataReceived) and event.data is not None:
            amount = event.flow_controlled_length or 0
            self._h2.acknowledge_received_data(amount, event.stream_id or 0)
        if getattr(event, "stream_id", None) != self._id:
            return
        match event:
            case h2.events.ResponseReceived(headers=headers) if headers is not None:
                found = [(bytes(name), bytes(value)) for name, value in headers]
                self.status = int(next(value for name, value in found if name == b":status"))
                self.fields = [field for field in found if not field[0].startswith(b":")]
                self._head_done = True
            case h2.events.DataReceived(data=data) if data:
                self._parts.append(data)
            case h2.events.StreamEnded():
                self._complete = True
            case h2.events.StreamReset(error_code=code):
                self._reset = int(code or 0)
