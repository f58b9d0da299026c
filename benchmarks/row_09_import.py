"""Row 9: what importing costs, in a fresh interpreter each time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from .figures import Figure
from .measuring import Plan, in_rounds, ratios, script, told_by
from .peers import STOCK, is_there
from .preparing import CLIENTS

__all__ = ["measure"]

# With click and rich at hand httpx imports its own command line, which no program needs: they are
# made out to be missing, as they are where only a client is installed.
_CODE = """
import sys, time
sys.modules["click"] = sys.modules["rich"] = None
sys.path.append({clients!r})
start = time.process_time()
{statements}
print(time.process_time() - start)
"""

_HTTPX = "httpx"
_PACKAGE = "package"
_WITH_OPERATION = "client and an operation"
_STOCK_OPERATION = "stock, client and an operation"
_GENERATOR = "openapi-generator"
_MADE = "the same and a client made"
_HTTPX_MADE = "httpx and a client made"
_STOCK_MADE = "stock and a client made"

_STATEMENTS = {
    _HTTPX: "import httpx",
    _PACKAGE: "import interop_client",
    _WITH_OPERATION: (
        "from interop_client import ClientCredentials, InteropClient\n"
        "from interop_client._generated.api.tenants import TenantsResource\n"
        "from interop_client._generated.api.tenants.find_interop_tenant import operation"
    ),
    STOCK: "import stock_client",
    _STOCK_OPERATION: (
        "from stock_client import AuthenticatedClient\n"
        "from stock_client.api.tenants import find_interop_tenant"
    ),
    _GENERATOR: "import generator_aiohttp",
    _HTTPX_MADE: "import httpx\nhttpx.AsyncClient()",
}
_STATEMENTS[_MADE] = (
    f"{_STATEMENTS[_WITH_OPERATION]}\nInteropClient(ClientCredentials('a', 'bcde'))"
)
_STATEMENTS[_STOCK_MADE] = (
    f"{_STATEMENTS[_STOCK_OPERATION]}\n"
    "AuthenticatedClient(base_url='http://localhost', token='a').get_async_httpx_client()"
)


def _import(statements: str) -> Callable[[], Awaitable[float]]:
    """CPU seconds of the statements."""
    code = _CODE.format(clients=str(CLIENTS), statements=statements)

    async def run() -> float:
        return told_by("-c", code)

    return run


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    plan = plan.more(15)
    missing = set()
    if not is_there("stock_client"):
        missing |= {STOCK, _STOCK_OPERATION, _STOCK_MADE}
    if not is_there("generator_aiohttp"):
        missing.add(_GENERATOR)
    there = {name: _import(code) for name, code in _STATEMENTS.items() if name not in missing}
    if not plan.quick:
        for run in there.values():
            await run()  # what was never imported is compiled first
    cost = await in_rounds(plan, there)
    relative = {name: ratios(cost.get(name, []), cost[_HTTPX]) for name in _STATEMENTS}
    return [
        Figure(
            row=9,
            what="import of the package against httpx",
            bound=0.02,
            stretch=0.01,
            ours=relative[_PACKAGE],
            peers={name: relative[name] for name in (STOCK, _GENERATOR)},
        ),
        Figure(
            row=9,
            what="import of the client and an operation against httpx",
            bound=1.1,
            stretch=1.0,
            ours=relative[_WITH_OPERATION],
            peers={
                STOCK: relative[_STOCK_OPERATION],
                _GENERATOR: relative[_GENERATOR],
                _MADE: relative[_MADE],
                _HTTPX_MADE: relative[_HTTPX_MADE],
                _STOCK_MADE: relative[_STOCK_MADE],
            },
        ),
    ]


if __name__ == "__main__":
    script(measure)
