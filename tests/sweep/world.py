"""A sandbox in the loop whose every exchange gives way, and what is done in it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import anyio.lowlevel
import attrs
import httpx

from interop_client import ClientCredentials, InteropClient
from interop_client.auth import Strategy
from interop_client.models import RolloverRequest, TenantInfo
from interop_client.sandbox import IngestionPlan, Sandbox


@attrs.define
class World:
    """A sandbox in the loop, its account, and the tenant that is worked on."""

    sandbox: Sandbox
    account: InteropClient
    tenant: InteropClient
    info: TenantInfo

    def rollover(self, name: str = "Swept", day: int = 400) -> RolloverRequest:
        now = self.sandbox.clock.now().replace(microsecond=0)
        assert self.info.cloud is not None
        assert self.info.cloud.id is not None
        return RolloverRequest(
            name=name,
            start_date=now + timedelta(days=day),
            end_date=now + timedelta(days=day + 30),
            type="school_year",
            status="upcoming",
            cloud_id=self.info.cloud.id,
        )

    async def first(self, kind: str) -> Any:
        found = await getattr(self.tenant, kind).list().first()
        assert found is not None
        return found

    def client(
        self, auth: Strategy, through: type[Yielding] | None = None, **options: Any
    ) -> InteropClient:
        """Another client of the same service; it is the caller's to close."""
        transport = (through or Yielding)(self.sandbox.transport)
        return InteropClient(auth, base_url=self.sandbox.base_url, transport=transport, **options)

    async def runnable(self) -> Any:
        async for schedule in self.tenant.schedules.list():
            if schedule.type == "collection":
                assert schedule.id is not None
                await self.tenant.schedules.enable(schedule.id)
                return schedule.id
        raise AssertionError("the tenant has no collection schedule")


class Yielding(httpx.AsyncBaseTransport):
    """The sandbox in the loop, which gives way before a request comes in and before its answer."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await anyio.lowlevel.checkpoint()
        response = await self._inner.handle_async_request(request)
        await anyio.lowlevel.checkpoint()
        return response


class WithoutBodies(Yielding):
    """The same, and what was written is told by the header `Location` at the most."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        if request.method == "GET" or request.url.path == "/oauth/token":
            return response
        found = json.loads(await response.aread() or b"{}").get("data")
        identifier = found.get("id", "") if isinstance(found, dict) else ""
        return httpx.Response(200, headers={"location": f"/made/{identifier}"})


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    sandbox = Sandbox(tenants=9, serve=False)
    sandbox.ingestion_plan = IngestionPlan(1.0, 1.0, 5.0)
    async with (
        sandbox,
        InteropClient(
            ClientCredentials(*sandbox.account),
            base_url=sandbox.base_url,
            transport=Yielding(sandbox.transport),
        ) as account,
    ):
        infos = await account.tenants.list().collect()
        info = infos[8]
        tenant = account.for_tenant(info)
        kept = sandbox.tenants[8].rollovers
        with sandbox.state.lock:
            for each in [*kept]:
                kept.remove(str(each["id"]))
        yield World(sandbox, account, tenant, info)
