"""Row 12: how many requests a job makes, against the least that could do it.

Counted in the sandbox, in process. Tokens are fetched before. What waits for a whole run waits on
trio's clock for tests, which jumps to the next deadline: ten minutes of waiting take no time.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import trio
from trio.testing import MockClock

from interop_client import ClientCredentials, InteropClient
from interop_client.models import RolloverRequest, TenantInfo
from interop_client.planning import Wanted, plan_rollovers
from interop_client.sandbox import Clock, IngestionPlan, Sandbox

from .figures import Figure
from .measuring import Plan, script

__all__ = ["measure"]

_TENANTS = 5
_MINUTES = 10
"""How long the run takes that is waited for."""


def _account(sandbox: Sandbox) -> InteropClient:
    return InteropClient(
        ClientCredentials(*sandbox.account),
        base_url=sandbox.base_url,
        transport=sandbox.transport,
    )


async def _ensured(sandbox: Sandbox) -> tuple[int, int]:
    """Requests of `ensure` where nothing is there, and of the same again."""
    tenant = sandbox.tenants[0]
    begin = (sandbox.clock.now() + timedelta(days=400)).astimezone(UTC).replace(microsecond=0)
    async with _account(sandbox) as account:
        interop = account.tenant_client(tenant.id)
        cloud = await account.clouds.list().first()
        assert cloud is not None
        assert cloud.id is not None
        await interop.rollovers.list().first()
        body = RolloverRequest(
            name="Summer",
            start_date=begin,
            end_date=begin + timedelta(days=30),
            type="full",
            status="upcoming",
            cloud_id=cloud.id,
        )
        counts = []
        for _ in range(2):
            sandbox.clear_requests()
            await interop.rollovers.ensure(body)
            counts.append(len(sandbox.requests))
    anew, again = counts
    return anew, again


async def _planned(sandbox: Sandbox) -> tuple[int, int]:
    """Requests of a plan, and of a fleet where all have tokens, for one tenant."""
    wanted = Wanted(
        name="Summer",
        start=datetime(2027, 6, 15, tzinfo=UTC),
        end=datetime(2027, 8, 20, tzinfo=UTC),
        type="full",
        status="upcoming",
    )

    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        await client.rollovers.list().first()

    async with _account(sandbox) as interop:
        await plan_rollovers(interop, wanted)
        sandbox.clear_requests()
        await plan_rollovers(interop, wanted)
        planned = len(sandbox.requests)
        sandbox.clear_requests()
        async with interop.for_each_tenant(work) as results:
            async for result in results:
                assert result.error is None
        worked = len(sandbox.requests)
    return planned, worked


async def _waited() -> tuple[int, int]:
    """The looks at a run in the busiest minute after its first, and all requests beside looks."""
    clock = Clock.of_loop(datetime(2031, 6, 1, tzinfo=UTC))
    sandbox = Sandbox(serve=False, tenants=_TENANTS, clock=clock)
    sandbox.ingestion_plan = IngestionPlan(executing=_MINUTES * 60)
    tenant = sandbox.tenants[0]
    schedule = next(str(each["id"]) for each in tenant.schedules if each["enabled"])
    async with (
        sandbox,
        _account(sandbox) as account,
    ):
        interop = account.tenant_client(tenant.id)
        await interop.rollovers.list().first()
        sandbox.clear_requests()
        began = clock.timestamp()
        await interop.schedules.run_to_completion(schedule, timeout=2 * _MINUTES * 60)
        looks = [each.time.timestamp() - began for each in sandbox.requests_to("findIngestion")]
        beside = len(sandbox.requests) - len(looks)
    later = [look for look in looks if look >= 60]
    return max(sum(first <= look < first + 60 for look in later) for first in later), beside


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    async with Sandbox(serve=False, tenants=_TENANTS) as sandbox:
        anew, again = await _ensured(sandbox)
        planned, worked = await _planned(sandbox)
    # In a thread, as this one has an event loop already.
    waiting = partial(trio.run, _waited, clock=MockClock(autojump_threshold=0))
    looks, beside = await asyncio.get_running_loop().run_in_executor(None, waiting)
    # One request lists the tenants.
    counted = {
        "ensure of what is there: requests against 1 (list)": again / 1,
        "ensure anew: requests against 2 (list, create)": anew / 2,
        "plan of 5 tenants: requests against 6 (tenants, rollovers of each)": planned / 6,
        "one call for each of 5 tenants with fresh tokens: requests against 6": worked / 6,
        "run_to_completion, beside its looks: requests against 3 (list, run, list)": beside / 3,
    }
    figures = [
        Figure(row=12, what=what, bound=1, stretch=1, ours=[count])
        for what, count in counted.items()
    ]
    return [
        *figures,
        Figure(
            row=12,
            what=f"run_to_completion, {_MINUTES} minutes: most looks in any minute after the first",
            bound=4,
            stretch=None,
            ours=[looks],
        ),
    ]


if __name__ == "__main__":
    script(measure)
