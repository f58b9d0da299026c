"""Row 3: a thousand calls, and four thousand, at once on a client that has no connection yet."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import attrs

from .figures import Figure
from .measuring import Plan, in_rounds, ratios, script, watched
from .peers import OURS, RAW, STOCK, Opener, callers
from .row_01_one_in_flight import sequence
from .service import running

__all__ = ["measure"]

# Those whose pool grows slow with its queue take half a minute for what takes others a second:
# they are measured once, to show it.
_SLOW = (RAW, STOCK, "openapi-generator httpx")


@attrs.frozen
class _Burst:
    cpu: float
    stall: float


def _burst(opener: Opener, calls: int) -> Callable[[], Awaitable[_Burst]]:
    async def run() -> _Burst:
        async with opener() as caller, watched() as stall:
            start = time.process_time()
            await asyncio.gather(*(caller.find() for _ in range(calls)))
            cpu = (time.process_time() - start) / calls
        return _Burst(cpu, stall.longest)

    return run


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    calls = plan.much(1000)
    with running() as service:
        openers = callers(service)
        there = {name: opener for name, opener in openers.items() if opener is not None}
        quick = {name: opener for name, opener in there.items() if name not in _SLOW}
        bursts: dict[str, list[_Burst]] = {name: [] for name in openers}
        alone: dict[str, list[float]] = {name: [] for name in openers}
        for number in range(plan.rounds):
            now = {name: there[name] for name in _SLOW[:1] if name in there} if not number else {}
            once = Plan(1, plan.quick)
            for name, opener in (quick | now).items():
                alone[name] += (await in_rounds(once, {name: sequence(opener, plan.much(150))}))[
                    name
                ]
                bursts[name] += (await in_rounds(once, {name: _burst(opener, calls)}))[name]
        many = await in_rounds(plan, {OURS: _burst(there[OURS], plan.much(4000))})
    cost = {
        name: ratios([burst.cpu for burst in bursts[name]], alone[name])
        for name in openers
        if name in quick or name in _SLOW[:1]
    }
    stalls = {name: [burst.stall for burst in bursts[name]] for name in cost}
    return [
        Figure(
            row=3,
            what="1,000 at once, cold: CPU of a call against own one at a time",
            bound=1.3,
            stretch=1.0,
            ours=cost.pop(OURS),
            peers=cost,
        ),
        Figure(
            row=3,
            what="1,000 at once, cold: longest stall of the event loop",
            unit="ms",
            bound=60,
            stretch=30,
            ours=stalls.pop(OURS),
            peers=stalls,
        ),
        Figure(
            row=3,
            what="4,000 at once, cold: longest stall of the event loop",
            unit="ms",
            bound=150,
            stretch=100,
            ours=[burst.stall for burst in many[OURS]],
        ),
    ]


if __name__ == "__main__":
    script(measure)
