"""How it is measured: rounds in which all take turns, CPU time of this process alone."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import attrs

from .figures import Figure, table
from .preparing import CLIENTS
from .service import pin

__all__ = [
    "Plan",
    "Stall",
    "in_rounds",
    "in_slices",
    "ratios",
    "script",
    "settle",
    "told_by",
    "watched",
]

T = TypeVar("T")


@attrs.frozen
class Plan:
    """How much to measure.

    Args:
        rounds: how often everything is measured.
        quick: whether only to show that it works.
    """

    rounds: int = 7
    quick: bool = False

    def much(self, count: int) -> int:
        """So much, or hardly any where it need only be shown to work."""
        return min(count, 3) if self.quick else count

    def more(self, rounds: int) -> Plan:
        """At least so many rounds, for what takes little time and varies much."""
        return self if self.quick else attrs.evolve(self, rounds=max(rounds, self.rounds))


async def in_rounds(
    plan: Plan, contenders: Mapping[str, Callable[[], Awaitable[T]]]
) -> dict[str, list[T]]:
    """What each contender measures, round by round; within one they take turns at random."""
    results: dict[str, list[T]] = {name: [] for name in contenders}
    for _ in range(plan.rounds):
        for name in random.sample(list(contenders), len(contenders)):
            settle()
            results[name].append(await contenders[name]())
    gc.unfreeze()
    return results


async def in_slices(
    plan: Plan, contenders: Mapping[str, Callable[[], Awaitable[float]]], slices: int = 8
) -> dict[str, list[float]]:
    """The same, with each round cut into slices in which all take turns, for what must be told
    apart closely: whatever else the machine does then hits all alike."""
    slices = 1 if plan.quick else slices
    cut = attrs.evolve(plan, rounds=plan.rounds * slices)
    results = await in_rounds(cut, contenders)
    return {
        name: [statistics.median(values[at : at + slices]) for at in range(0, len(values), slices)]
        for name, values in results.items()
    }


def ratios(values: Sequence[float], to: Sequence[float]) -> list[float]:
    """The values in relation to others of the same rounds; none where one was not measured."""
    if not values or not to:
        return []
    return [value / other for value, other in zip(values, to, strict=True)]


def told_by(*arguments: str) -> float:
    """The number that a fresh interpreter with these arguments prints.

    It reads all modules from compiled files, wherever they may be written.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(CLIENTS.parent / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment)
    return float(json.loads(done.stdout))


def settle() -> None:
    """Keep the collection of what was there before out of the figures."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@attrs.define
class Stall:
    """The longest time for which the event loop did nothing else, in milliseconds."""

    longest: float = 0.0


@asynccontextmanager
async def watched() -> AsyncIterator[Stall]:
    """Watch the event loop with a task that wants to run every millisecond."""
    stall = Stall()

    async def watch() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            stall.longest = max(stall.longest, (now - last - 0.001) * 1e3)
            last = now

    watcher = asyncio.create_task(watch())
    await asyncio.sleep(0)
    try:
        yield stall
    finally:
        await asyncio.sleep(0.002)  # a stall at the end is noticed when it is over
        watcher.cancel()


def script(measure: Callable[[Plan], Coroutine[object, object, list[Figure]]]) -> None:
    """Run the measurement of one row from the command line, and print its figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7, help="how often to measure (default 7)")
    parser.add_argument("--quick", action="store_true", help="only show that it works")
    parser.add_argument("--json", type=Path, help="write the figures there too")
    options = parser.parse_args()
    pin(0)
    plan = Plan(1 if options.quick else options.rounds, options.quick)
    figures = asyncio.run(measure(plan))
    if options.json is not None:
        options.json.write_text(
            json.dumps([figure.as_json() for figure in figures]), encoding="utf-8"
        )
    print(table(figures))
