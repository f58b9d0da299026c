"""Plan the summer rollover for all tenants of one integration, and collect before it begins.

For each tenant: read its schedules and rollovers, create the rollover where nothing lies in that
time yet, run a collection and wait until its ingestion has ended. A tenant that fails is shown in
its row and does not stop the others; the exit code is then 1.

    export INTEROP_CLIENT_ID=... INTEROP_CLIENT_SECRET=...
    python examples/summer_rollover.py my-integration --dry-run
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import anyio

from interop_client import InteropClient, InteropError
from interop_client.models import (
    Rollover,
    RolloverRequest,
    Schedule,
    TenantInfo,
)


@dataclass(kw_only=True)
class Options:
    """What the command line says."""

    integration: str
    start: datetime
    end: datetime
    name: str
    type: str | None
    status: str | None
    dry_run: bool
    concurrency: int
    timeout: float


@dataclass
class Job:
    """One tenant: what was read of it, and what became of it."""

    tenant: TenantInfo
    schedules: list[Schedule] = field(default_factory=list)
    rollovers: list[Rollover] = field(default_factory=list)
    rollover: str = ""
    collection: str = ""
    error: InteropError | None = None

    @property
    def name(self) -> str:
        """How to call the tenant in print."""
        return self.tenant.name or str(self.tenant.id)

    @property
    def schedule(self) -> Schedule | None:
        """The schedule to run: the first collection that is not switched off."""
        for schedule in self.schedules:
            if schedule.enabled is not False and schedule.type in (None, "collection"):
                return schedule
        return None

    @contextmanager
    def keep_error(self) -> Iterator[None]:
        """Let an error of the API be this tenant's alone."""
        try:
            yield
        except InteropError as error:
            self.error = error

    def covering(self, start: datetime, end: datetime) -> Rollover | None:
        """A rollover of the tenant's cloud that touches the window already."""
        cloud_id = self.tenant.cloud.id if self.tenant.cloud else None
        for rollover in self.rollovers:
            if rollover.cloud_id != cloud_id or not rollover.start_date or not rollover.end_date:
                continue
            if rollover.start_date < end and start < rollover.end_date:
                return rollover
        return None


class Table:
    """Prints a row for each tenant that is done and, on a terminal, a line that keeps moving."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._total = len(jobs)
        room = max(30, shutil.get_terminal_size(fallback=(120, 24)).columns - 66)
        self._width = max(6, min(room, max((len(job.name) for job in jobs), default=6)))
        self._done = 0
        self._busy: dict[int, str] = {}
        self._moving = sys.stderr.isatty()
        self._row("", "Tenant", "Runs at", "Rollover", "Collection")

    def progress(self, job: Job, doing: str) -> None:
        """Note what a tenant is at."""
        self._busy[id(job)] = doing
        if self._moving:
            doings = Counter(self._busy.values())
            states = ", ".join(f"{count} {name}" for name, count in sorted(doings.items()))
            self._status(f"{self._done} of {self._total} done; {states}")

    def finished(self, job: Job) -> None:
        """Print a tenant's row."""
        self._busy.pop(id(job), None)
        self._done += 1
        self._status("")
        number = f"{self._done}/{self._total}"
        hour = job.schedule.hour if job.schedule else None
        at = "none" if hour is None else f"{hour:02}:00 UTC"
        if job.error is None:
            self._row(number, job.name, at, job.rollover, job.collection)
        else:
            self._row(number, job.name, at, job.rollover or "failed", "failed, see below")

    def _row(self, number: str, name: str, schedule: str, rollover: str, collection: str) -> None:
        if len(name) > self._width:
            half = self._width // 2 - 2
            name = f"{name[:half]}...{name[half + 3 - self._width :]}"
        line = f"{number:>7}  {name:{self._width}}  {schedule:9}  {rollover:21}  {collection}"
        print(line.rstrip(), flush=True)

    def _status(self, text: str) -> None:
        if self._moving:
            sys.stderr.write(f"\r\x1b[2K{text[:78]}")
            sys.stderr.flush()


async def for_each(
    jobs: Sequence[Job], concurrency: int, work: Callable[[Job], Awaitable[None]]
) -> None:
    """Do the work for every tenant, for so many at once."""
    limiter = anyio.CapacityLimiter(concurrency)

    async def one(job: Job) -> None:
        async with limiter:
            await work(job)

    async with anyio.create_task_group() as group:
        for job in jobs:
            group.start_soon(one, job)


async def read_tenants(interop: InteropClient, integration: str) -> list[Job]:
    """The tenants of an integration, page by page."""
    jobs: list[Job] = []
    async for page in interop.tenants.list(integration=[integration]).pages():
        jobs += [Job(tenant) for tenant in page]
        print(f"page {page.number + 1}: {len(page)} tenants of {integration}", flush=True)
    return jobs


def copy_type_and_status(jobs: Sequence[Job], options: Options) -> None:
    """Take both from existing rollovers, where they were not given.

    Their values are not documented. A status says where a rollover stands in time, so it is copied
    from one that lies ahead, as the new one will.
    """
    now = datetime.now(UTC)
    existing = [rollover for job in jobs for rollover in job.rollovers]
    ahead = [rollover for rollover in existing if rollover.start_date and rollover.start_date > now]
    if options.type is None:
        options.type = next((rollover.type for rollover in existing if rollover.type), None)
    if options.status is None:
        options.status = next((rollover.status for rollover in ahead if rollover.status), None)


