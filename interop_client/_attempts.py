"""How often a helper sends again after a conflict, and how long it waits before."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

import attrs

from .errors import ConfigurationError, OutcomeUnknownError, StatusError

if TYPE_CHECKING:
    from ._call import Call

__all__ = ["Attempts", "ConflictPolicy"]

_logger = logging.getLogger("interop_client.conflicts")

_FIRST_WAIT = 0.1


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
        # Imported by the first conflict: a call that meets none does not need it.
        import tenacity

        if retry_after is not None:
            return min(retry_after, self.max_wait)
        kind = tenacity.wait_random_exponential if self.jitter else tenacity.wait_exponential
        state = tenacity.RetryCallState(tenacity.Retrying(), None, (), {})
        state.attempt_number = attempt
        return kind(multiplier=_FIRST_WAIT, max=self.max_wait)(state)


class Attempts:
    """The sends of one helper, counted, with the waits between them.

    Args:
        policy: how many, and how long to wait.
        call: whose time it takes.
    """

    def __init__(self, policy: ConflictPolicy, call: Call) -> None:
        self._policy = policy
        self._call = call
        self._made = 0

    async def again(self, error: StatusError | OutcomeUnknownError) -> None:
        """Wait before the next send, or raise `error` where there is none left or no time."""
        self._made += 1
        if self._made >= self._policy.attempts:
            raise error
        if isinstance(error, StatusError):
            what, reason, asked = f"{error.method} {error.url}", "met a conflict", error.retry_after
        else:
            what, reason, asked = error.operation, "was lost without effect", None
        delay = self._policy.wait(self._made, asked)
        _logger.info(
            "%s: attempt %d of %d %s; trying again in %.3f s",
            what,
            self._made,
            self._policy.attempts,
            reason,
            delay,
        )
        await self._call.sleep(delay, error)
