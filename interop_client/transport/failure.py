"""Failures: what ended an exchange, as an error of the HTTP library that says where and why.

Nothing is imported here on the way of a failure: when no file can be opened, no module can either.
"""

from __future__ import annotations

import errno
import socket
import ssl

import anyio
import httpx

from .attempt import Attempt
from .message import BrokenError, NotTakenError, RefusedError

__all__ = ["CLOSED", "FAILURES", "failure"]

CLOSED = "The transport is closed"
"""Why calls end, or are refused, once it is."""

FAILURES = (
    OSError,
    UnicodeError,
    BrokenError,
    NotTakenError,
    RefusedError,
    anyio.ClosedResourceError,
    anyio.BusyResourceError,
)
"""What a connection can end with; a `TimeoutError` is an `OSError`."""

# Alerts by which a server refuses the handshake after we took it for done (TLS 1.3).
_REFUSALS = ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED", "HANDSHAKE_FAILURE")
_WITHOUT_CERTIFICATE = ("CERTIFICATE_REQUIRED", "HANDSHAKE_FAILURE", "BAD_CERTIFICATE")
# What a peer that speaks no TLS, or another one, answers to the first words of it.
_OTHER_LANGUAGES = (
    "WRONG_VERSION_NUMBER",
    "HTTP_REQUEST",
    "UNSUPPORTED_PROTOCOL",
    "ALERT_PROTOCOL_VERSION",
)
_NO_SUCH_HOST = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_NO_FILES = {errno.EMFILE, errno.ENFILE}


def failure(
    error: BaseException, attempt: Attempt, *, closed: bool = False
) -> httpx.TransportError:
    """The error of the HTTP library that says the same, and what was being done.

    Args:
        error: one of `FAILURES`.
        attempt: what was being done; it is told whether another attempt would end in the same way,
            and that nothing was sent where that shows only now.
        closed: whether the transport was closed meanwhile.
    """
    if closed:
        kind = httpx.ReadError if attempt.sent else httpx.ConnectError
        return kind(f"{CLOSED}, {attempt.stage}")
    if isinstance(error, TimeoutError) and error.errno is None:
        return _timed_out(attempt)
    if isinstance(error, RefusedError):
        attempt.final = error.final
        return httpx.ProxyError(
            f"The proxy {attempt.proxy} leads no way to {attempt.address}: {error}"
        )
    reason = _reason(error, attempt)
    text = f"{reason}, {attempt.stage}"
    if not attempt.sent:
        return (httpx.ProxyError if attempt.phase == "proxy" else httpx.ConnectError)(text)
    if isinstance(error, BrokenError):
        return httpx.RemoteProtocolError(text)
    return (httpx.WriteError if attempt.phase == "sending" else httpx.ReadError)(text)


def _timed_out(attempt: Attempt) -> httpx.TimeoutException:
    kinds = {"sending": httpx.WriteTimeout} if attempt.sent else {}
    kind = kinds.get(attempt.phase, httpx.ReadTimeout if attempt.sent else httpx.ConnectTimeout)
    return kind(f"The time was over {attempt.stage}")


def _reason(error: BaseException, attempt: Attempt) -> str:
    """Why it ended, as the beginning of a sentence."""
    if isinstance(error, ssl.SSLCertVerificationError):
        attempt.final = True
        return (
            f"The certificate is not trusted ({error.verify_message}; CERTIFICATE_VERIFY_FAILED:"
            " check the address, or pass a context with the right trust store as verify)"
        )
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "The server closed the connection without an end of TLS"
    if isinstance(error, ssl.SSLError):
        return _tls_reason(error, attempt)
    if isinstance(error, socket.gaierror):
        attempt.final = error.errno in _NO_SUCH_HOST
        return f"The name of the host cannot be looked up ({error.strerror})"
    if isinstance(error, UnicodeError):
        attempt.final = True
        return "The name of the host cannot be one"
    if isinstance(error, OSError):
        if error.errno in _NO_FILES:
            return (
                f"No file can be opened any more ({_named(error)}: raise the limit of open files,"
                " or lower max_connections)"
            )
        return f"The connection failed ({_named(error)})"
    if isinstance(error, NotTakenError):
        return "The server closed the connection before it took the request"
    return str(error) or "The connection was lost"


def _tls_reason(error: ssl.SSLError, attempt: Attempt) -> str:
    reason = error.reason or error.strerror or type(error).__name__
    if not attempt.sent and any(each in reason for each in _OTHER_LANGUAGES):
        attempt.final = True
    if "ALERT" not in reason:
        return f"TLS failed ({reason})"
    if any(each in reason for each in _REFUSALS) and not attempt.reused:
        # The handshake was refused, so nothing behind it was read.
        attempt.sent, attempt.final = False, True
        if attempt.phase != "proxy":
            attempt.phase = "tls"
    if any(each in reason for each in _WITHOUT_CERTIFICATE):
        return (
            f"The server refused TLS ({reason}): it may want a client certificate: pass a context"
            " that has loaded one (load_cert_chain) as verify"
        )
    return f"The server refused TLS ({reason})"


def _named(error: OSError) -> str:
    name = errno.errorcode.get(error.errno or 0, type(error).__name__)
    return f"{name}: {error.strerror}" if error.strerror else name
