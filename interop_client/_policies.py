"""Policies: how often to send again after a failure or a conflict, and how long to wait before."""

from __future__ import annotations

import math
import random

import attrs

from .errors import ConfigurationError

# The bound of the first wait after a conflict, in seconds.
_FIRST_CONFLICT_WAIT = 0.1


def _bound(attempt: int, first: float, longest: float) -> float:
    """The longest that a wait may be: it doubles from one to the next, up to `longest` seconds.

    A wait drawn at random between 0 and this is called full jitter: callers that failed together
    do not come back together.
    """
    # Beyond this many doublings the power would not fit into a float.
    return min(longest, first * 2.0 ** min(attempt - 1, 1000))


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
        return random.uniform(0.0, _bound(attempt, self.first_wait, self.max_wait))


@attrs.frozen(slots=True, kw_only=True)
class ConflictPolicy:
    """How the helpers treat a conflict.

    Args:
        attempts: sends in all, before a concurrent change is given up on.
        max_wait: the longest single wait between two of them, in seconds.
        jitter: whether each wait is drawn at random up to its bound, so that two writers who
            met once do not meet again.
        enabled: whether conflicts are looked into at all; see `off`.

    Raises:
        ConfigurationError: a value that makes no sense.
    """

    attempts: int = 5
    max_wait: float = 8.0
    jitter: bool = True
    enabled: bool = attrs.field(default=True, repr=False)

    def __attrs_post_init__(self) -> None:
        if type(self.attempts) is not int or self.attempts < 1:
            raise ConfigurationError(
                f"attempts must be a whole number from 1, not {self.attempts!r}."
            )
        if type(self.max_wait) not in (int, float) or not 0 <= self.max_wait < math.inf:
            raise ConfigurationError(f"max_wait must be 0 or more seconds, not {self.max_wait!r}.")

    @classmethod
    def off(cls) -> ConflictPolicy:
        """Conflicts are neither explained nor retried: each is a plain `ConflictError`."""
        return cls(attempts=1, enabled=False)

    def wait(self, attempt: int, retry_after: float | None = None) -> float:
        """Seconds to wait before the next send.

        Args:
            attempt: how many sends there were.
            retry_after: the seconds that the service asked for, if it did.
        """
        if retry_after is not None:
            return min(retry_after, self.max_wait)
        bound = _bound(attempt, _FIRST_CONFLICT_WAIT, self.max_wait)
        return random.uniform(0.0, bound) if self.jitter else bound