async def plan(client: InteropClient, job: Job, options: Options) -> str:
    """Create the rollover, unless there is one in that time; the result goes into the table."""
    existing = job.covering(options.start, options.end)
    if existing is not None:
        return f"has {existing.name!r}"
    if job.tenant.cloud is None or job.tenant.cloud.id is None:
        raise InteropError("The tenant does not say which cloud it is in.")
    if options.type is None or options.status is None:
        raise InteropError(
            "No rollover to copy type and status from, and their values are not documented:"
            " give --type and --status."
        )
    if options.dry_run:
        return "would be planned"
    body = RolloverRequest(
        name=options.name,
        start_date=options.start,
        end_date=options.end,
        type=options.type,
        status=options.status,
        cloud_id=job.tenant.cloud.id,
    )
    await client.rollovers.ensure(body)
    return "planned"


async def collect(client: InteropClient, job: Job, options: Options, table: Table) -> str:
    """Run the tenant's schedule and wait for the ingestion; the result goes into the table."""
    schedule = job.schedule
    if schedule is None or schedule.id is None:
        return "no schedule to run"
    if schedule.paused:
        return "paused at present"
    if options.dry_run:
        return "would run"
    began = time.monotonic()
    await client.schedules.run_to_completion(
        schedule.id,
        timeout=options.timeout,
        on_progress=lambda ingestion: table.progress(job, str(ingestion.state)),
    )
    return f"collected in {time.monotonic() - began:.1f} s"


async def run(options: Options) -> int:
    """Do it all; the result is the exit code."""
    began = time.monotonic()
    async with InteropClient.from_env() as interop:
        jobs = await read_tenants(interop, options.integration)
        if not jobs:
            raise InteropError(
                f"There is no tenant of an integration called {options.integration}."
            )

        async def read(job: Job) -> None:
            with job.keep_error():
                client = interop.for_tenant(job.tenant)
                job.schedules = await client.schedules.list().collect()
                job.rollovers = await client.rollovers.list().collect()

        await for_each(jobs, options.concurrency, read)
        copy_type_and_status(jobs, options)
        print(
            f"\n{options.name}: {options.start:%d %B %Y %H:%M} to {options.end:%d %B %Y %H:%M %Z}\n"
        )
        table = Table(jobs)

        async def work(job: Job) -> None:
            if job.error is None:
                with job.keep_error():
                    client = interop.for_tenant(job.tenant)
                    table.progress(job, "planning")
                    job.rollover = await plan(client, job, options)
                    table.progress(job, "starting")
                    job.collection = await collect(client, job, options, table)
            table.finished(job)

        await for_each(jobs, options.concurrency, work)
    return summary(jobs, time.monotonic() - began)


def summary(jobs: Sequence[Job], seconds: float) -> int:
    """Print how it went; the result is the exit code."""
    failed = [job for job in jobs if job.error is not None]
    print(f"\n{len(jobs) - len(failed)} tenants done, {len(failed)} failed, in {seconds:.1f} s")
    for job in failed:
        print(f"  {job.name}: {job.error}")
    return 1 if failed else 0


def moment(text: str) -> datetime:
    """A date, which begins at midnight UTC, or a time with its offset."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None and len(text) > len("2027-06-15"):
        raise argparse.ArgumentTypeError(f"{text!r} needs an offset, such as +00:00")
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def parse(arguments: Sequence[str] | None) -> Options:
    """Read the command line."""
    today = datetime.now(UTC)
    year = today.year if today.month < 6 else today.year + 1
    parser = argparse.ArgumentParser(
        description="Plan the summer rollover for all tenants of one integration, run a collection"
        " for each and wait for it.",
        epilog="The environment says where the service is and who calls: INTEROP_CLIENT_ID and"
        " INTEROP_CLIENT_SECRET, or INTEROP_API_KEY, or INTEROP_LTI_JWT; INTEROP_BASE_URL for"
        " another region, and INTEROP_TOKEN_URL where the token endpoint is elsewhere.",
    )
    undocumented = "; its values are not documented, so by default it is copied from"
    parser.add_argument("integration", help="the name of the integration")
    parser.add_argument(
        "--start",
        type=moment,
        default=f"{year}-06-15",
        metavar="WHEN",
        help="when the rollover begins (%(default)s)",
    )
    parser.add_argument(
        "--end",
        type=moment,
        default=f"{year}-08-20",
        metavar="WHEN",
        help="when it ends (%(default)s)",
    )
    parser.add_argument("--name", help="what to call it (Summer and the year of its start)")
    parser.add_argument(
        "--type", help=f"the rollover's type{undocumented} one that any of the tenants has"
    )
    parser.add_argument("--status", help=f"its status{undocumented} one of theirs that lies ahead")
    parser.add_argument("--dry-run", action="store_true", help="read everything, change nothing")
    parser.add_argument(
        "--concurrency",
        type=int,
        default=8,
        metavar="N",
        help="how many tenants to work on at once (%(default)s)",
    )
    parser.add_argument(
        "--timeout",
        type=float,
        default=1800.0,
        metavar="SECONDS",
        help="how long to wait for one ingestion (%(default)g)",
    )
    given = parser.parse_args(arguments)
    if given.start >= given.end:
        parser.error("--start must be before --end")
    if given.concurrency < 1:
        parser.error("--concurrency must be at least 1")
    return Options(**{**vars(given), "name": given.name or f"Summer {given.start.year}"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the result is the exit code."""
    options = parse(arguments)
    try:
        return anyio.run(run, options)
    except InteropError as error:
        print(f"summer_rollover: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
