"""A mixed load against the sandbox, with faults, for as long as asked.

Each worker has a tenant of its own, and two clients of it that sometimes do the same at once. After
every call it compares what the call said with what the service has. What was said for certain and
is not so, is a wrong outcome.

    python benchmarks/soak.py --seconds 600
"""

from __future__ import annotations

import argparse
import logging
import os
import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import anyio

from interop_client import ClientCredentials, InteropClient
from interop_client._policies import ConflictPolicy, RetryPolicy
from interop_client.errors import (
    IngestionFailedError,
    InteropError,
    OutcomeUnknownError,
    RequestError,
    ServerError,
    WaitTimeoutError,
)
from interop_client.models import Rollover, RolloverRequest
from interop_client.sandbox import IngestionPlan, Sandbox, Tenant
from interop_client.sandbox.control.holds import until

WRITES = (
    *("createRollover", "updateRollover", "deleteRollover", "createSchedule", "updateSchedule"),
    *("deleteSchedule", "runSchedule"),
)
KEPT_INGESTIONS = 20
WARM_UP = 0.1


class Soak:
    """One run: the service, the load and what is counted.

    Args:
        seconds: how long the load lasts.
        workers: how many tenants are worked on at once.
        seed: decides what is drawn.
    """

    def __init__(self, seconds: float, workers: int, seed: int) -> None:
        self.seconds = seconds
        self.workers = workers
        self.random = random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.most_connections = 0
        self.ended = False

    async def run(self) -> dict[str, float]:
        """Work until the time is over; gives the figures."""
        retries = Retries()
        before = len(anyio.get_running_tasks())
        with Sandbox(tenants=self.workers, token_lifetime=3600.0) as sandbox:
            sandbox.ingestion_plan = IngestionPlan(0.0, 0.0, 0.01)
            started = time.monotonic()
            memory = 0.0
            async with anyio.create_task_group() as tasks:
                for tenant in sandbox.tenants:
                    tasks.start_soon(Worker(self, sandbox, tenant).run)
                tasks.start_soon(self._break_things, sandbox)
                await anyio.sleep(self.seconds * WARM_UP)
                memory = resident()
                await anyio.sleep(self.seconds * (1 - WARM_UP))
                self.ended = True
            elapsed = time.monotonic() - started
            faults = sandbox.faults.injected
            await until(lambda: not sandbox.open_connections, 5.0)
            leaked = sandbox.open_connections
        retries.stop()
        return {
            "seconds": round(elapsed, 1),
            "calls": self.counts.total(),
            "calls per second": round(self.counts.total() / elapsed, 1),
            "faults injected": faults,
            "retries": retries.seen,
            "unknown outcomes": self.counts["unknown"],
            "cancelled calls": self.counts["cancelled"],
            "refused calls": self.counts["refused"],
            "wrong outcomes": len(self.wrong),
            "most connections": self.most_connections,
            "leaked connections": leaked,
            "tasks left": len(anyio.get_running_tasks()) - before,
            "MB at start": round(memory, 1),
            "MB at end": round(resident(), 1),
        }

    async def _break_things(self, sandbox: Sandbox) -> None:
        """Injects faults, some of them for writes and some for anything."""
        draw = self.random
        while not self.ended:
            sandbox.faults.clear()
            for _ in range(self.workers):
                operation = draw.choice([*WRITES, "*", "*", "token"])
                kind = draw.randrange(8)
                skip = draw.randrange(3)
                if kind < 3:
                    sandbox.faults.lose_connection(
                        operation, draw.choice(["before", "after", "in_body"]), skip=skip
                    )
                elif kind < 6:
                    status = draw.choice([409, 429, 502, 503, 504])
                    after = 0 if status == 429 else None
                    if operation in WRITES or status != 409:
                        sandbox.faults.status(operation, status, retry_after=after, skip=skip)
                elif kind == 6:
                    sandbox.faults.delay(operation, draw.random() * 0.1, skip=skip)
                elif operation != "token":
                    sandbox.faults.revoke(operation, skip=skip)
            self.most_connections = max(self.most_connections, sandbox.open_connections)
            await anyio.sleep(0.05)


