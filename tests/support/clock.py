"""A virtual clock for the event loop: waits end at once and take exactly their time.

A test marked `virtual_clock` runs on it, on asyncio and on trio. Whenever nothing is ready to run,
the clock jumps to the next timer. So such a test may wait for timers and other tasks, not for
sockets, threads or processes: the clock would not wait for them.
"""

from __future__ import annotations

import asyncio
import selectors
from typing import Any

import sniffio
import trio
from trio.testing import MockClock


class JumpingLoop(asyncio.SelectorEventLoop):
    """asyncio's event loop, on a clock that starts at 0 and jumps."""

    def __init__(self) -> None:
        self._selector_that_jumps = _JumpingSelector()
        super().__init__(self._selector_that_jumps)

    def time(self) -> float:
        """Seconds since the loop was made, in its own time."""
        return self._selector_that_jumps.now

    def jump(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._selector_that_jumps.now += seconds


class _JumpingSelector(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            return super().select(None)
        ready = super().select(0)
        if not ready:
            self.now += max(0.0, timeout)
        return ready


def virtual_backend(name: str) -> tuple[str, dict[str, Any]]:
    """What anyio's pytest plugin takes for a backend: `asyncio` or `trio`, on a virtual clock."""
    if name == "trio":
        return name, {"clock": MockClock(autojump_threshold=0)}
    return name, {"loop_factory": JumpingLoop}


def jump(seconds: float) -> None:
    """Let so many seconds pass while other tasks are ready, as work that blocks the loop does."""
    if sniffio.current_async_library() == "trio":
        clock = trio.lowlevel.current_clock()
        assert isinstance(clock, MockClock)
        clock.jump(seconds)
    else:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, JumpingLoop)
        loop.jump(seconds)
