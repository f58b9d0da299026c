"""HTTP proxies: asking one for a tunnel (CONNECT), and what it says when it refuses."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from anyio import move_on_after

from .._markup import title_and_text
from .attempt import Attempt
from .http1 import Http1Connection
from .message import BrokenError, Message, RefusedError, Timeouts

if TYPE_CHECKING:
    from .message import Connection, Fields, Origin
    from .stream import Stream

__all__ = ["ask_for_a_tunnel", "refusal"]

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
        NotTakenError: it closed the connection at once.
        OSError: the connection was lost.
    """
    where = target.address.encode()
    fields = [(b"host", where), (b"accept", b"*/*"), *fields]
    talk = Http1Connection(stream)
    # What is told of this attempt is not of the call's own request.
    await talk.send(Message(b"CONNECT", target, where, fields, b""), Attempt(), Timeouts())
    if not 200 <= talk.status < 300:
        raise await refusal(talk)
    if talk.has_more:
        raise BrokenError("The proxy said more than belongs to the tunnel")


async def refusal(connection: Connection) -> RefusedError:
    """What a proxy said that leads no way to the host, its page for people too if that comes soon.

    Args:
        connection: has the head of its answer.
    """
    page = b""
    with suppress(BrokenError, OSError), move_on_after(_PAGE_SECONDS):
        while len(page) < _LONGEST_PAGE and (part := await connection.read(Timeouts())):
            page += part
    status, said = connection.status, _text(page)
    text = f"it answered {status} {connection.reason.decode('latin-1')}".rstrip()
    final = 400 <= status < 500 and status not in _PASSING
    return RefusedError(f"{text}: {said}" if said else text, final=final)


def _text(page: bytes) -> str:
    """The words of a page, without its marks, cut short."""
    _, text = title_and_text(page[:_LONGEST_PAGE].decode("utf-8", "replace"))
    text = " ".join("".join(each if each.isprintable() else " " for each in text).split())
    return text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."
