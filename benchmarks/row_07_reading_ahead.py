"""Row 7: how much faster a list is read by asking for pages ahead, at 20 ms a page."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from interop_client import ClientCredentials, InteropClient

from .figures import Figure
from .measuring import Plan, in_rounds, ratios, script
from .service import Service, running

__all__ = ["measure"]

_BOUNDS = {1: (1.8, 1.95), 4: (4.0, 4.6), 8: (6.5, 7.5)}


def _read(service: Service, pages: int, depth: int) -> Callable[[], Awaitable[float]]:
    """Seconds for the whole list."""

    async def run() -> float:
        async with InteropClient(
            ClientCredentials("id", "secret-of-the-client"),
            base_url=service.base_url(delay_ms=20, pages=pages),
            token_url=service.token_url(),
        ) as interop:
            await interop.tenants.list(page_size=100).first()
            began = time.perf_counter()
            items = await interop.tenants.list(page_size=100).collect(read_ahead=depth)
            wall = time.perf_counter() - began
        if len(items) != 100 * pages:
            raise AssertionError("an item was lost")
        return wall

    return run


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    pages = plan.much(100)
    with running() as service:
        depths = {str(depth): _read(service, pages, depth) for depth in (0, *_BOUNDS)}
        wall = await in_rounds(plan, depths)
    return [
        Figure(
            row=7,
            what=f"reading {depth} page{'s' * (depth > 1)} ahead, 20 ms: speed against one by one",
            at_least=True,
            bound=bound,
            stretch=stretch,
            ours=ratios(wall["0"], wall[str(depth)]),
        )
        for depth, (bound, stretch) in _BOUNDS.items()
    ]


if __name__ == "__main__":
    script(measure)
