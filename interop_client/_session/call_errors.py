"""Errors that end a call: each says what was called, for whom, how often, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import (
    InteropError,
    OutcomeUnknownError,
    RateLimitError,
    RequestError,
    RequestTimeoutError,
)
from .error_response import error_of
from .outcome import Answer, Lost

if TYPE_CHECKING:
    from ..operation import Operation
    from .settings import Settings

QUOTA_USED_UP = (
    " It was not sent again: the retry quota of this service is used up, since too many of the"
    " calls to it fail. Let it recover, or allow more by RetryPolicy(quota=...)."
)


class CallErrors:
    """The errors of one operation.

    Args:
        settings: who calls.
        operation: what for.
    """

    __slots__ = ("_operation", "_settings")

    def __init__(self, settings: Settings, operation: Operation[Any]) -> None:
        self._settings = settings
        self._operation = operation

    @property
    def _url(self) -> str:
        return self._settings.base_url + self._operation.url

    @property
    def _name(self) -> str:
        operation = self._operation
        called = f"{operation.operation_id} ({operation.method} {self._url})"
        return f"{called}{self._settings.for_tenant}"

    def of(self, outcome: Answer | Lost, attempts: int, note: str = "") -> InteropError:
        """The error that an outcome is, if nothing more can be done.

        Args:
            outcome: how the last attempt ended.
            attempts: how many there were.
            note: what else is to be said, as sentences after a space.
        """
        if isinstance(outcome, Lost):
            often = "" if attempts == 1 else f", after {attempts} attempts"
            message = f"{self._name} got no usable response{often}: {outcome.reason}"
            kind = RequestTimeoutError if outcome.timed_out else RequestError
            return kind(f"{message}.{note}" if note else message)
        return error_of(outcome, self._settings, self._operation, attempts, note)

    def lost(self, outcome: Answer | Lost) -> OutcomeUnknownError:
        """The error where it was sent and may have happened."""
        return self._unknown(f"The answer to {self._name} was lost: {outcome.reason}")

    def timed_out(self, timeout: float | None, stage: str, *, unknown: bool) -> RequestError:
        """The error where the call's own bound is reached.

        Args:
            timeout: the bound, in seconds.
            stage: what was going on, as the end of a sentence.
            unknown: whether it may have happened.
        """
        bound = f"{timeout:g} s" if timeout is not None else "its time"
        message = f"{self._name} took longer than {bound}: the time ended {stage}"
        if unknown:
            return self._unknown(message)
        return RequestTimeoutError(
            f"{message}. Allow more by `timeout`, or make fewer calls at once."
        )

    def held(self, seconds: float, attempts: int) -> RateLimitError:
        """The error where it may not be sent for so long, and there is no time for that."""
        return RateLimitError(
            f"{self._name} was not sent: the service answered 429 to an earlier call with this"
            f" credential and asked to wait {seconds:.3g} s more, which `timeout` does not allow.",
            status_code=429,
            method=self._operation.method,
            url=self._url,
            retry_after=seconds,
            attempts=attempts,
        )

    def paced(self, seconds: float) -> RequestTimeoutError:
        """The error where its turn by the rate limit comes too late."""
        return RequestTimeoutError(
            f"{self._name} was not sent: by rate_limit={self._settings.rate_limit} its turn comes"
            f" in {seconds:.3g} s, which `timeout` does not allow. Allow more by either, or make"
            " fewer calls at once."
        )

    def _unknown(self, message: str) -> OutcomeUnknownError:
        return OutcomeUnknownError(
            f"{message}. It may or may not have happened: look before sending it again.",
            operation=self._operation.operation_id,
            sent=self._operation.body,
        )
