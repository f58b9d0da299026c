"""Row 2: what one typed call costs with 50 in flight, and how evenly they are served."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator

import attrs

from .figures import Figure
from .measuring import Plan, in_slices, ratios, script
from .peers import OURS, RAW, RAW2, Opener, callers
from .row_01_one_in_flight import sequence
from .service import running

__all__ = ["measure"]

_IN_FLIGHT = 50


@attrs.define
class _Steady:
    """50 calls in flight at any time, by a client warmed up."""

    opener: Opener
    calls: int
    unevenness: list[float] = attrs.field(factory=list)

    async def __call__(self) -> float:
        """CPU seconds of one call; notes the slowest hundredth against the middle one, too."""
        times: list[float] = []
        async with self.opener() as caller:

            async def work(numbers: Iterator[int]) -> None:
                for _ in numbers:
                    began = time.perf_counter()
                    await caller.find()
                    times.append(time.perf_counter() - began)

            async def workers(total: int) -> None:
                numbers = iter(range(total))
                await asyncio.gather(*(work(numbers) for _ in range(_IN_FLIGHT)))

            await workers(min(self.calls, 2 * _IN_FLIGHT))
            times.clear()
            start = time.process_time()
            await workers(self.calls)
            cpu = (time.process_time() - start) / self.calls
        times.sort()
        self.unevenness.append(times[int(len(times) * 0.99)] / times[len(times) // 2])
        return cpu


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    with running() as service:
        openers = callers(service)
        there = {name: opener for name, opener in openers.items() if opener is not None}
        together = {name: _Steady(opener, plan.much(500)) for name, opener in there.items()}
        alone = {f"{name} alone": sequence(there[name], plan.much(150)) for name in (OURS, RAW)}
        contenders: dict[str, Callable[[], Awaitable[float]]] = {**together, **alone}
        cost = await in_slices(plan, contenders, slices=2)
    relative = {
        name: ratios(cost.get(name, []), cost.get(RAW2, [])) for name in openers if name != RAW2
    }
    unevenness = {name: together[name].unevenness if name in together else [] for name in openers}
    return [
        Figure(
            row=2,
            what="50 in flight: CPU against own one at a time",
            bound=1.0,
            stretch=0.8,
            ours=ratios(cost[OURS], cost[f"{OURS} alone"]),
            peers={RAW: ratios(cost[RAW], cost[f"{RAW} alone"])},
        ),
        Figure(
            row=2,
            what="50 in flight: CPU against httpx2 + json",
            bound=0.5,
            stretch=0.40,
            ours=relative.pop(OURS),
            peers=relative,
        ),
        Figure(
            row=2,
            what="50 in flight: slowest hundredth against the middle",
            bound=1.5,
            stretch=1.2,
            ours=unevenness.pop(OURS),
            peers=unevenness,
        ),
    ]


if __name__ == "__main__":
    script(measure)
