"""Looking at the service's state within one bounded call, by the service's own clock."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from ._failures import Answer, read

if TYPE_CHECKING:
    from ._call import Call
    from ._operation import Operation, RawResponse

__all__ = ["Reader"]

T = TypeVar("T")


class Reader:
    """A sender that notes the time of the service from the responses.

    Args:
        call: whose time it takes.
    """

    def __init__(self, call: Call) -> None:
        self._call = call
        self.date: datetime | None = None

    @property
    def now(self) -> datetime:
        """The service's time in its last response; ours where it never said."""
        return datetime.now(UTC) if self.date is None else self.date

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call and return its parsed result."""
        raw = await self.send_raw(operation)
        return read(operation, Answer(raw.status_code, raw.headers, raw.content))

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call and return the response unparsed."""
        raw = await self._call.send_raw(operation)
        try:
            date = parsedate_to_datetime(raw.headers["date"])
        except (KeyError, ValueError, TypeError, IndexError):
            return raw
        self.date = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
        return raw
