"""The sandbox's clock: a time source plus an offset, which tests can move, stop and speed up."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Self

from ..contract.refusing import checked_seconds
from .time_source import LoopTime, TimeSource


class Clock:
    """The time that the sandbox lives in.

    It runs with the machine's clock unless it is frozen or follows something else. Token expiry,
    the progress of ingestions, the status of rollovers and the `Date` header of every answer follow
    it. Safe to use from any thread.

    Args:
        start: the time to begin at, aware; the machine's time when absent.
        frozen: begin stopped.
        speed: seconds that pass here for each second of the source.
        source: what it runs with; the machine's clock when absent.
    """

    def __init__(
        self,
        start: datetime | None = None,
        *,
        frozen: bool = False,
        speed: float = 1.0,
        source: TimeSource = time.time,
    ) -> None:
        self._lock = threading.Lock()
        self._source = source
        self._speed = checked_seconds("speed", speed)
        self._from = source()
        self._at = self._from
        self._frozen = frozen
        if start is not None:
            self.set(start)

    @classmethod
    def of_loop(cls, start: datetime | None = None, *, speed: float = 1.0) -> Self:
        """A clock that runs with the event loop it is read in: a virtual loop's time moves it.

        Args:
            start: the time to begin at, aware; the machine's time when absent.
            speed: seconds that pass here for each second of the loop.
        """
        return cls(start, speed=speed, source=LoopTime())

    def timestamp(self) -> float:
        """Seconds since 1970, by this clock."""
        with self._lock:
            return self._timestamp()

    def now(self) -> datetime:
        """The time by this clock, in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def advance(self, seconds: float | timedelta) -> datetime:
        """Moves the clock forward, running or frozen; gives the new time.

        Args:
            seconds: how far, also as a time span.

        Raises:
            ValueError: it is negative (`set` moves the clock back), or the calendar ends before.
        """
        amount = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
        amount = checked_seconds("a step of the clock", amount)
        with self._lock:
            self._move_to(self._timestamp() + amount)
        return self.now()

    def set(self, moment: datetime) -> None:
        """Sets the clock to an aware time, later or earlier.

        Raises:
            TypeError: it is no time.
            ValueError: the time has no offset.
        """
        if not isinstance(moment, datetime):
            raise TypeError(f"the clock needs an aware datetime, not {moment!r}")
        if moment.tzinfo is None:
            raise ValueError(f"the clock needs an aware datetime, not {moment!r}")
        with self._lock:
            self._move_to(moment.timestamp())

    def freeze(self, at: datetime | None = None) -> None:
        """Stops the clock, where it stands or at the time given."""
        if at is not None:
            self.set(at)
        with self._lock:
            self._move_to(self._timestamp())
            self._frozen = True

    def resume(self) -> None:
        """Lets a frozen clock run on from where it stands."""
        with self._lock:
            self._move_to(self._timestamp())
            self._frozen = False

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        with self._lock:
            return self._frozen

    def http_date(self) -> str:
        """The time as the `Date` header has it: whole seconds, GMT."""
        return format_datetime(self.now().replace(microsecond=0), usegmt=True)

    def _move_to(self, timestamp: float) -> None:
        try:
            datetime.fromtimestamp(timestamp, UTC)
        except (OverflowError, ValueError, OSError):
            raise ValueError(
                "the clock cannot go beyond the calendar, which has 9999 years"
            ) from None
        self._from, self._at = self._source(), timestamp

    def _timestamp(self) -> float:
        if self._frozen:
            return self._at
        return self._at + (self._source() - self._from) * self._speed


def read_clock(given: object, serve: bool) -> Clock:
    """The clock of a sandbox: the one given, or one that fits how it is used.

    Args:
        serve: whether it serves on a socket; if not, its time is that of the event loop.

    Raises:
        TypeError: it is no clock.
    """
    if given is None:
        return Clock() if serve else Clock.of_loop()
    if not isinstance(given, Clock):
        raise TypeError(f"clock must be a Clock, not {given!r}")
    return given
