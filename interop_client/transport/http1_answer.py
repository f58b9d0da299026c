"""HTTP/1.1: an answer, as httptools finds it in what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httptools

from .message import BrokenError

if TYPE_CHECKING:
    from .message import Fields

__all__ = ["Answer"]

_LONGEST_HEAD = 128 * 1024


class Answer:
    """What the parser has found so far; the parser calls its methods."""

    __slots__ = (
        *("begun", "broken", "complete", "fields", "head_done", "is_bare", "keeps", "length"),
        *("parser", "parts", "reason", "status"),
    )

    def __init__(self, *, is_bare: bool, of_proxy: bool = False) -> None:
        self.parser: httptools.HttpResponseParser = httptools.HttpResponseParser(self)
        if of_proxy:
            # What a head says of a body does not count (RFC 9110, 9.3.6), and small proxies end
            # lines as they like: nothing but the head is read, and no other answer follows.
            self.parser.set_dangerous_leniencies(
                lenient_chunked_length=True, lenient_optional_cr_before_lf=True
            )
        self.fields: Fields = []
        self.parts: list[bytes] = []
        self.reason: bytes = b""
        self.status: int = 0
        self.length: int = 0  # how much came before the end of the head
        self.begun: int = 0
        self.broken: str = ""  # what is wrong with the body, whose head counts all the same
        self.head_done: bool = False
        self.complete: bool = False
        self.keeps: bool = False
        self.is_bare = is_bare  # has no body, whatever its head says

    def on_message_begin(self) -> None:
        self.begun += 1

    def on_status(self, reason: bytes) -> None:
        if not self.head_done:
            self.reason += reason

    def on_header(self, name: bytes, value: bytes) -> None:
        # What comes behind the body is no header field.
        if not self.head_done:
            self.fields.append((name, value))

    def on_headers_complete(self) -> None:
        if self.head_done:
            return  # of an answer that nobody asked for
        self.status = self.parser.get_status_code()
        if not 100 <= self.status < 200:
            self.head_done = True
            if self.is_bare:
                self.on_message_complete()

    def on_body(self, body: bytes) -> None:
        if self.complete:
            self.begun += 1  # what nobody asked for
        else:
            self.parts.append(body)

    def on_message_complete(self) -> None:
        if not self.head_done:
            # An interim answer: the answer proper is still to come.
            self.fields, self.reason, self.begun = [], b"", 0
        elif not self.complete:
            self.complete = True
            self.keeps = self.parser.should_keep_alive()

    def feed(self, data: bytes) -> None:
        """Take what came; empty at the end of the connection."""
        if not data:
            self._end()
            return
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError as error:
            if self.complete:
                self.begun += 1  # something that does not belong to this answer
                return
            self.broken = f"What came is no HTTP ({error})"
            if not self.head_done:
                raise BrokenError(self.broken) from None
        except httptools.HttpParserUpgrade:
            raise BrokenError("What came is another protocol, which was not asked for") from None
        if not self.head_done:
            self.length += len(data)
            if self.length > _LONGEST_HEAD:
                raise BrokenError(f"The head of the answer is longer than {_LONGEST_HEAD} bytes")

    def _end(self) -> None:
        if self.complete:
            return
        if not self.head_done:
            raise BrokenError(
                "The server closed the connection in the middle of the answer's head"
                if self.length
                else "The server closed the connection without an answer"
            )
        framing = {b"content-length", b"transfer-encoding"}
        if any(name.lower() in framing for name, _ in self.fields):
            raise BrokenError("The server closed the connection in the middle of the answer")
        self.complete = True
