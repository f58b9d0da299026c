"""Writer: what the functions of one helper share, its time, its sends and the service's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from .attempts import Attempts
from .service_clock import ServiceClock, Slices

if TYPE_CHECKING:
    from .._policies import ConflictPolicy
    from .._session.call import Call
    from .._session.session import Session


@attrs.frozen(eq=False)
class Writer:
    """One public call of a helper.

    Args:
        session: who calls.
        call: the bound of all its requests and waits together.
        sender: sends within that bound, and notes the service's time.
        attempts: how often it sends again after a conflict.
    """

    session: Session
    call: Call
    sender: ServiceClock
    attempts: Attempts

    @classmethod
    def of(cls, session: Session, timeout: float | None = None) -> Writer:
        """The writer of a helper that begins now.

        Args:
            session: who calls.
            timeout: seconds that all of it may take; None for those of the session.
        """
        call = session.call() if timeout is None else session.call(timeout)
        sender = ServiceClock(Slices(session, call))
        return cls(session, call, sender, Attempts(session.conflicts, call))

    @property
    def policy(self) -> ConflictPolicy:
        """How conflicts are treated."""
        return self.session.conflicts

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return self.session.base_url
