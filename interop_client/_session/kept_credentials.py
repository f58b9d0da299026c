"""Credentials that are kept for a while, since something is to be remembered of them.

A client of one tenant is often made for one call. What the service answered to it (a 429), and what
it took of a rate limit, counts for the next client of that tenant too.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from .._clock import loop_time

if TYPE_CHECKING:
    from ..auth import Credential

__all__ = ["KeptCredentials"]


class KeptCredentials:
    """Credentials that are alive although no client may have them any more, each until its time."""

    __slots__ = ("_ends", "_kept", "_now", "_number")

    def __init__(self) -> None:
        self._kept: dict[Credential, float] = {}
        # When to look at each, the first first; numbered, since credentials have no order.
        self._ends: list[tuple[float, int, Credential]] = []
        self._number = 0
        self._now = 0.0

    def __len__(self) -> int:
        return len(self._kept)

    def keep(self, credential: Credential, seconds: float) -> None:
        """Keep a credential for so long from now on, or longer where that was asked for before."""
        self.let_go()
        until = max(self._now + seconds, self._kept.get(credential, 0.0))
        if credential not in self._kept:
            self._look_at(credential, until)
        self._kept[credential] = until

    def let_go(self) -> None:
        """Keep no longer those whose time is over."""
        before, self._now = self._now, loop_time()
        if self._now < before:
            self.clear()  # The clock is that of another event loop.
        while self._ends and self._ends[0][0] <= self._now:
            _, _, due = heappop(self._ends)
            if self._kept[due] > self._now:
                self._look_at(due, self._kept[due])
            else:
                del self._kept[due]

    def clear(self) -> None:
        """Keep none."""
        self._kept.clear()
        self._ends.clear()

    def _look_at(self, credential: Credential, end: float) -> None:
        self._number += 1
        heappush(self._ends, (end, self._number, credential))
