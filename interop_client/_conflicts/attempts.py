"""Attempts after a conflict: how often a helper sends again, and how long it waits before."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..errors import OutcomeUnknownError, StatusError

if TYPE_CHECKING:
    from .._policies import ConflictPolicy
    from .._session.call import Call

_logger = logging.getLogger("interop_client.conflicts")


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
        self._call.met_conflict(error, self._made, delay, reason)
        await self._call.sleep(delay, error)
