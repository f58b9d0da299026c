"""Body of an answer that is read as it comes; it holds its lane until it is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from .failure import FAILURES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from .attempt import Attempt
    from .lane import Lane
    from .message import Timeouts
    from .pool import LanePool

__all__ = ["LaneBody"]


class LaneBody(httpx.AsyncByteStream):
    """The body of an answer, which gives its lane back when it is closed.

    Args:
        pool: where the lane goes then.
        lane: on which it comes.
        attempt: is told how far it got.
        timeouts: of each read.
        failed: gives a lane up, and makes what to raise of a failure.
    """

    def __init__(
        self,
        pool: LanePool,
        lane: Lane,
        attempt: Attempt,
        timeouts: Timeouts,
        failed: Callable[[BaseException, Attempt, Lane], httpx.TransportError],
    ) -> None:
        self._pool = pool
        self._lane: Lane | None = lane
        self._attempt = attempt
        self._timeouts = timeouts
        self._failed = failed
        self._reading = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        lane = self._lane
        connection = None if lane is None else lane.connection
        if lane is None or connection is None:
            return
        try:
            while True:
                self._reading = True
                part = await connection.read(self._timeouts)
                self._reading = False
                if not part:
                    return
                yield part
        except FAILURES as error:
            self._lane = None
            failed = self._failed(error, self._attempt, lane)
        except BaseException:
            if self._lane is not None or self._reading:
                self._lane = None
                self._pool.discard(lane)
            raise
        raise failed

    async def aclose(self) -> None:
        """Give the lane back, or have whoever reads the body do so."""
        lane, self._lane = self._lane, None
        if lane is None:
            return
        if self._reading:
            lane.end()
        else:
            self._pool.release(lane)
