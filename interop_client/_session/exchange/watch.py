"""Following an exchange from outside: whether it was sent, and how far it got.

A transport of our own keeps the `Attempt` itself. Of any other we see what the HTTP library tells
its `trace` extension, and whether the body was asked for, which nothing can be sent without.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx

from ..._redaction import Scrubber
from .failure import NEVER_SENT

if TYPE_CHECKING:
    from ..._redaction import Secret
    from ...transport.attempt import Attempt, Phase

# The second is there where a program has put httpx2 in the place of httpx.
_LOGGERS = (logging.getLogger("httpcore"), logging.getLogger("httpcore2"))

_PHASES: dict[str, Phase] = {
    "connect_tcp.started": "connecting",
    "setup_socks5_connection.started": "proxy",
    "start_tls.started": "tls",
    "send_request_headers.started": "sending",
    "receive_response_headers.started": "waiting for the answer",
    "receive_response_body.started": "reading the answer",
}


def library_logs() -> bool:
    """Whether the HTTP library logs what it does, headers included."""
    return any(logger.isEnabledFor(logging.DEBUG) for logger in _LOGGERS)


class WatchedRequest(httpx.Request):
    """A request that tells when its body is asked for: whoever sends it does that first."""

    watch: Watch | None = None

    @property
    def stream(self) -> httpx.SyncByteStream | httpx.AsyncByteStream:
        """The body, to be sent."""
        if self.watch is not None:
            self.watch.reached = True
        return self._body

    @stream.setter
    def stream(self, stream: httpx.SyncByteStream | httpx.AsyncByteStream) -> None:
        self._body = stream


class Watch:
    """Notes how far an exchange got, and takes secrets out of what the library is about to log.

    Args:
        attempt: is told.
        own: whether the transport is one of ours, which tells it by itself.

    Attributes:
        reached: whether the request may have got to a transport.
    """

    __slots__ = ("_attempt", "_own", "_secrets", "_traced", "reached")

    def __init__(self, attempt: Attempt, *, own: bool) -> None:
        self._attempt = attempt
        self._own = own
        self._secrets: tuple[Secret, ...] = ()
        self._traced = False
        self.reached = False

    def follow(self, request: httpx.Request, secrets: tuple[Secret, ...]) -> None:
        """Follow this request from now on.

        Args:
            request: what is about to be sent.
            secrets: what must not be logged.
        """
        self._secrets = secrets
        self._attempt.phase = "waiting for the answer"
        if isinstance(request, WatchedRequest):
            request.watch = self
            self._attempt.address = request.url.netloc.decode("ascii", "replace")
        if not self._own:
            request.extensions["trace"] = self

    def sent(self, error: Exception | None) -> bool:
        """Whether the service may have seen the request, after the exchange ended in `error`, or
        was given up."""
        if self._own or self._traced:
            return self._attempt.sent
        return self.reached and not isinstance(error, NEVER_SENT)

    def told(self, error: Exception) -> str:
        """What the library said, and where in the exchange if it did not say that."""
        where = f" {self._attempt.stage}" if self._traced and not self._own else ""
        return " ".join(f"{type(error).__name__}{where}: {error}".split())

    async def __call__(self, event: str, info: dict[str, object]) -> None:
        """One event. What `info` holds is logged after this, except for arguments of a start."""
        if event.endswith(".started"):
            self._note(event.partition(".")[2], info)
        elif self._secrets and library_logs():
            scrubber = Scrubber(self._secrets)
            for name, value in info.items():
                shown = repr(value)
                harmless = scrubber.text(shown)
                if harmless != shown:
                    info[name] = harmless

    def _note(self, step: str, info: dict[str, object]) -> None:
        self._traced = True
        phase = _PHASES.get(step)
        if phase is None:
            return
        if getattr(info.get("request"), "method", b"") == b"CONNECT":
            # To the proxy, for a way to the service: nothing of the request itself.
            phase = "proxy"
        self._attempt.phase = phase
        if phase == "sending":
            self._attempt.sent = True
