"""Writer: one public call of a helper: its time, its sends, and how often it sends again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ..errors import OutcomeUnknownError, StatusError
from ..events import ConflictMet
from .service_clock import ServiceClock

if TYPE_CHECKING:
    from .._policies import ConflictPolicy
    from .._session.call import Call
    from .._session.session import Session

_logger = logging.getLogger("interop_client.conflicts")


class Writer:
    """What the functions of one helper share.

    Args:
        session: who calls.
        timeout: seconds that all of it may take; None for those of the session.

    Attributes:
        call: the bound of all its requests and waits together.
        sender: sends within that bound, and notes the service's time.
        policy: how conflicts are treated.
    """

    def __init__(self, session: Session, timeout: float | None = None) -> None:
        self.session: Session = session
        self.call: Call = session.call(timeout)
        self.sender: ServiceClock = ServiceClock(session, self.call)
        self.policy: ConflictPolicy = session.conflicts
        self._sends = 0

    async def again(self, error: StatusError | OutcomeUnknownError) -> None:
        """Wait before the next send, or raise `error` where there is none left or no time."""
        self._sends += 1
        if self._sends >= self.policy.attempts:
            raise error
        method: str | None = None
        if isinstance(error, StatusError):
            method, what = error.method, f"{error.method} {error.url}"
            reason, asked = "met a conflict", error.retry_after
        else:
            what, reason, asked = error.operation, "was lost without effect", None
        delay = self.policy.wait(self._sends, asked)
        _logger.info(
            "%s: attempt %d of %d %s; trying again in %.3f s",
            what,
            self._sends,
            self.policy.attempts,
            reason,
            delay,
        )
        if self.session.listener is not None:
            self.session.listener.tell(
                ConflictMet(
                    operation=error.operation_id or "",
                    method=method,
                    tenant=self.session.tenant,
                    attempt=self._sends,
                    seconds=delay,
                    reason=reason,
                )
            )
        await self.call.sleep(delay, error)
