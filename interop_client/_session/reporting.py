"""Reports of one call: every attempt, answer and wait passes here, for the log and the listener."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Literal, TypedDict

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
    from ..auth.expiry import LiveToken
    from ..errors import TenantReference
    from ..operation import Operation
    from .outcome import Lost
    from .settings import Settings

_logger = logging.getLogger("interop_client.session")


class Subject(TypedDict):
    """What every event says."""

    operation: str
    method: str
    tenant: TenantReference | None


class Reports:
    """What happens to one operation, told as it happens.

    Each log record also has, as attributes: `operation`, `method`, `tenant` (its id), `tenant_name`
    and `attempt`, and what the message says: `status`, `milliseconds`, `reason`, `delay`.

    Args:
        settings: who calls.
        operation: what for.
    """

    __slots__ = ("_listener", "_operation", "_settings")

    def __init__(self, settings: Settings, operation: Operation[Any]) -> None:
        self._settings = settings
        self._listener = settings.listener
        self._operation = operation

    def started(self, attempt: int) -> None:
        """One exchange begins."""
        if self._listener is not None:
            self._listener.tell(AttemptStarted(**self._subject(), attempt=attempt))

    def ended(self, attempt: int, outcome: Answer | Lost, began: float) -> None:
        """One exchange came to its end, with an answer or without.

        Args:
            attempt: which one, from 1.
            outcome: what became of it.
            began: when it began, in the time of the event loop.
        """
        if self._listener is not None:
            self._listener.tell(
                AttemptEnded(
                    **self._subject(),
                    attempt=attempt,
                    status=outcome.status,
                    seconds=loop_time() - began,
                    reason=outcome.reason,
                )
            )
        if not _logger.isEnabledFor(logging.DEBUG):
            return
        milliseconds = round((loop_time() - began) * 1000, 1)
        result = "answered" if isinstance(outcome, Answer) else "got no answer:"
        self._log(
            logging.DEBUG,
            f"%s %s%s: attempt %d {result} %s after %.1f ms",
            self._operation.method,
            self._operation.operation_id,
            self._settings.for_tenant,
            attempt,
            outcome.reason,
            milliseconds,
            attempt=attempt,
            status=outcome.status,
            milliseconds=milliseconds,
            reason=outcome.reason,
        )

    def retrying(self, attempt: int, attempts: int, reason: str, delay: float) -> None:
        """It will be sent again after a wait."""
        self._waits(attempt, "retry", delay, reason)
        self._log(
            logging.INFO,
            "%s%s: attempt %d of %d failed (%s); trying again in %.3f s",
            self._operation.operation_id,
            self._settings.for_tenant,
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
        if self._listener is not None:
            self._listener.tell(TokenRefused(**self._subject(), attempt=attempt))
        self._log(
            logging.INFO,
            "%s%s: attempt %d was answered 401; trying again with a new token",
            self._operation.operation_id,
            self._settings.for_tenant,
            attempt,
            attempt=attempt,
            status=401,
            reason="401 Unauthorized",
        )

    def held(self, attempts: int, seconds: float) -> None:
        """It waits, since an earlier call with the same credential was answered 429."""
        self._waits(attempts, "held", seconds, "429 to an earlier call")
        self._log(
            logging.DEBUG,
            "%s%s: held back for %.3f s after a 429 to an earlier call",
            self._operation.operation_id,
            self._settings.for_tenant,
            seconds,
            reason="429 to an earlier call",
            delay=seconds,
        )

    def paced(self, attempts: int, seconds: float) -> None:
        """It waits for its turn by the rate limit."""
        self._waits(attempts, "rate_limit", seconds, "rate_limit")
        self._log(
            logging.DEBUG,
            "%s%s: waits %.3f s for its turn by rate_limit",
            self._operation.operation_id,
            self._settings.for_tenant,
            seconds,
            reason="rate_limit",
            delay=seconds,
        )

    def authorized(self, live: LiveToken | None, began: float) -> None:
        """It may be sent: it waited for a token and has it, or needs none.

        Args:
            live: the token.
            began: since when, in the time of the event loop.
        """
        if self._listener is not None and live is not None:
            seconds = loop_time() - began
            self._listener.tell(TokenObtained(**self._subject(), seconds=seconds))

    def _waits(
        self,
        attempts: int,
        cause: Literal["retry", "held", "rate_limit"],
        seconds: float,
        reason: str,
    ) -> None:
        if self._listener is not None:
            self._listener.tell(
                WaitStarted(
                    **self._subject(),
                    attempt=attempts,
                    cause=cause,
                    seconds=seconds,
                    reason=reason,
                )
            )

    def _subject(self) -> Subject:
        return {
            "operation": self._operation.operation_id,
            "method": self._operation.method,
            "tenant": self._settings.tenant,
        }

    def _log(self, level: int, message: str, *values: object, **facts: object) -> None:
        if not _logger.isEnabledFor(level):
            return
        tenant = self._settings.tenant
        extra = {
            "operation": self._operation.operation_id,
            "method": self._operation.method,
            "tenant": None if tenant is None else tenant.id,
            "tenant_name": None if tenant is None else tenant.name,
            **facts,
        }
        _logger.log(level, message, *values, extra=extra)
