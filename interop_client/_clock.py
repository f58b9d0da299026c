"""The clocks: the event loop's time for waits and bounds, wall time for dates and expiry.

Nothing else in the package reads a clock, so that tests can move both.
"""

from __future__ import annotations

import time


def loop_time() -> float:
    """Seconds by the clock of the running event loop."""
    # Imported when a call is made: a strategy or a policy is imported without it.
    from anyio import current_time

    return current_time()


def wall_time() -> float:
    """Seconds since 1970, UTC."""
    return time.time()
