"""Row 1: what one typed call costs when it is alone."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from .figures import Figure
from .measuring import Plan, in_slices, ratios, script
from .peers import OURS, RAW, RAW2, Opener, callers
from .service import running

__all__ = ["measure", "sequence"]


def sequence(opener: Opener, calls: int) -> Callable[[], Awaitable[float]]:
    """CPU seconds of one call among many, made one after the other by a client warmed up."""

    async def run() -> float:
        async with opener() as caller:
            for _ in range(20):
                await caller.find()
            start = time.process_time()
            for _ in range(calls):
                await caller.find()
            return (time.process_time() - start) / calls

    return run


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    calls = plan.much(60)
    with running() as service:
        openers = callers(service)
        there = {name: opener for name, opener in openers.items() if opener is not None}
        cost = await in_slices(
            plan, {name: sequence(opener, calls) for name, opener in there.items()}
        )
    relative = {name: ratios(cost.get(name, []), cost[RAW]) for name in openers if name != RAW}
    to_second = {name: ratios(cost.get(name, []), cost.get(RAW2, [])) for name in (OURS, RAW)}
    return [
        Figure(
            row=1,
            what="one call at a time: CPU against httpx + json",
            bound=0.65,
            stretch=0.5,
            ours=relative.pop(OURS),
            peers=relative,
        ),
        Figure(
            row=1,
            what="one call at a time: CPU against httpx2 + json",
            bound=0.75,
            stretch=0.6,
            ours=to_second.pop(OURS),
            peers=to_second,
        ),
    ]


if __name__ == "__main__":
    script(measure)
