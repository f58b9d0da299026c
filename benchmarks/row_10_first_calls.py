"""Row 10: how many tokens a thousand first calls ask for, also if the first is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import attrs

from interop_client import ClientCredentials, InteropClient

from .figures import Figure
from .measuring import Plan, in_rounds, script
from .service import TENANT, Service, running

__all__ = ["measure"]


@attrs.frozen
class _Outcome:
    tokens: int
    succeeded: int


def _first_calls(
    service: Service, calls: int, *, cancel: bool
) -> Callable[[], Awaitable[_Outcome]]:
    async def run() -> _Outcome:
        service.tokens_asked()
        async with InteropClient(
            ClientCredentials("id", "secret-of-the-client"),
            base_url=service.base_url(),
            token_url=service.token_url(delay_ms=200),
        ) as interop:
            made = [asyncio.create_task(interop.tenants.find(TENANT)) for _ in range(calls)]
            if cancel:
                await asyncio.sleep(0.1)
                made[0].cancel()
            results = await asyncio.gather(*made, return_exceptions=True)
        succeeded = sum(not isinstance(result, BaseException) for result in results)
        return _Outcome(service.tokens_asked(), succeeded)

    return run


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    calls = plan.much(1000)
    with running() as service:
        outcomes = await in_rounds(
            plan,
            {
                "left alone": _first_calls(service, calls, cancel=False),
                "cancelled": _first_calls(service, calls, cancel=True),
            },
        )
    return [
        Figure(
            row=10,
            what="1,000 first calls: token requests",
            bound=1,
            stretch=1,
            ours=[outcome.tokens for outcome in outcomes["left alone"]],
        ),
        Figure(
            row=10,
            what="the first of them cancelled: token requests",
            bound=2,
            stretch=1,
            ours=[outcome.tokens for outcome in outcomes["cancelled"]],
        ),
        Figure(
            row=10,
            what="the first of them cancelled: calls that succeed",
            at_least=True,
            bound=calls - 1,
            stretch=calls - 1,
            ours=[outcome.succeeded for outcome in outcomes["cancelled"]],
        ),
    ]


if __name__ == "__main__":
    script(measure)
