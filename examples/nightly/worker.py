"""A worker: start as many as you like, on as many machines, with the same REDIS_URL.

SIGTERM and Ctrl-C let it finish what it has begun. The tasks of one that dies go to another.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from datetime import timedelta

from docket import Worker

from interop_client import InteropError

from .tasks import CONCURRENCY, REDIS_URL, connected, queue, tenant_night

# A worker that is alive extends it; after so long, the tasks of a dead one go to another.
LEASE = timedelta(seconds=float(os.environ.get("NIGHTLY_LEASE", "30")))


async def work() -> None:
    """Do tasks until told to stop."""
    async with connected():
        pass  # What is wrong with the settings is told now, and not by every task.
    async with queue() as tasks:
        tasks.register(tenant_night)
        async with Worker(tasks, concurrency=CONCURRENCY, redelivery_timeout=LEASE) as worker:
            running = asyncio.ensure_future(worker.run_forever())
            # Loops of Windows take no handlers; there `asyncio.run` cancels upon Ctrl-C by itself.
            for sent in () if sys.platform == "win32" else (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(sent, running.cancel)
            print(f"worker {worker.name} is ready", flush=True)
            with suppress(asyncio.CancelledError):
                await running


if __name__ == "__main__":
    if REDIS_URL is None:
        sys.exit("worker: REDIS_URL is not set; without Redis, `run` does all the work itself")
    try:
        asyncio.run(work())
    except InteropError as error:
        sys.exit(f"worker: {error}")
