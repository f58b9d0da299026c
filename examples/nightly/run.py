"""One night: a task for every tenant of an integration, and one table of what became of them.

With REDIS_URL the workers do them; without, this process does. The same command again goes on
where it stands. The exit code is 1 where some tenants need a person, 2 where nothing was begun.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from docket import Execution, Worker
from redis.exceptions import RedisError

from interop_client import InteropError, planning

from .tasks import CONCURRENCY, REDIS_URL, Night, Row, connected, queue, tenant_night


async def run(integration: str, night: Night, patience: timedelta) -> list[Row]:
    """Have the night done for every tenant, and tell what became of each."""
    async with connected() as interop:
        tenants = await interop.tenants.list(integration=[integration]).collect()
    if not tenants:
        raise InteropError(f"no tenant of an integration called {integration!r} was found")
    async with queue() as tasks:
        begun: list[tuple[str, Execution]] = []
        for tenant in tenants:
            label = f"{tenant.name or '(no name)'} [{str(tenant.id)[:8]}]"
            # What is queued or being done under this key is not queued again.
            add = tasks.add(tenant_night, key=f"{night.day}:{tenant.id}")
            begun.append((label, await add(str(tenant.id), label, night)))
        print(f"{len(begun)} tenants of {integration} are in the queue", flush=True)
        if REDIS_URL is None:
            async with Worker(tasks, concurrency=CONCURRENCY) as worker:
                await worker.run_until_finished()
        deadline = datetime.now(UTC) + patience
        return [await row_of(label, each, deadline) for label, each in begun]


async def row_of(label: str, task: Execution, deadline: datetime) -> Row:
    """What became of one tenant, as soon as that is known."""
    try:
        await task.sync()  # What is done by the deadline counts, whenever it is asked for.
        row: Row = await task.get_result(deadline=deadline)
    except RedisError as error:
        return Row(label, "not known", why=[f"the queue could not be asked: {error}"])
    except TimeoutError:
        return Row(label, "not done", why=["no worker had finished it in time"])
    except Exception as error:
        return Row(label, "failed", why=[f"{type(error).__name__}: {error}"])
    return row


def report(rows: Sequence[Row]) -> int:
    """Print the table, those that need a person first; the result is the exit code."""
    width = max([len("Tenant"), *(len(shown(row.tenant)) for row in rows)])
    print(f"\n{'Tenant':{width}}  {'Rollover':16}  Collection")
    for row in sorted(rows, key=lambda row: (not row.why, row.tenant)):
        print(f"{shown(row.tenant):{width}}  {row.rollover:16}  {row.collection}".rstrip())
        for reason in row.why:
            print(f"    {shown(reason)}")
    people = sum(1 for row in rows if row.why)
    needs = "needs" if people == 1 else "need"
    print(f"\n{people} of {len(rows)} tenants {needs} a person")
    return 1 if people else 0


def shown(text: str) -> str:
    """A text that others chose, in a form that can be printed anywhere."""
    encoding = sys.stdout.encoding or "utf-8"
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain.encode(encoding, "replace").decode(encoding)


def main() -> int:
    """Run the command; the result is the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    add, day = parser.add_argument, date.fromisoformat
    add("integration", help="the name of the integration")
    add("--start", type=day, required=True, help="a date: midnight in each tenant's time zone")
    add("--end", type=day, required=True, help="the day when it is over")
    add("--type", required=True, help="the type of the rollover")
    add("--status", required=True, help="its status")
    add("--name", help="what to call it (Summer and the year of its start)")
    add("--night", type=day, default=datetime.now(UTC).date(), help="the day in UTC (%(default)s)")
    add("--hours", type=float, default=8.0, help="how long to wait for the workers (%(default)g)")
    given = parser.parse_args()
    name = given.name or f"Summer {given.start.year}"
    night = Night(given.night, name, given.start, given.end, given.type, given.status)
    try:
        planning.Window.between(given.start, given.end, UTC)
        rows = asyncio.run(run(given.integration, night, timedelta(hours=given.hours)))
    except (InteropError, RedisError, ValueError) as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("INTERRUPTED. The workers go on; the same command shows the table.", file=sys.stderr)
        return 130
    return report(rows)


if __name__ == "__main__":
    sys.exit(main())
