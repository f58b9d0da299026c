"""Deadline: how much time a call has left, and waits that do not go past it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from anyio import sleep

from .._clock import loop_time

if TYPE_CHECKING:
    from ..errors import InteropError


class Deadline:
    """The time bound of one call, over all that it takes.

    Args:
        timeout: seconds from now; None for no bound.

    Attributes:
        at: when it is over, in the time of the event loop.
        out_of_time: whether a wait was not begun since it would not have ended in time.
    """

    __slots__ = ("at", "out_of_time", "timeout")

    def __init__(self, timeout: float | None) -> None:
        self.timeout = timeout
        self.at = math.inf if timeout is None else loop_time() + timeout
        self.out_of_time = False

    def remaining(self) -> float:
        """Seconds that are left, 0 or less when there are none, infinity without a bound."""
        return self.at - loop_time()

    async def sleep(self, seconds: float, error: InteropError) -> None:
        """Wait, unless that would pass the bound.

        Args:
            seconds: how long.
            error: what went wrong before: raised at once if there is no time to wait.
        """
        if seconds >= self.remaining():
            self.out_of_time = True
            raise error
        await sleep(seconds)
