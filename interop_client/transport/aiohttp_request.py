"""Requests of the HTTP library as aiohttp takes them, and its errors as the HTTP library's."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable
from io import BytesIO

import aiohttp
import httpx
import yarl

from .attempt import Attempt
from .failure import FAILURES, failure
from .message import BrokenError, Message, Timeouts

__all__ = ["content_of", "fields_of", "sent", "timeout_of", "translated"]

_NO_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=None)
_LONGEST_PIECE = 2**20


def fields_of(message: Message) -> list[tuple[str, str]]:
    """The header fields of a request."""
    fields = []
    for name, value in message.fields:
        try:
            # In lower case: of a name in two spellings, the library would keep the last alone.
            field = name.decode().lower(), value.decode()
        except UnicodeDecodeError:
            field = None
        if field is None:
            raise httpx.LocalProtocolError(f"The header field {name!r} is not UTF-8.")
        # The library frames a body of unknown length itself.
        if field[0] != "transfer-encoding":
            fields.append(field)
    return fields


def content_of(message: Message) -> bytes | BytesIO | AsyncIterable[bytes] | None:
    """The body of a request."""
    content = message.body
    if not isinstance(content, bytes):
        return content
    # The library warns of more than this in one piece.
    return BytesIO(content) if len(content) > _LONGEST_PIECE else content or None


def timeout_of(timeouts: Timeouts) -> aiohttp.ClientTimeout:
    """The bounds of a request."""
    if not any(timeouts):
        return _NO_TIMEOUT
    return aiohttp.ClientTimeout(sock_connect=timeouts.connect, sock_read=timeouts.read)


async def sent(
    session: aiohttp.ClientSession,
    message: Message,
    data: bytes | BytesIO | AsyncIterable[bytes] | None,
    timeouts: Timeouts,
    context: ssl.SSLContext | bool,
) -> aiohttp.ClientResponse:
    """Have the library send a request as it is, and wait for the head of its answer."""
    return await session.request(
        message.method.decode(),
        # Taken as it is: left to itself, the library decodes what was encoded for a reason.
        yarl.URL((message.origin.url + message.target).decode(), encoded=True),
        headers=fields_of(message),
        data=data,
        allow_redirects=False,
        timeout=timeout_of(timeouts),
        ssl=context,
    )


def translated(error: Exception, attempt: Attempt, *, closed: bool) -> Exception:
    """The error of `httpx` that says the same, and what was being done.

    What counts is whether anything was sent: the classes of the library do not tell.
    """
    known: BaseException = error
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        known = error.certificate_error
    elif isinstance(error, aiohttp.ClientConnectorError):
        known = error.os_error
    elif isinstance(error, aiohttp.ServerDisconnectedError):
        known = BrokenError("The server closed the connection without an answer")
    elif isinstance(error, aiohttp.ClientResponseError):
        known = BrokenError(f"What came is no HTTP ({error.message})")
    elif isinstance(error, aiohttp.ClientPayloadError):
        known = BrokenError("The answer broke off, or made no sense, in its middle")
    elif isinstance(error, aiohttp.ClientError) and not isinstance(error, OSError):
        known = BrokenError(f"The connection failed ({type(error).__name__})")
    return failure(known, attempt, closed=closed) if isinstance(known, FAILURES) else error
