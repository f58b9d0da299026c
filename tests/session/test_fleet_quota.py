"""A fleet over a service that is down does not multiply its load."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from support.scripted import Scripted, client_of

from interop_client import ApiKey, InteropClient, RetryPolicy, ServerError
from interop_client.models import TenantInfo

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


def tenants(count: int) -> list[TenantInfo]:
    return [
        TenantInfo.from_dict(
            {
                "id": f"00000000-0000-4000-8000-{n:012}",
                "auth": {"client_id": f"c{n}", "client_secret": "s"},
            }
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("quota", [140, 500])
async def test_a_fleet_sends_again_what_the_quota_allows_and_no_more(quota: int) -> None:
    service = Scripted(*[503] * 1000)
    client = client_of(service, auth=ApiKey("k"), retry=RetryPolicy(quota=quota))

    async def work(one: InteropClient, tenant: TenantInfo) -> Any:
        return await one.rollovers.count()

    failed = 0
    async with client.for_each_tenant(work, tenants=tenants(200)) as results:
        async for result in results:
            assert isinstance(result.error, ServerError)
            failed += 1
    # Each success (here a token) gives back 1 of what the retries took.
    given_back = len(service.token_requests)
    retries = len(service.requests) - 200
    assert failed == given_back == 200
    assert quota // 14 <= retries <= (quota + given_back) // 14


async def test_with_tokens_at_hand_it_is_the_quota_by_fourteen_exactly() -> None:
    service = Scripted(*[503] * 1000)
    client = client_of(service, auth=ApiKey("k"), retry=RetryPolicy(quota=500))

    async def call() -> None:
        with pytest.raises(ServerError):
            await client.rollovers.count()

    async with anyio.create_task_group() as group:
        for _ in range(100):
            group.start_soon(call)
    assert len(service.requests) - 100 == 500 // 14
