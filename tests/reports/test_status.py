"""The status of a tenant, read from the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from support.clock import EPOCH

from interop_client import ClientCredentials, InteropClient
from interop_client.models import TenantInfo
from interop_client.reports import TenantStatus, status_of, unreadable
from interop_client.sandbox import Sandbox

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


async def statuses(sandbox: Sandbox) -> list[TenantStatus]:
    async with (
        sandbox,
        InteropClient(
            ClientCredentials(*sandbox.account),
            base_url=sandbox.base_url,
            transport=sandbox.transport,
        ) as interop,
        interop.for_each_tenant(status_of) as results,
    ):
        return [result.get() async for result in results]


async def test_each_tenant_is_read_in_three_requests_beside_its_token() -> None:
    sandbox = Sandbox(tenants=9, serve=False)
    found = await statuses(sandbox)
    assert len(found) == 9
    operations = [str(request.operation) for request in sandbox.requests]
    of_tenants = [each for each in operations if each not in ("token", "listInteropTenants")]
    assert len(of_tenants) == 9 * 3
    assert all(each.last_sync is not None for each in found)
    assert {each.state for each in found} >= {"running"}


async def test_a_tenant_that_collects_nothing_has_a_problem() -> None:
    sandbox = Sandbox(tenants=3, serve=False)
    for tenant in sandbox.tenants:
        for schedule in list(tenant.schedules):
            tenant.schedules.remove(schedule["id"])
    assert all("no schedule" in each.problems[0] for each in await statuses(sandbox))


async def test_a_tenant_that_was_not_in_step_for_days_has_a_problem() -> None:
    sandbox = Sandbox(tenants=3, serve=False)
    for tenant in sandbox.tenants:
        for rollover in list(tenant.rollovers):
            tenant.rollovers.remove(rollover["id"])
        long_ago = datetime.fromtimestamp(EPOCH, UTC) - timedelta(days=4)
        tenant.info["status"]["last_sync_at"] = long_ago.isoformat()
    assert all(
        any("last in step 4" in line for line in each.problems) for each in await statuses(sandbox)
    )


def test_a_tenant_that_cannot_be_read_is_a_row_with_the_reason() -> None:
    row = unreadable(TenantInfo(name="Ada ISD"), ValueError("no credentials"))
    assert row.to_dict()["problems"] == ["no credentials"]
