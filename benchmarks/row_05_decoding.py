"""Row 5: from the bytes of a page of 1,000 tenants, exactly as documented, to models.

In a process of its own: what is undocumented is learned once for the whole process.
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable

from interop_client._generated.api.tenants.list_interop_tenants import operation
from interop_client.models import TenantInfo

from . import documents
from .figures import Figure
from .measuring import Plan, in_rounds, ratios, script
from .peers import OURS, STOCK, imported, is_there

__all__ = ["contenders", "decoding", "measure"]

JSON = "json.loads"
ORJSON = "orjson.loads"
GENERATOR = "openapi-generator"


def decoding(decode: Callable[[bytes], object], content: bytes) -> Callable[[], Awaitable[float]]:
    """CPU seconds to decode the content once."""

    async def run() -> float:
        start = time.process_time()
        result = decode(content)
        cost = time.process_time() - start
        del result
        return cost

    return run


def contenders() -> dict[str, Callable[[bytes], object] | None]:
    """All who decode a page; None for those who are not available here."""
    return {
        OURS: operation().parse,
        JSON: json.loads,
        STOCK: _stock() if is_there("stock_client") else None,
        GENERATOR: _generator() if is_there("generator_aiohttp") else None,
        ORJSON: imported("orjson").loads if is_there("orjson") else None,
    }


def _stock() -> Callable[[bytes], object]:
    from_dict = imported("stock_client.models").TenantInfoListResponse.from_dict
    return lambda content: from_dict(json.loads(content))


def _generator() -> Callable[[bytes], object]:
    module = imported("generator_aiohttp.models.tenant_info_list_response")
    from_json: Callable[[bytes], object] = module.TenantInfoListResponse.from_json
    return from_json


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    plan = plan.more(15)
    page = documents.page(documents.tenants(plan.much(1000)))
    first = operation().parse(page).items[0]
    if not isinstance(first, TenantInfo) or first.additional_properties:
        raise AssertionError("the page is not as documented")
    decoders = contenders()
    there = {name: decode for name, decode in decoders.items() if decode is not None}
    cost = await in_rounds(plan, {name: decoding(there[name], page) for name in there})
    speed = {name: ratios(cost.get(STOCK, []), cost.get(name, [])) for name in decoders}
    relative = {name: ratios(cost.get(name, []), cost[JSON]) for name in decoders}
    return [
        Figure(
            row=5,
            what="decoding 1,000 tenants as documented: speed against stock",
            at_least=True,
            bound=4.5,
            stretch=6,
            ours=speed[OURS],
            peers={name: speed[name] for name in (JSON, ORJSON, GENERATOR)},
        ),
        Figure(
            row=5,
            what="decoding 1,000 tenants as documented: time against json.loads",
            bound=1.6,
            stretch=1.3,
            ours=relative[OURS],
            peers={name: relative[name] for name in (STOCK, ORJSON, GENERATOR)},
        ),
    ]


if __name__ == "__main__":
    script(measure)