class Worker:
    """What is done with one tenant, one thing after the other."""

    def __init__(self, soak: Soak, sandbox: Sandbox, tenant: Tenant) -> None:
        self._soak = soak
        self._sandbox = sandbox
        self._tenant = tenant
        self._draw = random.Random(soak.random.random())
        self._clients: tuple[InteropClient, InteropClient]

    async def run(self) -> None:
        """Works until the time is over."""
        with self._sandbox.state.lock:
            self._tenant.rollovers.clear()
        turns = (self._rollovers, self._rollovers, self._schedules, self._runs, self._lists)
        async with self._client() as one, self._client() as two:
            self._clients = (one, two)
            while not self._soak.ended:
                await self._draw.choice(turns)()

    def _client(self) -> InteropClient:
        return InteropClient(
            ClientCredentials(*self._tenant.credentials),
            base_url=self._sandbox.base_url,
            max_connections=4,
            timeout=20.0,
            retry=RetryPolicy(first_wait=0.005, max_wait=0.05),
            conflicts=ConflictPolicy(max_wait=0.05),
        )

    async def _rollovers(self) -> None:
        body = self._body(uuid.uuid4().hex)
        name = body.name

        def made() -> int:
            return sum(record["name"] == name for record in self._records())

        if self._draw.random() < 0.5:
            said = await self._call("create", lambda client: client.rollovers.create(body))
            self._compare("create", said, made())
        else:
            both = await self._at_once("ensure", lambda client: client.rollovers.ensure(body))
            if made() > 1 or ("done" in both and not made()):
                self._wrong(f"ensure said {both}, and there are {made()}")
        identifier = next((r["id"] for r in self._records() if r["name"] == name), None)
        if identifier is None:
            return
        for _ in range(2):
            await self._modify(identifier)
        said = await self._call("delete", lambda client: client.rollovers.delete(identifier))
        if said == "done" and made():
            self._wrong("delete said done, and it is there")
        with self._sandbox.state.lock:
            self._tenant.rollovers.clear()

    async def _modify(self, identifier: str) -> None:
        """Both clients add a mark of their own to one rollover at once."""
        marks = [uuid.uuid4().hex for _ in self._clients]
        said = ["", ""]

        def adding(mark: str) -> Callable[[Rollover], Rollover]:
            def change(found: Rollover) -> Rollover:
                found.additional_properties.setdefault("marks", []).append(mark)
                return found

            return change

        async def modify(index: int) -> None:
            said[index] = await self._call(
                "modify",
                lambda client: client.rollovers.modify(identifier, adding(marks[index])),
                index,
            )

        async with anyio.create_task_group() as tasks:
            for index in range(2):
                tasks.start_soon(modify, index)
        await self._settled()
        record = next((r for r in self._records() if r["id"] == identifier), {})
        for index, mark in enumerate(marks):
            self._compare("modify", said[index], record.get("marks", []).count(mark))

    async def _schedules(self) -> None:
        hour = self._draw.randrange(24)
        before = self._hours(hour)
        both = await self._at_once("ensure", lambda client: client.schedules.ensure(hour))
        after = self._hours(hour)
        if after > max(before, 1) or ("done" in both and not after):
            self._wrong(f"ensure of a schedule said {both}, and there are {after}")
        with self._sandbox.state.lock:
            found = [r for r in self._tenant.schedules if r["hour"] == hour]
        if not found:
            return
        identifier, enabled = str(found[0]["id"]), self._draw.random() < 0.5
        said = await self._call(
            "switch",
            lambda client: (
                client.schedules.enable(identifier)
                if enabled
                else client.schedules.disable(identifier)
            ),
        )
        record = self._tenant.schedules.get(identifier)
        if said == "done" and (record is None or record["enabled"] is not enabled):
            self._wrong("a switch said done, and it is not so")
        with self._sandbox.state.lock:
            self._tenant.schedules.remove(identifier)

    async def _runs(self) -> None:
        with self._sandbox.state.lock:
            schedule = self._tenant.schedules.put(
                {"id": self._sandbox.state.new_id(), "hour": 25, "enabled": True}
                | {"type": "collection"}
            )
            for old in list(self._tenant.ingestions)[:-KEPT_INGESTIONS]:
                del self._tenant.ingestions[old]
        identifier = str(schedule["id"])
        before = len(self._tenant.ingestions)
        kind = self._draw.randrange(3)
        if kind == 0:
            said = await self._call("run", lambda client: client.schedules.run(identifier))
        elif kind == 1:
            said = await self._call(
                "run", lambda client: client.schedules.run(identifier, wait_for_pending=10)
            )
        else:
            said = await self._call(
                "run to completion",
                lambda client: client.schedules.run_to_completion(identifier, timeout=10),
            )
        self._compare("run", said, len(self._tenant.ingestions) - before)
        with self._sandbox.state.lock:
            self._tenant.schedules.remove(identifier)

    async def _lists(self) -> None:
        await self._call("list", lambda client: client.rollovers.list().collect())
        await self._call("list", lambda client: client.ingestions.list().collect(read_ahead=2))
        await self._call("list", lambda client: client.tenants.current())

    async def _at_once(
        self, name: str, act: Callable[[InteropClient], Awaitable[object]]
    ) -> list[str]:
        said: list[str] = []

        async def one(index: int) -> None:
            said.append(await self._call(name, act, index))

        async with anyio.create_task_group() as tasks:
            for index in range(2):
                tasks.start_soon(one, index)
        await self._settled()
        return said

    async def _call(
        self,
        name: str,
        act: Callable[[InteropClient], Awaitable[object]],
        index: int | None = None,
    ) -> str:
        """Makes one call, and gives what it said: done, refused, unknown or cancelled."""
        client = self._clients[self._draw.randrange(2) if index is None else index]
        luck = self._draw.random()
        if luck < 0.03:
            client = client.with_options(timeout=self._draw.random() * 0.05)
        limit = self._draw.random() * 0.05 if 0.03 <= luck < 0.08 else None
        said = "cancelled"
        self._soak.counts[name] += 1
        with anyio.move_on_after(limit):
            try:
                await act(client)
                said = "done"
            except (OutcomeUnknownError, WaitTimeoutError, IngestionFailedError):
                said = "unknown"
            except (RequestError, ServerError) as error:
                often = name in ("delete", "list") or bool(getattr(error, "__notes__", ()))
                said = "unknown" if often else f"refused: {error}"
            except InteropError as error:
                # With a note, it is about waiting for what was done.
                noted = bool(getattr(error, "__notes__", ()))
                said = "unknown" if noted else f"refused: {error}"
            except Exception as error:
                self._wrong(f"{name} raised {error!r}")
        if limit is not None:
            await self._settled()
        kind = said.partition(":")[0]
        if kind != "done":
            self._soak.counts[kind] += 1
            self._soak.counts[name] -= 1
        return said

    def _compare(self, name: str, said: str, effects: int) -> None:
        certain = {"done": 1}.get(said, 0 if said.startswith("refused") else None)
        if effects > 1 or (certain is not None and effects != certain):
            self._wrong(f"{name} said {said}, and there are {effects}")

    def _wrong(self, what: str) -> None:
        self._soak.wrong.append(f"{self._tenant.name}: {what}")

    async def _settled(self) -> None:
        """Waits until the service works on nothing of this tenant any more."""
        await anyio.sleep(0.005)
        await until(
            lambda: (
                not any(
                    request.status is None
                    and not request.lost
                    and request.tenant_id == self._tenant.id
                    for request in self._sandbox.requests[-200:]
                )
            ),
            2.0,
        )

    def _body(self, name: str) -> RolloverRequest:
        start = self._sandbox.clock.now() + timedelta(days=self._draw.randrange(1, 500))
        return RolloverRequest(
            name=name,
            start_date=start,
            end_date=start + timedelta(days=self._draw.randrange(1, 60)),
            type="school_year",
            status="upcoming",
            cloud_id=self._tenant.cloud_id,
        )

    def _records(self) -> list[dict[str, Any]]:
        with self._sandbox.state.lock:
            return list(self._tenant.rollovers)

    def _hours(self, hour: int) -> int:
        with self._sandbox.state.lock:
            return sum(record["hour"] == hour for record in self._tenant.schedules)


