"""Rate limiting: how long a 429 holds back other calls, and how a caller paces them beforehand."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import TYPE_CHECKING, Literal

import attrs

from ._clock import loop_time
from ._shown import shown
from .errors import ConfigurationError

if TYPE_CHECKING:
    from anyio import Event


@attrs.frozen(slots=True)
class RateLimit:
    """How many requests may be sent per second (a token bucket).

    Each request that is sent takes one from a bucket that fills evenly, retries included; those
    that find it empty wait for their turn, first come first served. A call whose turn would come
    after its `timeout` fails at once. Requests to the token endpoint are few and are not paced.

    Args:
        per_second: requests per second in the long run, above 0; 0.5 is one every 2 seconds.
        burst: how many may go at once after a pause, 1 or more.
        per: "credential" for a bucket for each credential, shared by all clients that have it;
            "service" for one bucket for all clients that were derived from one another.

    Raises:
        ConfigurationError: a value that makes no sense.
    """

    per_second: float
    burst: int = 1
    per: Literal["credential", "service"] = attrs.field(default="credential", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if type(self.per_second) not in (int, float) or not 0 < self.per_second < math.inf:
            raise ConfigurationError(
                f"per_second must be a number of requests above 0, not {self.per_second!r}."
            )
        if type(self.burst) is not int or self.burst < 1:
            raise ConfigurationError(f"burst must be a whole number from 1, not {self.burst!r}.")
        if self.per not in ("credential", "service"):
            raise ConfigurationError(f"per must be 'credential' or 'service', not {self.per!r}.")

    def __repr__(self) -> str:
        return shown(self)


class Pace:
    """The token bucket of a rate limit, with the queue before it.

    What was taken is counted from the moment when the bucket was last full, so that no rounding
    adds up.

    Args:
        limit: how much may go.
    """

    __slots__ = ("_limit", "_since", "_taken", "_waiting")

    def __init__(self, limit: RateLimit) -> None:
        self._limit = limit
        self._since = 0.0
        self._taken = 0
        self._waiting: OrderedDict[Event, None] = OrderedDict()

    def wait(self) -> float:
        """Seconds that a request waits if it comes now, behind all that wait already."""
        now = loop_time()
        return max(0.0, self._ready_at(now, len(self._waiting)) - now)

    def full_in(self) -> float:
        """Seconds until the bucket is full again, if one more is taken now."""
        full = self._since + self._taken / self._limit.per_second
        return max(0.0, full - loop_time()) + 1 / self._limit.per_second

    def take_now(self) -> bool:
        """Take one if that needs no waiting; whether it was taken."""
        return not self._waiting and self.regain()

    def regain(self) -> bool:
        """Take one, before those that wait: for a request that had its turn before."""
        now = loop_time()
        if self._ready_at(now) > now:
            return False
        self._taken += 1
        return True

    async def take(self) -> None:
        """Wait for the turn, and take one. Cancelled, it has taken nothing."""
        # Imported when something waits: a limit is made without it.
        from anyio import Event

        turn = Event()
        self._waiting[turn] = None
        try:
            if next(iter(self._waiting)) is not turn:
                await turn.wait()
            while not self.regain():
                await self._refilled()
        finally:
            del self._waiting[turn]
            if self._waiting:
                next(iter(self._waiting)).set()

    async def _refilled(self) -> None:
        from anyio import sleep_until

        await sleep_until(self._ready_at(loop_time()))

    def give_back(self) -> None:
        """Put back what was taken for a request that was not sent."""
        self._taken = max(0, self._taken - 1)

    def _ready_at(self, now: float, ahead: int = 0) -> float:
        """When there is one to take, in the time of the event loop.

        Args:
            now: that time.
            ahead: how many others come first.
        """
        # A clock that went back is that of another event loop.
        if not self._since <= now <= self._since + self._taken / self._limit.per_second:
            self._since = now
            self._taken = 0
        missing = self._taken + ahead + 1 - self._limit.burst
        return self._since + missing / self._limit.per_second if missing > 0 else now


class Hold:
    """Requests held back, since the service answered 429 to one and asked to wait."""

    __slots__ = ("_longest", "_until")

    def __init__(self) -> None:
        self._until = 0.0
        self._longest = 0.0

    def extend(self, seconds: float) -> None:
        """Hold back all requests for so long."""
        self._until = max(self._until, loop_time() + seconds)
        self._longest = max(self._longest, seconds)

    def left(self) -> float:
        """Seconds for which requests are still to be held back."""
        if not self._until:
            return 0.0
        left = self._until - loop_time()
        # More than ever was asked for: the clock is that of another event loop.
        if not 0 < left <= self._longest:
            self._until = self._longest = left = 0.0
        return left


class Paces(dict[RateLimit, Pace]):
    """The buckets of one credential or one service: one for each limit, which clients share."""

    __slots__ = ()

    def __missing__(self, limit: RateLimit) -> Pace:
        return self.setdefault(limit, Pace(limit))
