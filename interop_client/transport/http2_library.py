"""HTTP/2: the library h2 as it is used here: its settings, no logs, and the farewell kept back."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

import h2.config
import h2.connection
import h2.exceptions
import h2.settings
import hpack

if TYPE_CHECKING:
    from collections.abc import Iterator

ANY_STREAM = 2**31 - 1
WINDOW = 2**24
_GOAWAY = 7
_FRAME_HEAD = 9

_ours: ContextVar[bool] = ContextVar("interop_client_http2", default=False)


def _is_not_ours(record: logging.LogRecord) -> bool:
    return not _ours.get()


# These libraries log header fields as they are, tokens among them; what others have them do is
# theirs to log.
for _name in list(logging.root.manager.loggerDict):
    if _name.partition(".")[0] in {h2.__name__, hpack.__name__}:
        logging.getLogger(_name).addFilter(_is_not_ours)


@contextmanager
def unlogged() -> Iterator[None]:
    """Nothing that the libraries do within this is logged."""
    token = _ours.set(True)
    try:
        yield
    finally:
        _ours.reset(token)


def opened() -> h2.connection.H2Connection:
    """The library's side of a new connection, which has its first bytes to send."""
    config = h2.config.H2Configuration(validate_inbound_headers=False)
    made = h2.connection.H2Connection(config=config)
    codes = h2.settings.SettingCodes
    made.local_settings = h2.settings.Settings(
        client=True,
        initial_values={
            codes.ENABLE_PUSH: 0,
            codes.MAX_CONCURRENT_STREAMS: 100,
            codes.MAX_HEADER_LIST_SIZE: 64 * 1024,
        },
    )
    del made.local_settings[codes.ENABLE_CONNECT_PROTOCOL]
    made.initiate_connection()
    made.increment_flow_control_window(WINDOW)
    return made


class Frames:
    """What came, in whole frames, but not the server's farewell.

    The library takes that for the end of everything, but answers to what the server took before
    may still be coming.
    """

    __slots__ = ("_incoming", "last_taken")

    def __init__(self) -> None:
        self._incoming = b""
        self.last_taken: int = ANY_STREAM  # by what the server said when it took its leave

    @property
    def has_left(self) -> bool:
        """Whether the server has taken its leave."""
        return self.last_taken != ANY_STREAM

    def whole(self, data: bytes, longest: int) -> bytes:
        """The frames that are whole now; what is left is kept for the next piece.

        Args:
            data: what came.
            longest: bytes that a frame may have, without its head.

        Raises:
            h2.exceptions.FrameTooLargeError: one is longer, or what came is another protocol.
        """
        self._incoming += data
        frames = b""
        while len(self._incoming) >= _FRAME_HEAD:
            length = _FRAME_HEAD + int.from_bytes(self._incoming[:3])
            if length > _FRAME_HEAD + longest:
                # The library would wait for all of it first.
                raise h2.exceptions.FrameTooLargeError
            if len(self._incoming) < length:
                break
            frame, self._incoming = self._incoming[:length], self._incoming[length:]
            if frame[3] == _GOAWAY:
                last = int.from_bytes(frame[_FRAME_HEAD : _FRAME_HEAD + 4]) & ANY_STREAM
                self.last_taken = min(self.last_taken, last, ANY_STREAM - 1)
            else:
                frames += frame
        return frames
