"""A process that makes many calls for many tenants with a shared store: see test_shared_processes.

python worker.py STORE WHERE BASE_URL TENANTS CALLS
"""

from __future__ import annotations

import asyncio
import os
import sys

from interop_client import (
    ApiKey,
    ClientCredentials,
    FileTokenStore,
    InteropClient,
    RedisTokenStore,
    TokenStore,
)
from interop_client.auth import file_lock, guarded_store, lease, shared_store

KEY = bytes(range(32))


# On a busy machine a store may take long to answer; what is counted here must not hang on that.
guarded_store._ANSWER_SECONDS = 60.0
file_lock._TRIES = 6000
# Who is to be killed may leave a lease that others need not wait long for.
seconds = float(os.environ.get("LEASE_SECONDS", lease.LEASE_SECONDS))
vars(shared_store)["LEASE_SECONDS"] = seconds


async def main(kind: str, where: str, base_url: str, tenants: int, calls: int) -> None:
    store: TokenStore
    if kind == "file":
        store = FileTokenStore(where, encryption_key=KEY)
    else:
        store = RedisTokenStore.from_url(where, encryption_key=KEY)
    async with (
        InteropClient(ApiKey("key"), base_url=base_url, token_store=store, timeout=60) as interop,
        asyncio.TaskGroup() as tasks,
    ):
        for number in range(calls):
            name = f"tenant-{number % tenants}"
            mine = interop.for_tenant(ClientCredentials(name, f"secret-of-{name}"))
            tasks.create_task(mine.request("GET", "/things"))
    if isinstance(store, RedisTokenStore):
        await store.aclose()
    print(os.getpid(), "done")


if __name__ == "__main__":
    kind, where, base_url, tenants, calls = sys.argv[1:]
    asyncio.run(main(kind, where, base_url, int(tenants), int(calls)))
