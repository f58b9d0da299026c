"""Holds: requests that stand still until a test lets them go on."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable

import anyio

from .journal import RecordedRequest

_FIRST_PAUSE = 0.0005
_LONGEST_PAUSE = 0.01


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

    Usable from the thread, task and event loop of the test, whatever loop the request is on::

        hold = sandbox.faults.hold("createRollover")
        ...                      # a client sends its request, in another task
        await hold.arrived()     # on asyncio or trio; hold.wait_arrived() without either
        hold.release()
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._lock = threading.Lock()
        self._arrived = threading.Event()
        self._released = threading.Event()
        self._requests: list[RecordedRequest] = []

    @property
    def requests(self) -> list[RecordedRequest]:
        """The requests that reached this hold, first come first."""
        with self._lock:
            return list(self._requests)

    @property
    def has_arrived(self) -> bool:
        """Whether a request has reached this hold."""
        return self._arrived.is_set()

    @property
    def is_released(self) -> bool:
        """Whether it was released."""
        return self._released.is_set()

    async def arrived(self, timeout: float = 5.0) -> RecordedRequest:
        """Waits, on asyncio or trio, until a request is held; gives the first one.

        Raises:
            TimeoutError: none came within that many seconds.
        """
        if not await until(self._arrived.is_set, timeout):
            raise TimeoutError(f"no request reached the hold on {self.name} in {timeout} s")
        return self.requests[0]

    def wait_arrived(self, timeout: float = 5.0) -> RecordedRequest:
        """As `arrived`, blocking the thread instead."""
        if not self._arrived.wait(timeout):
            raise TimeoutError(f"no request reached the hold on {self.name} in {timeout} s")
        return self.requests[0]

    def release(self) -> None:
        """Lets the held requests go on, and those that come later pass."""
        self._released.set()

    def enter(self, request: RecordedRequest) -> None:
        """Notes a request that now stands still (the service calls this)."""
        with self._lock:
            self._requests.append(request)
        self._arrived.set()
