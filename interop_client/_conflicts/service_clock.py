"""Service clock: the time of the service by the `Date` of its responses."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from .._clock import loop_time, utc_now
from .._http_date import read_date
from ..errors import InteropError
from ..operation import settle

if TYPE_CHECKING:
    from .._session.call import Call
    from .._session.session import Session
    from ..operation import Operation, RawResponse

T = TypeVar("T")

CLOCKS_APART = timedelta(seconds=5)
"""How far the clocks of the service's own machines may be apart."""


class ServiceClock:
    """Sends within the time of a longer call, and notes the time of the service from the responses.

    Each request gets the client's usual `timeout`, and no more: one that gets no answer then leaves
    time to look what became of it.

    Args:
        session: who sends.
        call: the longer one.

    Attributes:
        date: the service's time in the last response that showed one; None where none did.
        last: the service's time in the last response; None where that showed none.
    """

    def __init__(self, session: Session, call: Call) -> None:
        self._session = session
        self._call = call
        self.date: datetime | None = None
        self.last: datetime | None = None

    @property
    def now(self) -> datetime:
        """The service's time in its last response; ours where it never said."""
        return utc_now() if self.date is None else self.date

    def at(self, moment: float) -> datetime | None:
        """The service's time at an earlier moment of the event loop: at most the second too early
        that its clock does not show, and the time since its last response, and never too late.

        Args:
            moment: the moment.
        """
        if self.date is None:
            return None
        return self.date - timedelta(seconds=loop_time() - moment)

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call and return its parsed result."""
        raw = await self.send_raw(operation)
        try:
            return await settle(self, operation, raw)
        except InteropError as error:
            self._session.address(error, operation.operation_id)
            raise

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call and return the response unparsed."""
        usual, left = self._session.timeout, self._call.remaining()
        call = self._call if usual is None or left <= usual else self._session.call(usual)
        raw = await call.send_raw(operation)
        self.last = read_date(raw.headers.get("date", ""))
        self.date = self.last or self.date
        return raw
