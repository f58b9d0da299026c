"""Admission control: how many calls begin in one turn of the event loop."""

from __future__ import annotations

from collections import deque
from math import inf

from anyio import CancelScope, Event
from anyio.lowlevel import checkpoint

from .._clock import loop_time

# Few enough to take some milliseconds, many enough to make the turns between them cheap.
_AT_ONCE = 64


class Entrance:
    """Lets calls that start together begin in groups, first come, first served.

    The first steps of a call need no waiting, so thousands of calls that start together would
    take them all in one turn of the event loop, and freeze it. Those beyond the first group
    queue in groups. The first to wake in a group calls the next, which wakes one turn later. So
    nothing runs in the background, and the queue ends by itself.
    """

    def __init__(self) -> None:
        self._begun = 0  # how many there were since the last call ended
        self._calling: object = None  # whose turn it is to call the next group
        self._queue: deque[_Group] = deque()
        self._latest = -inf  # of the deadlines in the queue

    def let_in(self) -> bool:
        """Whether a call may begin now; otherwise it has to wait."""
        if self._calling is not None or self._begun >= _AT_ONCE:
            return False
        self._begun += 1
        return True

    def ended(self) -> None:
        """Note that a call ended, and so that there was a turn since it began."""
        self._begun = 0

    async def wait(self, deadline: float) -> None:
        """Wait for the turn of a call.

        Args:
            deadline: when to stop waiting, in the time of the event loop. It raises nothing then:
                the caller checks whether time is left.
        """
        if self._calling is None:
            first = object()
            try:
                self._calling = first
                await checkpoint()
            finally:
                self._awake(first)
            return
        if not self._queue or self._queue[-1].size == _AT_ONCE:
            self._queue.append(_Group(deadline))
        group = self._queue[-1]
        group.size += 1
        group.waiting += 1
        called = False
        try:
            if deadline >= self._latest:
                # Its group is called when the time of the first in it is over.
                self._latest = deadline
                await group.called.wait()
                called = True
            else:
                with CancelScope(deadline=deadline):
                    await group.called.wait()
                    called = True
        finally:
            group.waiting -= 1
            # Who leaves for another reason may do so in the turn of the call.
            if called or not group.waiting:
                self._awake(group)

    def _awake(self, caller: object) -> None:
        """Call the next group, if that is for this one to do, and those whose time is over."""
        if self._calling is not caller:
            return
        self._calling = None
        now = loop_time()
        while self._queue and (self._calling is None or self._queue[0].deadline <= now):
            group = self._queue.popleft()
            if group.called.statistics().tasks_waiting:
                group.called.set()
                self._calling = self._calling or group
        if not self._queue:
            self._latest = -inf


class _Group:
    """Calls in the queue that will begin together.

    Args:
        deadline: that of the first of them.
    """

    __slots__ = ("called", "deadline", "size", "waiting")

    def __init__(self, deadline: float) -> None:
        self.called = Event()
        self.deadline = deadline
        self.size = 0
        self.waiting = 0
