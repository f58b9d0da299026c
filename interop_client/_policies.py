"""Policies: how often to send again after a failure or a conflict, and how long to wait before."""

from __future__ import annotations

import math
import random
from typing import Literal

import attrs

from ._shown import shown
from .errors import ConfigurationError

# An attempt has this many seconds, where there are so many, before another is made instead.
_SHORTEST_ATTEMPT = 5.0

# The bound of the first wait after a conflict, in seconds.
_FIRST_CONFLICT_WAIT = 0.1


def _bound(attempt: int, first: float, longest: float) -> float:
    """The longest that a wait may be: it doubles from one to the next, up to `longest` seconds.

    A wait drawn at random between 0 and this is called full jitter: callers that failed together
    do not come back together.
    """
    # Beyond this many doublings the power would not fit into a float.
    return min(longest, first * 2.0 ** min(attempt - 1, 1000))


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and type(value) is not bool and 0 < value < math.inf


def _check(policy: RetryPolicy | ConflictPolicy, *waits: str) -> None:
    """Refuse a number of sends, or a wait of one of these names, that makes no sense."""
    if type(policy.attempts) is not int or policy.attempts < 1:
        raise ConfigurationError(
            f"attempts must be a whole number from 1, not {policy.attempts!r}."
        )
    for name in waits:
        seconds = getattr(policy, name)
        if type(seconds) not in (int, float) or not 0 <= seconds < math.inf:
            raise ConfigurationError(f"{name} must be 0 or more seconds, not {seconds!r}.")


@attrs.frozen(slots=True, kw_only=True)
class RetryPolicy:
    """How often a request is sent again, and how long to wait before.

    What is sent again: any request that was answered 429 or that was never sent, as when no
    connection was made; GET, DELETE and most PUT also after 408, 502, 503, 504 or a lost
    connection; GET also after 500. Beyond `attempts`, a request that was answered 401 is sent once
    more with a fresh token. The helpers of rollovers and schedules send again what they have looked
    for, by their own `ConflictPolicy`. A wait is drawn at random between 0 and a bound that
    doubles from one to the next (full jitter), unless the service says how long to wait.

    Args:
        attempts: sends in all; 1 for no retries.
        first_wait: the bound of the first wait, in seconds.
        max_wait: the bound of any wait that we choose, in seconds.
        max_retry_after: how much of a `Retry-After` is honoured, in seconds.
        attempt_timeout: seconds for one attempt of what may be sent again, so that one that hangs
            leaves time for the next. By default half of the time that is left, but 5 seconds
            where there are so many; the last attempt has all of it. None for no such bound.
        quota: how much the retries of all clients of one service may take together before
            errors are raised at once: a retry takes 14, one after a 429 takes 5, and a success
            gives back what its retry took, or 1. None for no limit.

    Raises:
        ConfigurationError: a value that makes no sense.
    """

    attempts: int = 4
    first_wait: float = 0.5
    max_wait: float = 8.0
    max_retry_after: float = 60.0
    attempt_timeout: float | Literal["half"] | None = "half"
    quota: int | None = 500

    def __attrs_post_init__(self) -> None:
        _check(self, "first_wait", "max_wait", "max_retry_after")
        bound = self.attempt_timeout
        if bound not in ("half", None) and not _is_positive(bound):
            raise ConfigurationError(
                f"attempt_timeout must be seconds above 0, 'half' or None, not {bound!r}."
            )
        if self.quota is not None and (type(self.quota) is not int or self.quota < 0):
            raise ConfigurationError(
                f"quota must be a whole number from 0, or None for no limit, not {self.quota!r}."
            )

    def __repr__(self) -> str:
        return shown(self)

    def attempt_bound(self, left: float) -> float:
        """Seconds for an attempt that another may follow; infinity for no bound.

        Args:
            left: seconds that the call has left.
        """
        if self.attempt_timeout is None:
            return math.inf
        if self.attempt_timeout == "half":
            return max(left / 2, min(left, _SHORTEST_ATTEMPT))
        return self.attempt_timeout

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
        _check(self, "max_wait")
        for name in ("jitter", "enabled"):
            flag = getattr(self, name)
            if not isinstance(flag, bool):
                raise ConfigurationError(f"{name} must be True or False, not {flag!r}.")

    def __repr__(self) -> str:
        return shown(self)

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
