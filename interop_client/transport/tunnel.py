"""HTTP proxies: asking one for a tunnel (CONNECT), and what it says when it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h11
from anyio import move_on_after, wait_writable

from .._markup import title_and_text
from .message import BrokenError, RefusedError

if TYPE_CHECKING:
    from .message import Fields, Origin
    from .stream import Stream

__all__ = ["ask_for_a_tunnel", "page_text"]

# The page of a proxy that refuses is waited for no longer, and no more of it is read.
_PAGE_SECONDS = 2.0
_LONGEST_PAGE = 64 * 1024
_LONGEST_TEXT = 300
# What a proxy may have answered by chance: another attempt may go better.
_PASSING = {408, 425, 429}


async def ask_for_a_tunnel(stream: Stream, target: Origin, fields: Fields) -> None:
    """Ask the proxy to connect to the target; from then on the stream leads there.

    Args:
        stream: an open connection to the proxy.
        target: where to.
        fields: header fields for the proxy.

    Raises:
        RefusedError: the proxy does not do it.
        BrokenError: what it said makes no sense.
        OSError: the connection was lost.
    """
    talk = h11.Connection(h11.CLIENT)
    where = target.address.encode()
    request = h11.Request(
        method=b"CONNECT", target=where, headers=[(b"host", where), (b"accept", b"*/*"), *fields]
    )
    data = memoryview((talk.send(request) or b"") + (talk.send(h11.EndOfMessage()) or b""))
    while data or stream.unsent:
        data = data[stream.send_now(data) :]
        if data or stream.unsent:
            await wait_writable(stream.socket)
    answer = await _next(stream, talk)
    while isinstance(answer, h11.InformationalResponse):
        answer = await _next(stream, talk)
    if not isinstance(answer, h11.Response):
        raise BrokenError("The proxy closed the connection without an answer")
    if answer.status_code < 300:
        if talk.trailing_data[0]:
            raise BrokenError("The proxy said more than belongs to the tunnel")
        return
    reason = answer.reason.decode("latin-1")
    text = f"it answered {answer.status_code} {reason}".rstrip()
    said = await _page(stream, talk)
    final = 400 <= answer.status_code < 500 and answer.status_code not in _PASSING
    raise RefusedError(f"{text}: {said}" if said else text, final=final)


async def _next(stream: Stream, talk: h11.Connection) -> object:
    while True:
        try:
            event = talk.next_event()
        except h11.RemoteProtocolError as error:
            raise BrokenError(f"What the proxy said is no HTTP ({error})") from None
        if event is not h11.NEED_DATA:
            return event
        talk.receive_data(await stream.receive())


async def _page(stream: Stream, talk: h11.Connection) -> str:
    """What the proxy says to people, as far as it comes soon."""
    page = b""
    with move_on_after(_PAGE_SECONDS):
        try:
            while len(page) < _LONGEST_PAGE:
                event = await _next(stream, talk)
                if not isinstance(event, h11.Data):
                    break
                page += bytes(event.data)
        except (BrokenError, OSError):
            pass
    return page_text(page)


def page_text(page: bytes) -> str:
    """The words of a page, without its marks, cut short."""
    _, text = title_and_text(page[:_LONGEST_PAGE].decode("utf-8", "replace"))
    text = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."
