"""Row 11: a token and three calls for each tenant of a fleet, so many tenants at once."""

from __future__ import annotations

import asyncio
import json
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from interop_client import ClientCredentials, InteropClient
from interop_client.models import AuthType, TenantInfo

from .figures import Figure
from .measuring import Plan, in_rounds, ratios, script
from .peers import AIOHTTP, OURS, OURS_AIOHTTP, RAW2, imported, is_there
from .reading import resident
from .service import TENANT, Service, running

__all__ = ["measure"]

_AT_ONCE = 100
_CALLS = 3
_REQUESTS = _CALLS + 1
_DELAY_MS = 20
_MEGABYTE = 1024 * 1024
_IDENTIFIER = UUID(TENANT)
_FORM = {"grant_type": "client_credentials"}

Run = Callable[[], Awaitable[float]]


def _fleet(tenants: int) -> Iterator[TenantInfo]:
    """So many tenants, each with credentials of its own."""
    for number in range(tenants):
        auth = AuthType(client_id=f"id-{number}", client_secret="secret-of-a-tenant")
        yield TenantInfo(id=UUID(int=number + 1), name=f"District {number}", auth=auth)


async def _night(interop: InteropClient, tenants: int) -> None:
    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        for _ in range(_CALLS):
            await client.tenants.find(_IDENTIFIER)

    done = 0
    async with interop.for_each_tenant(work, tenants=_fleet(tenants), concurrency=_AT_ONCE) as run:
        async for result in run:
            done += result.error is None
    if done != tenants:
        raise AssertionError("a tenant failed")


@asynccontextmanager
async def _ours(service: Service, *, on_aiohttp: bool) -> AsyncIterator[InteropClient]:
    transport = None
    if on_aiohttp:
        transport = imported("interop_client.transport.aiohttp").AiohttpTransport(
            max_connections=_AT_ONCE
        )
    async with InteropClient(
        ClientCredentials("id", "secret-of-the-client"),
        base_url=service.base_url(delay_ms=_DELAY_MS),
        token_url=service.token_url(delay_ms=_DELAY_MS),
        transport=transport,
        max_connections=None if on_aiohttp else _AT_ONCE,
    ) as interop:
        yield interop


def _by_ours(service: Service, tenants: int, *, on_aiohttp: bool) -> Run:
    """CPU seconds of one request."""

    async def run() -> float:
        async with _ours(service, on_aiohttp=on_aiohttp) as interop:
            start = time.process_time()
            await _night(interop, tenants)
            return (time.process_time() - start) / (tenants * _REQUESTS)

    return run


def _growth(service: Service, few: int, many: int) -> Run:
    """Megabytes by which memory grows from a small fleet to a large one."""

    async def run() -> float:
        async with _ours(service, on_aiohttp=False) as interop:
            await _night(interop, few)
            before = resident()
            await _night(interop, many)
            return max(0.0, (resident() - before) / _MEGABYTE)

    return run


async def _by_hand(tenants: int, one: Callable[[], Awaitable[None]]) -> float:
    """CPU seconds of one request, where so many workers take the next tenant each."""
    numbers = iter(range(tenants))

    async def work() -> None:
        for _ in numbers:
            await one()

    start = time.process_time()
    await asyncio.gather(*(work() for _ in range(_AT_ONCE)))
    return (time.process_time() - start) / (tenants * _REQUESTS)


def _by_httpx2(service: Service, tenants: int) -> Run:
    module = imported("httpx2")
    url = f"{service.base_url(delay_ms=_DELAY_MS)}/tenants/{TENANT}"
    token_url = service.token_url(delay_ms=_DELAY_MS)

    async def run() -> float:
        async with module.AsyncClient(timeout=120, trust_env=False) as client:

            async def one() -> None:
                granted = await client.post(token_url, data=_FORM, auth=("id", "secret"))
                token = json.loads(granted.content)["access_token"]
                headers = {"authorization": f"Bearer {token}"}
                for _ in range(_CALLS):
                    json.loads((await client.get(url, headers=headers)).content)

            return await _by_hand(tenants, one)

    return run


def _by_aiohttp(service: Service, tenants: int) -> Run:
    aiohttp = imported("aiohttp")
    loads: Callable[[bytes], Any] = imported("orjson").loads
    url = f"{service.base_url(delay_ms=_DELAY_MS)}/tenants/{TENANT}"
    token_url = service.token_url(delay_ms=_DELAY_MS)

    async def run() -> float:
        async with aiohttp.ClientSession() as session:

            async def one() -> None:
                proof = {"authorization": f"Basic {b64encode(b'id:secret').decode()}"}
                async with session.post(token_url, data=_FORM, headers=proof) as granted:
                    token = loads(await granted.read())["access_token"]
                headers = {"authorization": f"Bearer {token}"}
                for _ in range(_CALLS):
                    async with session.get(url, headers=headers) as answer:
                        loads(await answer.read())

            return await _by_hand(tenants, one)

    return run


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    few, many = plan.much(500), plan.much(2000)
    with running() as service:
        contenders = {OURS: _by_ours(service, many, on_aiohttp=False)}
        if is_there("httpx2"):
            contenders[RAW2] = _by_httpx2(service, many)
        if is_there("aiohttp") and is_there("orjson"):
            contenders[OURS_AIOHTTP] = _by_ours(service, many, on_aiohttp=True)
            contenders[AIOHTTP] = _by_aiohttp(service, many)
        # Memory first: what others took before would hide what is taken now.
        grown = await in_rounds(Plan(1, plan.quick), {OURS: _growth(service, few, many)})
        cost = await in_rounds(plan, contenders)
    return [
        Figure(
            row=11,
            what="2,000 tenants, 20 ms, 100 at once: CPU of a request against httpx2 by hand",
            bound=0.5,
            stretch=0.35,
            ours=ratios(cost[OURS], cost.get(RAW2, [])),
        ),
        Figure(
            row=11,
            what="the same on aiohttp, against aiohttp + orjson by hand",
            bound=1.7,
            stretch=1.4,
            ours=ratios(cost.get(OURS_AIOHTTP, []), cost.get(AIOHTTP, [])),
        ),
        Figure(
            row=11,
            what="growth of memory from 500 to 2,000 tenants",
            unit="MB",
            bound=5,
            stretch=2,
            ours=grown[OURS],
        ),
    ]


if __name__ == "__main__":
    script(measure)
