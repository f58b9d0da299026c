"""Every tenant that your account sees, and how many rollovers it has."""

import asyncio

from interop_client import InteropClient


async def main() -> None:
    async with InteropClient.from_env() as interop:
        async for tenant in interop.tenants.list():
            mine = interop.for_tenant(tenant)
            print(tenant.name, "has", await mine.rollovers.count(), "rollovers")


asyncio.run(main())
