"""Row 12: how many requests a job makes, against the least that could do it.

Counted in the sandbox, in process. Tokens are fetched before. What waits for a whole run is not
here: how often it asks is held by its tests.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from interop_client import ClientCredentials, InteropClient
from interop_client.models import RolloverRequest, TenantInfo
from interop_client.planning import Wanted, plan_rollovers
from interop_client.sandbox import Sandbox

from .figures import Figure
from .measuring import Plan, script

__all__ = ["measure"]

_TENANTS = 5


async def _ensured(sandbox: Sandbox) -> tuple[int, int]:
    """Requests of `ensure` where nothing is there, and of the same again."""
    tenant = sandbox.tenants[0]
    begin = (sandbox.clock.now() + timedelta(days=400)).astimezone(UTC).replace(microsecond=0)
    async with InteropClient(
        ClientCredentials(*sandbox.account),
        base_url=sandbox.base_url,
        transport=sandbox.transport,
    ) as account:
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

    async with InteropClient(
        ClientCredentials(*sandbox.account),
        base_url=sandbox.base_url,
        transport=sandbox.transport,
    ) as interop:
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


async def measure(plan: Plan) -> list[Figure]:
    """The figures of this row."""
    async with Sandbox(serve=False, tenants=_TENANTS) as sandbox:
        anew, again = await _ensured(sandbox)
        planned, worked = await _planned(sandbox)
    # One request lists the tenants.
    counted = {
        "ensure of what is there: requests against 1 (list)": again / 1,
        "ensure anew: requests against 2 (list, create)": anew / 2,
        "plan of 5 tenants: requests against 6 (tenants, rollovers of each)": planned / 6,
        "one call for each of 5 tenants with fresh tokens: requests against 6": worked / 6,
    }
    return [
        Figure(row=12, what=what, bound=1, stretch=1, ours=[count])
        for what, count in counted.items()
    ]


if __name__ == "__main__":
    script(measure)
