"""Looking at the service's state within one bounded call, by the service's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from .._clock import loop_time, wall_time
from ..operation import settle

if TYPE_CHECKING:
    from .._session.call import Call
    from .._session.session import Session
    from ..operation import Operation, RawResponse, Sender

__all__ = ["Reader", "Shares"]

T = TypeVar("T")


class Shares:
    """A sender that gives each request the time of any other call, within that of a longer one:
    a request that gets no answer then leaves time to look what became of it.

    Args:
        session: who sends.
        call: the longer one.
    """

    def __init__(self, session: Session, call: Call) -> None:
        self._session = session
        self._call = call

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call and return its parsed result."""
        return await self._share().send(operation)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call and return the response unparsed."""
        return await self._share().send_raw(operation)

    def _share(self) -> Call:
        usual, left = self._session.timeout, self._call.remaining()
        if usual is None or left <= usual:
            return self._call
        return self._session.call(usual)


class Reader:
    """A sender that notes the time of the service from the responses.

    Args:
        sender: who makes the calls.
    """

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._made = loop_time()
        self.date: datetime | None = None

    @property
    def now(self) -> datetime:
        """The service's time in its last response; ours where it never said."""
        return datetime.fromtimestamp(wall_time(), UTC) if self.date is None else self.date

    def at(self, moment: float | None = None) -> datetime | None:
        """The service's time at an earlier moment of the event loop: at most the second too early
        that its clock does not show, and the time since its last response, and never too late.

        Args:
            moment: the moment; by default that at which this was made.
        """
        if self.date is None:
            return None
        elapsed = loop_time() - (self._made if moment is None else moment)
        return self.date - timedelta(seconds=elapsed)

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call and return its parsed result."""
        return await settle(self, operation, await self.send_raw(operation))

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call and return the response unparsed."""
        raw = await self._sender.send_raw(operation)
        try:
            date = parsedate_to_datetime(raw.headers["date"])
        except (KeyError, ValueError, TypeError, IndexError, OverflowError):
            return raw
        self.date = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
        return raw
