"""Requests of the HTTP library as aiohttp takes them, and its errors as the HTTP library's."""

from __future__ import annotations

from io import BytesIO

import aiohttp
import httpx

from .base import Attempt
from .failure import FAILURES, failure
from .message import BrokenError

__all__ = ["content_of", "fields_of", "timeout_of", "translated"]

_NO_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=None)
_LONGEST_PIECE = 2**20


def fields_of(request: httpx.Request) -> list[tuple[str, str]]:
    """The header fields of a request."""
    fields = []
    for name, value in request.headers.raw:
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


def content_of(request: httpx.Request) -> bytes | BytesIO | httpx.AsyncByteStream | None:
    """The body of a request."""
    stream = request.stream
    if isinstance(stream, httpx.ByteStream):
        content = request.content
        # The library warns of more than this in one piece.
        return BytesIO(content) if len(content) > _LONGEST_PIECE else content or None
    if not isinstance(stream, httpx.AsyncByteStream):
        raise RuntimeError("An asynchronous transport needs an asynchronous request body.")
    return stream


def timeout_of(request: httpx.Request) -> aiohttp.ClientTimeout:
    """The bounds of a request."""
    asked: dict[str, float | None] = request.extensions.get("timeout", {})
    if not any(asked.values()):
        return _NO_TIMEOUT
    return aiohttp.ClientTimeout(sock_connect=asked.get("connect"), sock_read=asked.get("read"))


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
