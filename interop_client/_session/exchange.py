"""Following the HTTP library through an exchange, by what it tells its `trace` extension."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..auth import Scrubber

if TYPE_CHECKING:
    from ..auth import Secret
    from .retrying import Sending

__all__ = ["Trace", "library_logs"]

_logger = logging.getLogger("httpcore")


def library_logs() -> bool:
    """Whether the HTTP library logs what it does, headers included."""
    return _logger.isEnabledFor(logging.DEBUG)


class Trace:
    """Notes when sending begins, and takes secrets out of what the library is about to log.

    Args:
        sending: is told.
        secrets: what must not be seen, if the service should repeat it.
    """

    __slots__ = ("_secrets", "_sending")

    def __init__(self, sending: Sending, secrets: tuple[Secret, ...]) -> None:
        self._sending = sending
        self._secrets = secrets

    async def __call__(self, event: str, info: dict[str, object]) -> None:
        """One event. What `info` holds is logged after this, except for arguments of a start."""
        if event.endswith(".started"):
            if event.endswith("send_request_headers.started"):
                self._sending.sent = True
        elif library_logs():
            scrubber = Scrubber(self._secrets)
            for name, value in info.items():
                shown = repr(value)
                harmless = scrubber.text(shown)
                if harmless != shown:
                    info[name] = harmless