class Retries(logging.Handler):
    """Counts what the client says about sending again."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = 0
        self._logger = logging.getLogger("interop_client")
        self._logger.setLevel(logging.INFO)
        self._logger.addHandler(self)
        self._logger.propagate = False

    def emit(self, record: logging.LogRecord) -> None:
        """Counts one."""
        self.seen += "trying again" in record.getMessage()

    def stop(self) -> None:
        """Counts no longer."""
        self._logger.removeHandler(self)


def resident() -> float:
    """Megabytes of memory that this process has now; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0.0
    return int(status.read_text(encoding="utf-8").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(arguments: list[str] | None = None) -> int:
    """Runs the soak; gives 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="how long (%(default)s)")
    parser.add_argument("--workers", type=int, default=6, help="tenants at once (%(default)s)")
    parser.add_argument("--seed", type=int, default=None, help="what decides the draws")
    parser.add_argument("--backend", choices=["asyncio", "trio"], default="asyncio")
    options = parser.parse_args(arguments)
    seed = random.randrange(2**31) if options.seed is None else options.seed
    print(f"seed {seed}, {options.backend}, {options.workers} tenants", flush=True)
    soak = Soak(options.seconds, options.workers, seed)
    figures = anyio.run(soak.run, backend=options.backend)
    for name, value in figures.items():
        print(f"{name:>20}  {value:,}")
    for wrong in soak.wrong[:20]:
        print(f"WRONG {wrong}")
    bad = figures["wrong outcomes"] or figures["leaked connections"] or figures["tasks left"]
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
