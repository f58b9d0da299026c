"""Holds: requests that stand still until a test lets them go on."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

import anyio

from .journal import RecordedRequest
from .signals import Signal, first_of

_FIRST_PAUSE = 0.0005
_LONGEST_PAUSE = 0.01
_WATCHDOG = 60.0


async def until(condition: Callable[[], bool], timeout: float | None = None) -> bool:
    """Waits, on asyncio or trio, for something that another thread brings about.

    Args:
        condition: is asked again and again, at most every 10 ms.
        timeout: seconds of the event loop's time, or None to wait for good.

    Returns:
        False when the time ran out.
    """
    deadline = math.inf if timeout is None else anyio.current_time() + timeout
    pause = _FIRST_PAUSE
    while not condition():
        if anyio.current_time() >= deadline:
            return False
        await anyio.sleep_until(min(anyio.current_time() + pause, deadline))
        pause = min(pause * 1.5, _LONGEST_PAUSE)
    return True


class Hold:
    """Requests held by hand, before or after their effect.

    Usable from the thread, task and event loop of the test, whatever loop the request is on:

        hold = sandbox.faults.hold("rollovers.create")
        ...                      # a client sends its request, in another task
        await hold.arrived()     # on asyncio or trio; hold.wait_arrived() without either
        hold.release()
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.released: Signal = Signal()
        self._arrived = Signal()
        self._lock = threading.Lock()
        self._requests: list[RecordedRequest] = []

    def __repr__(self) -> str:
        return f"<Hold on {self.name}: {len(self.requests)} requests>"

    @property
    def requests(self) -> list[RecordedRequest]:
        """The requests that reached this hold, first come first."""
        with self._lock:
            return list(self._requests)

    @property
    def has_arrived(self) -> bool:
        """Whether a request has reached this hold."""
        return self._arrived.is_set

    @property
    def is_released(self) -> bool:
        """Whether it was released."""
        return self.released.is_set

    async def arrived(self, timeout: float = _WATCHDOG) -> RecordedRequest:
        """Waits, on asyncio or trio, until a request is held; gives the first one.

        Args:
            timeout: seconds by the loop's clock.

        Raises:
            TimeoutError: none came within that time.
        """
        with anyio.move_on_after(timeout):
            await first_of(self._arrived)
        return self._first(timeout)

    def wait_arrived(self, timeout: float = _WATCHDOG) -> RecordedRequest:
        """As `arrived`, blocking the thread instead; the seconds are real ones."""
        self._arrived.block(timeout)
        return self._first(timeout)

    def release(self) -> None:
        """Lets the held requests go on, and those that come later pass."""
        self.released.set()

    def enter(self, request: RecordedRequest) -> None:
        """Notes a request that now stands still (the service calls this)."""
        with self._lock:
            self._requests.append(request)
        self._arrived.set()

    def _first(self, timeout: float) -> RecordedRequest:
        if not self.has_arrived:
            raise TimeoutError(f"no request reached the hold on {self.name} in {timeout} s")
        return self.requests[0]
