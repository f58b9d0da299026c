"""Row 8: what memory a long list takes, streamed and collected.

`python -m benchmarks.reading million` streams a million items and prints what it holds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from .figures import Figure
from .measuring import Plan, in_rounds, ratios, script, told_by
from .peers import OURS, RAW, STOCK, callers
from .service import Service, running

__all__ = ["measure"]


def _read(what: str, name: str, service: Service, pages: int) -> Callable[[], Awaitable[float]]:
    """What `reading` tells, from a fresh process."""

    async def run() -> float:
        module = f"{__package__}.reading"
        return told_by("-m", module, what, name, service.origin, str(pages))

    return run


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    names = (OURS, STOCK, RAW)
    with running() as service:
        there = [name for name, opener in callers(service).items() if opener and name in names]
        pages = plan.much(200)
        streaming = {name: _read("growth", name, service, pages) for name in there}
        growth = await in_rounds(plan, streaming)
        pages = plan.much(20)
        collecting = {name: _read("size", name, service, pages) for name in there}
        size = await in_rounds(plan, collecting)
    return [
        Figure(
            row=8,
            what="streaming 200 pages: growth of memory",
            unit="MB",
            bound=1,
            stretch=0.5,
            ours=growth.pop(OURS),
            peers=growth,
        ),
        Figure(
            row=8,
            what="collecting: bytes of an item against stock",
            bound=0.6,
            stretch=0.5,
            ours=ratios(size[OURS], size.get(STOCK, [])),
            peers={RAW: ratios(size[RAW], size.get(STOCK, []))},
        ),
    ]


if __name__ == "__main__":
    script(measure)
