"""Reads a list in a process of its own, and prints what that takes as JSON.

python -m benchmarks.reading growth <client> <origin> <pages>    # memory while streaming
python -m benchmarks.reading size <client> <origin> <pages>      # memory of a collected item
python -m benchmarks.reading million                             # a million items, by our own
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable

from .peers import OURS, Opener, callers
from .service import Service, pin, running

__all__ = ["growth", "million", "resident", "size"]

_MEGABYTE = 1024 * 1024


def resident() -> int:
    """Bytes of memory that this process holds now; where that is not told, the most it held."""
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="utf-8") as statistics:
            return int(statistics.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


async def growth(opener: Opener, each: Callable[[int, int], None] | None = None) -> float:
    """Megabytes by which memory grows, at its most, while the list is streamed.

    Args:
        opener: opens the client.
        each: is told, every hundred items, how many were read and what memory is held.
    """
    async with opener() as caller:
        await caller.find()
        before = most = resident()
        items = 0
        async for _ in caller.tenants():
            items += 1
            if items % 100 == 0:
                now = resident()
                most = max(most, now)
                if each is not None:
                    each(items, now)
    return (most - before) / _MEGABYTE


async def size(opener: Opener) -> float:
    """Bytes that one item takes, with all that hangs on it, when the list is collected."""
    async with opener() as caller:
        await caller.find()
        async for _ in caller.tenants():
            break
        tracemalloc.start()
        gc.collect()
        before = tracemalloc.get_traced_memory()[0]
        items = [item async for item in caller.tenants()]
        gc.collect()
        return (tracemalloc.get_traced_memory()[0] - before) / len(items)


async def million(*, quick: bool = False) -> None:
    """Stream a million items and print, every 100,000, what memory is held."""
    step = 100 if quick else 100_000
    began = time.monotonic()

    def each(items: int, held: int) -> None:
        if items % step == 0:
            seconds = time.monotonic() - began
            print(f"{items:>9,} items  {held / _MEGABYTE:7.1f} MB  {seconds:4.0f} s", flush=True)

    with running() as service:
        opener = callers(service, pages=step // 10)[OURS]
        assert opener is not None
        print(f"grew by {await growth(opener, each):.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["growth", "size", "million"])
    parser.add_argument("client", nargs="?")
    parser.add_argument("origin", nargs="?", default="")
    parser.add_argument("pages", nargs="?", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    pin(0)
    if arguments.what == "million":
        asyncio.run(million(quick=arguments.quick))
        return
    opener = callers(Service(arguments.origin), pages=arguments.pages)[arguments.client]
    assert opener is not None
    print(json.dumps(asyncio.run((growth if arguments.what == "growth" else size)(opener))))


if __name__ == "__main__":
    main()
