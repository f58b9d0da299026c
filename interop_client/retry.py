"""What is sent again after a failure, and when."""

from __future__ import annotations

import math
import re
import time
from datetime import UTC
from enum import Enum
from typing import TYPE_CHECKING

import attrs

from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RetryPolicy", "Verdict", "judge", "read_retry_after"]

_SECONDS = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")


@attrs.frozen(slots=True, kw_only=True)
class RetryPolicy:
    """How often a request is sent again, and how long to wait before.

    What is sent again: any request that was answered 429 or whose connection was never made;
    GET, DELETE and most PUT also after 502, 503, 504 or a lost connection. Nothing else is.
    A wait is drawn at random between 0 and a bound that doubles from one to the next (full
    jitter), unless the service says how long to wait.

    Args:
        attempts: sends in all; 1 for no retries.
        first_wait: the bound of the first wait, in seconds.
        max_wait: the bound of any wait that we choose, in seconds.
        max_retry_after: how much of a `Retry-After` is honoured, in seconds.

    Raises:
        ConfigurationError: a value that makes no sense.
    """

    attempts: int = 4
    first_wait: float = 0.5
    max_wait: float = 8.0
    max_retry_after: float = 60.0

    def __attrs_post_init__(self) -> None:
        if type(self.attempts) is not int or self.attempts < 1:
            raise ConfigurationError(
                f"attempts must be a whole number from 1, not {self.attempts!r}."
            )
        for name in ("first_wait", "max_wait", "max_retry_after"):
            value: object = getattr(self, name)
            if type(value) not in (int, float) or not 0 <= getattr(self, name) < math.inf:
                raise ConfigurationError(f"{name} must be 0 or more seconds, not {value!r}.")

    def wait(self, attempt: int, retry_after: float | None = None) -> float:
        """Seconds to wait before the next send.

        Args:
            attempt: how many sends there were.
            retry_after: the seconds that the service asked for, if it did.
        """
        if retry_after is not None:
            return min(retry_after, self.max_retry_after)
        # Imported by the first retry: a call that succeeds does not need it.
        import tenacity

        backoff = tenacity.wait_random_exponential(multiplier=self.first_wait, max=self.max_wait)
        state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
        state.attempt_number = attempt
        return backoff(state)


class Verdict(Enum):
    """What follows from a failure."""

    FAIL = "it is an error"
    RETRY = "it may be sent again"
    UNKNOWN = "nobody knows whether it happened"


def judge(status: int | None, *, repeatable: bool, sent: bool = True) -> Verdict:
    """What follows from an answer that is no success, or from none at all.

    Args:
        status: the HTTP status; None when no answer came.
        repeatable: whether sending the request twice has the effect of sending it once.
        sent: without an answer, whether any of the request may have reached the service.
    """
    if status == 429 or (status is None and not sent):
        return Verdict.RETRY
    if status is None or status in (502, 504):
        return Verdict.RETRY if repeatable else Verdict.UNKNOWN
    if status == 503 and repeatable:
        return Verdict.RETRY
    return Verdict.FAIL


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a response's `Retry-After` asks for; None without one that makes sense.

    A date is taken relative to the response's own `Date`, so that our clock does not matter.
    """
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    if _SECONDS.fullmatch(value):
        return float(value)
    until = _timestamp(value)
    if until is None:
        return None
    now = _timestamp(headers.get("date", ""))
    return max(0.0, until - (time.time() if now is None else now))


def _timestamp(date: str) -> float | None:
    # Imported by the first date: its import is slow, and a call that succeeds has none to read.
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(date)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
