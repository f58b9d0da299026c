"""A night with real processes and a real server, against a sandbox in this one."""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import anyio
import attrs
from anyio.abc import Process

from interop_client.sandbox import IngestionPlan, Sandbox, Tenant

ROOT = Path(__file__).parents[2]
WATCHDOG = 90.0
WINDOW = ("--start", "2101-06-15", "--end", "2101-08-20")
COPIED = ("--type", "school_year", "--status", "upcoming")


@attrs.frozen
class Done:
    """What a run printed, and its exit code."""

    code: int
    printed: str

    @property
    def rows(self) -> list[str]:
        """The lines of the table."""
        table = self.printed.partition("Collection\n")[2].partition("\n\n")[0]
        return [line for line in table.splitlines() if not line.startswith("    ")]


class Night:
    """Twelve tenants of roster-sync, each with one schedule and no rollover.

    Attributes:
        sandbox: the service.
        tenants: the twelve.
        redis_url: where the server is; None where there is none.
    """

    def __init__(self, redis_url: str | None) -> None:
        self.redis_url = redis_url
        self.sandbox = Sandbox(tenants=18)
        self.sandbox.ingestion_plan = IngestionPlan(preparing=0.1, scheduled=0.0, executing=0.2)
        self.tenants = [each for each in self.sandbox.tenants if each.integration == "roster-sync"]
        for tenant in self.tenants:
            tenant.rollovers.clear()
            tenant.schedules.clear()
            own = {"id": self.sandbox.state.new_id(), "hour": 3}
            tenant.schedules.put({**own, "enabled": True, "type": "collection"})

    def environ(self, more: dict[str, str]) -> dict[str, str]:
        client_id, client_secret = self.sandbox.account
        return {
            **{key: text for key, text in os.environ.items() if not key.startswith("INTEROP_")},
            "INTEROP_BASE_URL": self.sandbox.base_url,
            "INTEROP_CLIENT_ID": client_id,
            "INTEROP_CLIENT_SECRET": client_secret,
            "TOKEN_KEY": "00112233445566778899aabbccddeeff" * 2,
            "REDIS_URL": self.redis_url or "",
            "PYTHONIOENCODING": "utf-8",
            **more,
        }

    @contextlib.asynccontextmanager
    async def worker(self, *, lease: float = 2.0, concurrency: int = 20) -> AsyncIterator[Process]:
        """A worker, once it is ready; whatever is left of it at the end is killed."""
        more = {"NIGHTLY_LEASE": str(lease), "NIGHTLY_CONCURRENCY": str(concurrency)}
        command = [sys.executable, "-m", "examples.nightly.worker"]
        process = await anyio.open_process(
            command, env=self.environ(more), cwd=ROOT, stderr=None, stdin=None
        )
        assert process.stdout is not None
        try:
            with anyio.fail_after(WATCHDOG):
                assert b"is ready" in await process.stdout.receive()
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            with anyio.CancelScope(shield=True):
                await process.aclose()

    async def run(self, *arguments: str, **environ: str) -> Done:
        """One run of the night to its end."""
        command = [sys.executable, "-W", "error", "-m", "examples.nightly.run", "roster-sync"]
        with anyio.fail_after(WATCHDOG):
            done = await anyio.run_process(
                [*command, *WINDOW, *COPIED, *arguments],
                env=self.environ(environ),
                cwd=ROOT,
                stderr=None,
                check=False,
            )
        return Done(done.returncode, done.stdout.decode())

    def effects(self, operation: str) -> Counter[str | None]:
        """How often an operation was carried out, by tenant."""
        requests = self.sandbox.requests_to(operation)
        return Counter(each.tenant_id for each in requests if each.effect)

    def once_each(self) -> dict[str, int]:
        """Once for every tenant."""
        return {tenant.id: 1 for tenant in self.tenants}

    def is_of(self, tenant: Tenant) -> Callable[[object], bool]:
        """Whether a request is one of this tenant."""
        return lambda request: getattr(request, "tenant_id", None) == tenant.id


def kill(process: Process) -> None:
    """End it so that it cannot do anything about it."""
    process.send_signal(signal.SIGKILL)


async def until(condition: Callable[[], object]) -> None:
    """Let others go on until something is so."""
    with anyio.fail_after(WATCHDOG):
        for pause in itertools.repeat(0.02):
            if condition():
                return
            await anyio.sleep(pause)
