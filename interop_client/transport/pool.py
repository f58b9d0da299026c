"""Connection pool: which connection a call gets, where a freed one goes, and who waits.

The connection pool of the HTTP library looks through all connections and all waiting requests
whenever anything changes, so a burst of n calls costs n squared and freezes the event loop. Here a
connection is a *lane* that carries one exchange at a time; free lanes lie on a stack; calls that
find none queue, and are handed one directly.
"""

from __future__ import annotations

from collections import OrderedDict
from math import inf

import anyio
import anyio.lowlevel
import httpx

from .._clock import loop_time
from .failure import CLOSED
from .lane import Lane
from .message import Origin

__all__ = ["LanePool"]

# A server that closed a connection after this many idle seconds or more closes what is idle, and is
# believed to do so at that age. After less it may have had another reason.
_SHORTEST_PATIENCE = 0.5
_MARGIN = 0.85


class LanePool:
    """The lanes of one transport: each is free, or serves a call, which gives it back.

    Args:
        max_connections: lanes at once, over all origins.
        keepalive_expiry: seconds that a free one is kept; None for ever.

    Attributes:
        closed: whether no more lanes are handed out.
    """

    def __init__(self, max_connections: int, keepalive_expiry: float | None) -> None:
        self.max_connections: int = max_connections
        self.closed: bool = False
        self._keepalive_expiry = inf if keepalive_expiry is None else keepalive_expiry
        self._idle: list[Lane] = []  # the least recently used first
        self._busy: set[Lane] = set()
        self._waiters: OrderedDict[_Waiter, None] = OrderedDict()
        self._starting: Lane | None = None  # whose turn it is to begin a connection
        self._patience: dict[Origin, float] = {}  # of servers, in seconds

    @property
    def idle(self) -> int:
        """How many lanes are free."""
        return len(self._idle)

    @property
    def busy(self) -> int:
        """How many lanes serve a call."""
        return len(self._busy)

    @property
    def waiting(self) -> int:
        """How many calls wait for a lane."""
        return len(self._waiters)

    async def acquire(self, origin: Origin, timeout: float | None) -> Lane:
        """A lane for the origin, which the caller gives back by `release` or `discard`.

        Args:
            origin: where it leads.
            timeout: seconds to wait for one; None for no bound.

        Raises:
            httpx.PoolTimeout: none became free in time.
            RuntimeError: the pool is closed.
        """
        if self.closed:
            raise RuntimeError(f"{CLOSED}.")
        lane = None if self._waiters else self._take(origin)
        return await self._queue(origin, timeout) if lane is None else lane

    async def turn(self, lane: Lane) -> None:
        """Wait until the lane may begin its connection: one does in each turn of the event loop."""
        if self._starting is lane:
            await anyio.lowlevel.checkpoint()
            self._starting = None
            self._dispatch()

    def release(self, lane: Lane) -> None:
        """Hand a lane on whose exchange has ended, or back to the stack."""
        if lane.connection is None or not lane.connection.is_reusable or self.closed:
            self.discard(lane)
            return
        self._busy.remove(lane)
        lane.idle_since = loop_time()
        self._idle.append(lane)
        self._dispatch()

    def discard(self, lane: Lane) -> None:
        """Close a lane and free its place."""
        lane.close()
        self._busy.discard(lane)
        if self._starting is lane:
            self._starting = None
        self._dispatch()

    def learn(self, lane: Lane) -> None:
        """Note how long the server keeps what is idle, so as not to come at that very moment."""
        idle = loop_time() - lane.idle_since
        if idle >= _SHORTEST_PATIENCE:
            known = self._patience.get(lane.origin, inf)
            self._patience[lane.origin] = min(known, idle * _MARGIN)

    def end(self) -> None:
        """Close what is free, end what is in use, and let those who wait go away."""
        while self._idle:
            self._idle.pop().close()
        for lane in self._busy:
            lane.end()
        for waiter in self._waiters:
            waiter.event.set()
        self._waiters.clear()

    def forget(self) -> None:
        """Close everything at once, as the event loop in which it was used has ended."""
        self._waiters.clear()
        for lane in [*self._busy, *self._idle]:
            lane.close()
        self._busy.clear()
        self._idle.clear()

    def _take(self, origin: Origin) -> Lane | None:
        """A lane for the origin if one is free, or may be begun now; from here on it is busy."""
        idle = self._idle
        now = loop_time()
        oldest = now - self._keepalive_expiry
        patience = now - self._patience.get(origin, inf) if self._patience else -inf
        while idle and idle[0].idle_since < oldest:
            idle.pop(0).close()
        for index in range(len(idle) - 1, -1, -1):
            if idle[index].origin == origin:
                lane = idle.pop(index)
                if lane.idle_since > patience:
                    self._busy.add(lane)
                    return lane
                lane.close()
        if self._starting is not None:
            return None
        if len(idle) + len(self._busy) >= self.max_connections:
            if not idle:
                return None
            idle.pop(0).close()
        lane = self._starting = Lane(origin)
        self._busy.add(lane)
        return lane

    async def _queue(self, origin: Origin, timeout: float | None) -> Lane:
        """Wait for a lane behind the calls that wait already."""
        waiter = _Waiter(origin)
        self._waiters[waiter] = None
        try:
            if timeout is None:
                await waiter.event.wait()
            else:
                with anyio.move_on_after(timeout):
                    await waiter.event.wait()
        except BaseException:
            # A lane that was handed over in the same moment goes to the next in the queue.
            if waiter.lane is None:
                self._waiters.pop(waiter, None)
            else:
                self.release(waiter.lane)
            raise
        if waiter.lane is not None:
            return waiter.lane
        if self.closed:
            raise RuntimeError(f"{CLOSED}.")
        del self._waiters[waiter]
        raise httpx.PoolTimeout(f"No connection became free within {timeout} seconds.")

    def _dispatch(self) -> None:
        """Hand lanes to those who wait, the first first, as far as there are any."""
        while self._waiters:
            waiter = next(iter(self._waiters))
            waiter.lane = self._take(waiter.origin)
            if waiter.lane is None:
                return
            del self._waiters[waiter]
            waiter.event.set()


class _Waiter:
    """A call in the queue."""

    __slots__ = ("event", "lane", "origin")

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.event = anyio.Event()
        self.lane: Lane | None = None
