"""Single flight: one call does the work for all that wait; if it is cancelled, the next does."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Generic, TypeVar

from ..errors import InteropError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .credential import Requester

__all__ = ["SingleFlight"]

T = TypeVar("T")


class _Round(Generic[T]):
    """One piece of work and those who wait for its outcome."""

    __slots__ = ("failure", "lock", "members", "result")

    def __init__(self) -> None:
        from anyio import Lock

        # Made with the round, so that it belongs to the event loop of those who wait for it.
        self.lock = Lock()
        self.members = 0
        self.result: T | None = None
        self.failure: InteropError | None = None


class SingleFlight(Generic[T]):
    """Work that one call does at a time, for all that need its outcome.

    Who holds the lock works. If they are cancelled, or run out of their own time, the next in the
    queue takes over; any other outcome is the outcome of all who queue. Whoever comes after the
    outcome has not waited for it, and starts another round.
    """

    __slots__ = ("_round",)

    def __init__(self) -> None:
        self._round: _Round[T] | None = None

    @property
    def under_way(self) -> bool:
        """Whether somebody is at work."""
        return self._round is not None

    async def share(self, call: Requester, work: Callable[[], Awaitable[T]]) -> T:
        """The outcome of the present round, worked out by this call if it leads.

        Args:
            call: the call that waits, and may have to work.
            work: what to do; its `InteropError` is the error of all who wait.
        """
        round_ = self._round
        if round_ is None:
            round_ = self._round = _Round()
        round_.members += 1
        try:
            async with round_.lock:
                if round_.result is None and round_.failure is None:
                    try:
                        round_.result = await work()
                    except InteropError as error:
                        if call.out_of_time:
                            raise
                        round_.failure = error.with_traceback(None)
                    self._round = None
        finally:
            round_.members -= 1
            if not round_.members and self._round is round_:
                self._round = None
        if round_.result is None:
            assert round_.failure is not None
            raise copy.copy(round_.failure)
        return round_.result
