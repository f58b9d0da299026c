"""Row 4: reading a list of 20,000 tenants, page by page."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

import attrs

from .figures import Figure
from .measuring import Plan, in_rounds, ratios, script
from .peers import OURS, STOCK, Opener, callers
from .service import running

__all__ = ["measure"]


@attrs.frozen
class _Reading:
    wall: float
    cpu: float


def _read(opener: Opener) -> Callable[[], Awaitable[_Reading]]:
    """Seconds for one item of the whole list."""

    async def run() -> _Reading:
        async with opener() as caller:
            await caller.find()
            items = 0
            began, start = time.perf_counter(), time.process_time()
            async for _ in caller.tenants():
                items += 1
            wall, cpu = time.perf_counter() - began, time.process_time() - start
        return _Reading(wall / items, cpu / items)

    return run


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    with running() as service:
        near = callers(service, pages=plan.much(200))
        far = callers(service, delay_ms=20, pages=plan.much(40))
        there = {name: opener for name, opener in near.items() if opener is not None}
        fast = await in_rounds(plan, {name: _read(opener) for name, opener in there.items()})
        late = {name: opener for name, opener in far.items() if opener and name in (OURS, STOCK)}
        slow = await in_rounds(
            plan.more(21), {name: _read(opener) for name, opener in late.items()}
        )
    rates = {name: [1 / reading.wall for reading in fast.get(name, [])] for name in near}
    speed = {name: ratios(rates[name], rates[STOCK]) for name in near if name != STOCK}
    cost = {name: [reading.cpu for reading in readings] for name, readings in slow.items()}
    return [
        Figure(
            row=4,
            what="paging 200 x 100 tenants, 0 ms: items a second against stock",
            at_least=True,
            bound=4,
            stretch=5,
            ours=speed.pop(OURS),
            peers=speed,
        ),
        Figure(
            row=4,
            what="paging, 20 ms: CPU of an item against stock",
            bound=0.38,
            stretch=0.30,
            ours=ratios(cost[OURS], cost.get(STOCK, [])),
        ),
    ]


if __name__ == "__main__":
    script(measure)
