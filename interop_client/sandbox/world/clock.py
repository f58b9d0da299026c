"""The sandbox's clock: real time plus an offset, which tests can move and stop."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime


class Clock:
    """The time that the sandbox lives in.

    It runs with the machine's clock unless it is frozen. Token expiry, the progress of ingestions,
    the status of rollovers and the `Date` header of every answer follow it. Safe to use from any
    thread.

    Args:
        start: the time to begin at, aware; the machine's time when absent.
        frozen: begin stopped.
    """

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        self._lock = threading.Lock()
        self._offset = 0.0
        self._frozen_at: float | None = None
        if frozen:
            self.freeze(at=start)
        elif start is not None:
            self.set(start)

    def timestamp(self) -> float:
        """Seconds since 1970, by this clock."""
        with self._lock:
            return self._timestamp()

    def now(self) -> datetime:
        """The time by this clock, in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def advance(self, seconds: float | timedelta) -> datetime:
        """Moves the clock forward (or back, if negative), running or frozen; gives the new time."""
        step = seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)
        with self._lock:
            if self._frozen_at is None:
                self._offset += step
            else:
                self._frozen_at += step
        return self.now()

    def set(self, moment: datetime) -> None:
        """Sets the clock to an aware time.

        Raises:
            ValueError: the time has no offset.
        """
        if moment.tzinfo is None:
            raise ValueError(f"the clock needs an aware datetime, not {moment!r}")
        with self._lock:
            if self._frozen_at is None:
                self._offset = moment.timestamp() - time.time()
            else:
                self._frozen_at = moment.timestamp()

    def freeze(self, at: datetime | None = None) -> None:
        """Stops the clock, where it stands or at the time given."""
        with self._lock:
            if self._frozen_at is None:
                self._frozen_at = self._timestamp()
        if at is not None:
            self.set(at)

    def resume(self) -> None:
        """Lets a frozen clock run on from where it stands."""
        with self._lock:
            if self._frozen_at is not None:
                self._offset = self._frozen_at - time.time()
                self._frozen_at = None

    @property
    def frozen(self) -> bool:
        """Whether the clock stands still."""
        with self._lock:
            return self._frozen_at is not None

    def http_date(self) -> str:
        """The time as the `Date` header has it: whole seconds, GMT."""
        return format_datetime(self.now().replace(microsecond=0), usegmt=True)

    def _timestamp(self) -> float:
        return time.time() + self._offset if self._frozen_at is None else self._frozen_at
