"""Row 7: how much faster a list is read by asking for pages ahead, at 20 ms a page."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable

from interop_client import ClientCredentials, InteropClient

from .figures import Figure
from .measuring import Plan, in_rounds, ratios, script
from .peers import imported, is_there
from .service import Service, running

__all__ = ["measure"]

_BOUNDS = {1: (1.8, 1.95), 4: (4.0, 4.6)}
_DEEPEST = 8


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


def _read_by_hand(service: Service, pages: int, depth: int) -> Callable[[], Awaitable[float]]:
    """The same with httpx2 and json, by so many tasks that take the next page each."""
    module = imported("httpx2")

    async def run() -> float:
        url = f"{service.base_url(delay_ms=20, pages=pages)}/tenants"
        headers = {"authorization": "Bearer token"}
        read: dict[int, list[object]] = {}
        async with module.AsyncClient(headers=headers, timeout=120, trust_env=False) as client:
            numbers = iter(range(pages))

            async def work() -> None:
                for number in numbers:
                    response = await client.get(url, params={"page": number, "page_size": 100})
                    read[number] = json.loads(response.content)["data"]

            await client.get(url, params={"page": 0, "page_size": 100})
            began = time.perf_counter()
            await asyncio.gather(*(work() for _ in range(depth)))
            items = [item for number in range(pages) for item in read[number]]
            wall = time.perf_counter() - began
        if len(items) != 100 * pages:
            raise AssertionError("an item was lost")
        return wall

    return run


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    pages = plan.much(100)
    with running() as service:
        depths = {str(depth): _read(service, pages, depth) for depth in (0, *_BOUNDS, _DEEPEST)}
        if is_there("httpx2"):
            for depth in (1, _DEEPEST):
                depths[f"by hand {depth}"] = _read_by_hand(service, pages, depth)
        wall = await in_rounds(plan, depths)
    gain = ratios(wall["0"], wall[str(_DEEPEST)])
    by_hand = ratios(wall.get("by hand 1", []), wall.get(f"by hand {_DEEPEST}", []))
    deepest = Figure(
        row=7,
        what=f"reading {_DEEPEST} pages ahead, 20 ms: gain against that of httpx2 + json by hand",
        at_least=True,
        bound=1.2,
        stretch=1.5,
        ours=ratios(gain, by_hand),
        peers={"our gain": gain, "its gain": by_hand},
    )
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
    ] + [deepest]


if __name__ == "__main__":
    script(measure)
