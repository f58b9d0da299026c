"""Reports of one call: every attempt, answer and wait passes here, for the log and the listener."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from .._clock import loop_time
from ..events import (
    AttemptEnded,
    AttemptStarted,
    TokenObtained,
    TokenRefused,
    WaitStarted,
)
from .outcome import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..auth.expiry import LiveToken
    from ..events import Event
    from ..operation import Operation
    from .outcome import Lost
    from .settings import Settings

_logger = logging.getLogger("interop_client.session")


class Reports:
    """What happens to one operation, told as it happens.

    Each log record also has, as attributes: `operation`, `method`, `tenant` (its id), `tenant_name`
    and `attempt`, and what the message says: `status`, `milliseconds`, `reason`, `delay`.

    Args:
        settings: who calls.
        operation: what for.
    """

    __slots__ = ("_operation", "_settings")

    def __init__(self, settings: Settings, operation: Operation[Any]) -> None:
        self._settings = settings
        self._operation = operation

    def started(self, attempt: int) -> None:
        """One exchange begins."""
        self._tell(AttemptStarted, attempt=attempt)

    def ended(self, attempt: int, outcome: Answer | Lost, began: float) -> None:
        """One exchange came to its end, with an answer or without.

        Args:
            attempt: which one, from 1.
            outcome: what became of it.
            began: when it began, in the time of the event loop.
        """
        if self._settings.listener is None and not _logger.isEnabledFor(logging.DEBUG):
            return
        seconds, status, reason = loop_time() - began, outcome.status, outcome.reason
        self._tell(AttemptEnded, attempt=attempt, status=status, seconds=seconds, reason=reason)
        milliseconds = round(seconds * 1000, 1)
        result = "answered" if isinstance(outcome, Answer) else "got no answer:"
        self._log(
            logging.DEBUG,
            f"attempt %d {result} %s after %.1f ms",
            attempt,
            reason,
            milliseconds,
            before=f"{self._operation.method} ",
            attempt=attempt,
            status=status,
            milliseconds=milliseconds,
            reason=reason,
        )

    def retrying(self, attempt: int, attempts: int, reason: str, delay: float) -> None:
        """It will be sent again after a wait."""
        self._tell(WaitStarted, attempt=attempt, cause="retry", seconds=delay, reason=reason)
        self._log(
            logging.INFO,
            "attempt %d of %d failed (%s); trying again in %.3f s",
            attempt,
            attempts,
            reason,
            delay,
            attempt=attempt,
            reason=reason,
            delay=delay,
        )

    def renewing(self, attempt: int) -> None:
        """The token was refused, and it will be sent again with another."""
        self._tell(TokenRefused, attempt=attempt)
        self._log(
            logging.INFO,
            "attempt %d was answered 401; trying again with a new token",
            attempt,
            attempt=attempt,
            status=401,
            reason="401 Unauthorized",
        )

    def held(self, attempts: int, seconds: float) -> None:
        """It waits, since an earlier call with the same credential was answered 429."""
        reason = "429 to an earlier call"
        self._tell(WaitStarted, attempt=attempts, cause="held", seconds=seconds, reason=reason)
        message = "held back for %.3f s after a 429 to an earlier call"
        self._log(logging.DEBUG, message, seconds, reason=reason, delay=seconds)

    def paced(self, attempts: int, seconds: float) -> None:
        """It waits for its turn by the rate limit."""
        reason = "rate_limit"
        self._tell(WaitStarted, attempt=attempts, cause=reason, seconds=seconds, reason=reason)
        message = "waits %.3f s for its turn by rate_limit"
        self._log(logging.DEBUG, message, seconds, reason=reason, delay=seconds)

    def authorized(self, live: LiveToken | None, began: float) -> None:
        """It may be sent: it waited for a token and has it, or needs none.

        Args:
            live: the token.
            began: since when, in the time of the event loop.
        """
        if live is not None:
            self._tell(TokenObtained, seconds=loop_time() - began)

    def _tell(self, kind: Callable[..., Event], **facts: object) -> None:
        settings = self._settings
        if settings.listener is not None:
            operation = self._operation
            settings.listener.tell(
                kind(
                    operation=operation.operation_id,
                    method=operation.method,
                    tenant=settings.tenant,
                    **facts,
                )
            )

    def _log(
        self, level: int, message: str, *values: object, before: str = "", **facts: object
    ) -> None:
        if not _logger.isEnabledFor(level):
            return
        operation, settings = self._operation, self._settings
        tenant = settings.tenant
        extra = {
            "operation": operation.operation_id,
            "method": operation.method,
            "tenant": None if tenant is None else tenant.id,
            "tenant_name": None if tenant is None else tenant.name,
            **facts,
        }
        subject = (before, operation.operation_id, settings.for_tenant)
        _logger.log(level, f"%s%s%s: {message}", *subject, *values, extra=extra)
