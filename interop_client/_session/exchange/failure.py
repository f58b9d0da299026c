"""What an exception of an exchange means: whether anything was sent, answered, refused for good."""

from __future__ import annotations

import re
import socket
import ssl
import traceback
from collections.abc import Iterator
from typing import TYPE_CHECKING

import anyio
import httpx

if TYPE_CHECKING:
    from ...transport.attempt import Attempt

# What ends before anything is sent.
NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    ConnectionRefusedError,
    socket.gaierror,
    ssl.SSLCertVerificationError,
)

# What would end the same way again.
FINAL = (
    httpx.DecodingError,
    httpx.InvalidURL,
    httpx.LocalProtocolError,
    httpx.UnsupportedProtocol,
    ssl.SSLCertVerificationError,
)
_FINAL_TLS = re.compile(
    "CERTIFICATE_VERIFY_FAILED|WRONG_VERSION_NUMBER|HTTP_REQUEST|UNSUPPORTED_PROTOCOL"
    "|ALERT_PROTOCOL_VERSION|ALERT_UNKNOWN_CA|CERTIFICATE_REQUIRED"
)

# A proxy's refusal of CONNECT, but for those that ask to come again; and those of a SOCKS proxy.
_FINAL_PROXY = re.compile(
    r"(?!408|425|429)4[0-9][0-9]\b|Invalid username/password|Requested .* from proxy server"
    r"|.*(?:not allowed by ruleset|not supported)"
)

# Functions of the HTTP library within which a request is on its way.
_SENDING = frozenset({"handle_async_request", "_send_single_request"})


# What can happen to an exchange. All else is a mistake in the caller's transport, hook or auth.
EXPECTED = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.StreamError,
    OSError,
    anyio.BrokenResourceError,
    anyio.ClosedResourceError,
    anyio.EndOfStream,
)


def is_final(error: Exception, attempt: Attempt) -> bool:
    """Whether another attempt would end in the same way: refused for good."""
    if attempt.final or isinstance(error, FINAL):
        return True
    if isinstance(error, httpx.ProxyError) and _FINAL_PROXY.match(str(error)):
        return True
    return any(
        isinstance(part, ssl.SSLCertVerificationError)
        or (isinstance(part, ssl.SSLError | httpx.ConnectError) and _FINAL_TLS.search(str(part)))
        for part in _chain(error)
    )


def answer_in(error: Exception, request: httpx.Request) -> httpx.Response | None:
    """The answer to the request that came before something was raised over it.

    A hook or an auth object raises with the response in hand, so it stands among the variables of
    the frames that the exception came through. One that came before the request was sent once more
    does not count.
    """
    for part in _chain(error):
        if isinstance(part, httpx.HTTPStatusError) and _belongs(part.response, request, part):
            return part.response
        found: httpx.Response | None = None
        on_its_way = False
        for frame, _ in traceback.walk_tb(part.__traceback__):
            if frame.f_code.co_name in _SENDING:
                found, on_its_way = None, True
                if isinstance(part, httpx.TransportError | OSError):
                    continue
            for value in frame.f_locals.values():
                if isinstance(value, httpx.Response) and _belongs(value, request):
                    found = value
        if found is not None or on_its_way:
            return found
    return None


def _belongs(
    response: httpx.Response, request: httpx.Request, error: httpx.HTTPStatusError | None = None
) -> bool:
    """Whether it is the answer to this request, or to a copy of it."""
    try:
        asked = response.request if error is None else error.request
    except (RuntimeError, AttributeError):
        return False  # It has none, or it failed while it was made.
    return asked is request or (asked.method == request.method and asked.url == request.url)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and those that led to it."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
