"""Where the sandbox's clock gets its time from: the machine, or the event loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import anyio
import anyio.lowlevel

TimeSource = Callable[[], float]
"""Gives seconds that go forward; where they count from does not matter."""


class LoopTime:
    """The time of the event loop that asks, asyncio's or trio's, real or virtual.

    Asked outside of any loop, it is the time that was last read; in another loop it goes on from
    there.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: anyio.lowlevel.EventLoopToken | None = None
        self._base = 0.0
        self._last = time.time()

    def __call__(self) -> float:
        """Seconds, counted from the machine's time at the beginning."""
        try:
            loop, now = anyio.lowlevel.current_token(), anyio.current_time()
        except anyio.NoEventLoopError:
            return self._last
        with self._lock:
            if loop != self._loop:
                self._loop, self._base = loop, self._last - now
            self._last = self._base + now
            return self._last
