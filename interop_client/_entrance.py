"""How many calls begin in one turn of the event loop."""

from __future__ import annotations

from time import monotonic

from anyio import Event, Lock
from anyio.lowlevel import checkpoint

__all__ = ["Entrance"]

# Few enough to take some milliseconds, many enough to make the turns between them cheap.
_AT_ONCE = 64

# Seconds in which so many calls start only if they start together: no processor makes them as fast.
_TOGETHER = 0.01


class Entrance:
    """Lets calls that start together begin in groups, first come, first served.

    The first steps of a call need no waiting, so thousands of calls that start together would
    take them all in one turn of the event loop, and freeze it. Each group waits until the loop
    has had a turn for everything else. The wait is of turns, not of time: it ends by itself.
    """

    def __init__(self) -> None:
        self._begun = 0
        self._since = 0.0
        self._lock = Lock(fast_acquire=True)
        self._group: Event | None = None
        self._members = 0

    def let_in(self) -> bool:
        """Whether a call may begin now; otherwise it has to wait."""
        if self._group is not None:
            return False
        now = monotonic()
        if now - self._since > _TOGETHER:
            self._since = now
            self._begun = 0
        elif self._begun == _AT_ONCE:
            return False
        self._begun += 1
        return True

    async def wait(self) -> None:
        """Wait for the turn of a call."""
        if self._group is not None and self._members < _AT_ONCE:
            self._members += 1
            await self._group.wait()
            return
        group = self._group = Event()
        self._members = 1
        try:
            async with self._lock:
                await checkpoint()
        finally:
            # Even if this call is cancelled: then its group only begins a little earlier.
            group.set()
            if self._group is group:
                self._group = None
                self._begun = 0
