"""The clocks: the event loop's time for waits and bounds, wall time for dates and expiry.

Nothing else in the package reads a clock, so that tests can move both.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def loop_time() -> float:
    """Seconds by the clock of the running event loop."""
    now = asyncio_time()
    if now is not None:
        return now
    # Imported when a call is made: a strategy or a policy is imported without it.
    from anyio import current_time

    return current_time()


def asyncio_time() -> float | None:
    """The same within a task of asyncio, for less than half; None elsewhere.

    Where a loop of asyncio runs but no task of it, it may be the host of another loop.
    """
    asyncio = sys.modules.get("asyncio")
    if asyncio is None:
        return None
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return None
    now: float | None = None if asyncio.current_task(loop) is None else loop.time()
    return now


def wall_time() -> float:
    """Seconds since 1970, UTC."""
    return time.time()


def utc_now() -> datetime:
    """The wall time as a moment."""
    # Imported when asked for: a strategy or a policy is imported without it.
    from datetime import UTC, datetime

    return datetime.fromtimestamp(wall_time(), UTC)
