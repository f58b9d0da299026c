"""Pause the whole summer for all tenants of one integration, and collect before it begins.

For each tenant: read its schedules and rollovers. Where they pause the whole window, nothing is
done. Where none of it is paused, create the rollover, run a collection and wait for its end. All
else needs a person: the last lines tell for which tenants, and why.
Exit codes: 0 all tenants are paused all the time, 1 some need a person, 2 nothing was begun, 130
interrupted.

    export INTEROP_API_KEY=...
    python examples/summer_rollover.py my-integration --dry-run
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

import anyio

from interop_client import InteropClient, planning
from interop_client.errors import (
    ConfigurationError,
    ConflictError,
    InteropError,
    SchedulePausedError,
)
from interop_client.models import Rollover, Schedule, ScheduleType, TenantInfo
from summer_options import Options, parse


class Outcome(StrEnum):
    """What became of a tenant."""

    COVERED = "covered already"
    CREATED = "created"
    PLANNED = "would be created"
    PARTLY = "covered in part"
    BLOCKED = "blocked"
    FAILED = "failed"
    NOT_DONE = "not done"


@dataclass
class Job:
    """One tenant: what was read of it, and what became of it."""

    tenant: TenantInfo
    label: str
    zone: planning.Zone
    schedules: list[Schedule] = field(default_factory=list[Schedule])
    rollovers: list[Rollover] = field(default_factory=list[Rollover])
    outcome: Outcome = Outcome.NOT_DONE
    collection: str = ""
    why: Sequence[str] = ()

    def failed(self, error: Exception) -> None:
        """Keep an error, whichever it is, as this tenant's alone."""
        text = str(error) if isinstance(error, InteropError) else repr(error)
        self.why = [text]
        if self.outcome in (Outcome.CREATED, Outcome.COVERED):
            self.collection = self.collection or "not run"
            self.why = [f"the rollover is there, but: {text}"]
        else:
            blocked = isinstance(error, ConfigurationError | ConflictError)
            self.outcome = Outcome.BLOCKED if blocked else Outcome.FAILED

    def cover(self, options: Options) -> planning.Cover:
        """How far its rollovers pause the window, which is in its own time zone."""
        return planning.judge(
            self.tenant,
            self.rollovers,
            options.start,
            options.end,
            zone=self.zone,
            now=options.now,
            pausing=[*options.trust_status, *filter(None, [options.status])],
        )


async def for_each(
    interop: InteropClient,
    jobs: Sequence[Job],
    options: Options,
    work: Callable[[InteropClient, Job], Awaitable[None]],
    done: Callable[[Job], None],
) -> None:
    """Do the work for every tenant that has no error yet, with its client, for so many at once."""
    job_of = {id(job.tenant): job for job in jobs}
    open_ones = [job.tenant for job in jobs if not job.why]

    async def one(client: InteropClient, tenant: TenantInfo) -> None:
        await work(client, job_of[id(tenant)])

    async with interop.for_each_tenant(
        one, tenants=open_ones, concurrency=options.concurrency
    ) as results:
        async for result in results:
            job = job_of[id(result.tenant)]
            if result.error is not None:
                job.failed(result.error)
            try:
                done(job)
            except OSError as error:  # of the output, as that its disk is full
                results.stop(error)  # What is being written is not left in the middle.


async def read_tenants(interop: InteropClient, options: Options) -> list[Job]:
    """The tenants of the integration; those of one name are told apart by their ids."""
    tenants = await interop.tenants.list(integration=[options.integration]).collect()
    shown = ["".join(c if c.isprintable() else "?" for c in t.name or "").strip() for t in tenants]
    names = Counter(shown)
    jobs: list[Job] = []
    for tenant, name in zip(tenants, shown, strict=True):
        label = name if name and names[name] == 1 else f"{name or '(no name)'} [{tenant.id}]"
        jobs.append(Job(tenant, label, options.timezone or planning.zone_of(tenant)))
        if tenant.auth is None:
            jobs[-1].outcome, jobs[-1].why = Outcome.BLOCKED, ["it came without credentials"]
    return jobs


async def pause(
    client: InteropClient, job: Job, options: Options, pattern: planning.Pattern
) -> None:
    """Create the rollover where nothing of the window is paused, and judge by what is there."""
    cover, problem = job.cover(options), None
    if cover.verdict is planning.Verdict.OPEN:
        body = pattern.rollover(options.name, cover)
        if options.dry_run:
            job.outcome = Outcome.PLANNED
            return
        job.why = ["stopped while the rollover was created: look whether it is there"]
        try:
            await client.rollovers.create(body)
            job.outcome = Outcome.CREATED
        except InteropError as error:
            problem = error  # Perhaps it is there all the same, from here or from somebody else.
        try:
            job.rollovers = await client.rollovers.list().collect()
        except InteropError as error:
            raise problem or error from None
        job.why, cover = (), job.cover(options)
    if cover.verdict is planning.Verdict.OPEN:
        job.outcome = Outcome.NOT_DONE
        raise problem or InteropError("the rollover was created, but then it was not in the list")
    if cover.verdict is not planning.Verdict.COVERED:
        created = ["the rollover was created, and still:"] if job.outcome is Outcome.CREATED else []
        job.outcome, job.why = Outcome(cover.verdict), [*created, *cover.reasons]
    elif job.outcome is not Outcome.CREATED:
        mine = problem is not None and not isinstance(problem, ConflictError)
        job.outcome = Outcome.CREATED if mine else Outcome.COVERED


async def collect(client: InteropClient, job: Job, options: Options) -> None:
    """Run a schedule of the tenant and wait for its ingestion."""
    kinds = (None, ScheduleType.COLLECTION)
    usable = [each for each in job.schedules if each.enabled is not False and each.type in kinds]
    ready = next((each.id for each in usable if each.id and not each.paused), None)
    if ready is None:
        job.collection = "paused at present" if usable else "no schedule to run"
    elif options.dry_run:
        job.collection = "would collect"
    else:
        job.why = ["the rollover is there; stopped while its collection was waited for"]
        job.collection = "failed"
        began, bound = time.monotonic(), options.timeout
        try:
            await client.schedules.run_to_completion(ready, timeout=bound, wait_for_pending=bound)
            job.collection = f"collected in {time.monotonic() - began:.1f} s"
        except SchedulePausedError:
            job.collection = "paused at present"
        job.why = ()


async def run(interop: InteropClient, options: Options, jobs: list[Job]) -> None:
    """Do it all; what became of each tenant is left in its job."""
    jobs += await read_tenants(interop, options)
    if not jobs:
        raise InteropError(f"no tenant of an integration called {options.integration!r} was found")
    print(f"{len(jobs)} tenants of {options.integration}", flush=True)
    numbers = itertools.count(1)

    async def read(client: InteropClient, job: Job) -> None:
        job.schedules = await client.schedules.list().collect()
        job.rollovers = await client.rollovers.list().collect()

    async def work(client: InteropClient, job: Job) -> None:
        await pause(client, job, options, pattern)
        changed = job.outcome in (Outcome.CREATED, Outcome.PLANNED)
        if not job.why and (changed if options.collect is None else options.collect):
            await collect(client, job, options)

    def done(job: Job) -> None:
        print_row(f"{next(numbers)}/{len(jobs)}", job.label, job.outcome, job.collection)
        if job.outcome is Outcome.PLANNED:
            print(f"{'':9}{job.cover(options).wanted}, {job.zone.name}")
            print(f"{'':9}type {pattern.type.value}, {pattern.type.source}")
            print(f"{'':9}status {pattern.status.value}, {pattern.status.source}")

    await for_each(interop, jobs, options, read, lambda job: None)
    existing = [(job.label, rollover) for job in jobs for rollover in job.rollovers]
    pattern = planning.pattern_of(
        existing, now=options.now, type=options.type, status=options.status
    )
    zone = options.timezone.name if options.timezone else "the time zone of each tenant"
    print(f"{options.name}: {options.start} to {options.end}, in {zone}")
    print(f"type {pattern.type.value}:\n  {pattern.type.source}")
    print(f"status {pattern.status.value}:\n  {pattern.status.source}\n")
    print_row("", "Tenant", "Rollover", "Collection")
    for job in jobs:
        if job.why:
            done(job)
    await for_each(interop, jobs, options, work, done)


def print_row(number: str, name: str, outcome: str, collection: str) -> None:
    """One line of the table, of which none has more than 100 characters."""
    if len(name) > 42:
        name = f"{name[:20]}...{name[-19:]}"
    print(f"{number:>7}  {name:42}  {outcome:16}  {collection}".rstrip(), flush=True)


def report(jobs: Sequence[Job], options: Options) -> int:
    """Tell how it went, last of all who needs a person and why; the result is the exit code."""
    counts = Counter(job.outcome for job in jobs)
    print(f"\n{len(jobs)} tenants: " + ", ".join(f"{counts[o]} {o}" for o in Outcome if counts[o]))
    for job in jobs:
        if job.zone.problem and options.timezone is None:
            print(f"  {job.label}: {job.zone.problem}; --timezone gives another")
    people = [job for job in jobs if job.why or job.outcome is Outcome.NOT_DONE]
    if people:
        print(f"\n{len(people)} of {len(jobs)} tenants need a person:")
    else:
        print(f"All of them {'are or would be' if options.dry_run else 'are'} paused all the time.")
    for job in people:
        print(f"\n  {job.label}\n    {job.outcome}: " + "\n    ".join(job.why or ["not begun"]))
    if options.dry_run:
        print("\nThis was a DRY RUN: nothing was written.")
    return 1 if people else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; the result is the exit code."""
    options = parse(arguments, datetime.now(UTC), (__doc__ or "").partition("\n\n    exp")[0])
    jobs: list[Job] = []

    async def connected() -> None:
        async with InteropClient.from_env() as interop:
            await run(interop, options, jobs)

    reconfigure: Callable[..., None] | None = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")  # A name that cannot be shown ends nothing.
    if options.dry_run:
        print("DRY RUN: everything is read, nothing is written.\n")
    if planning.instant(options.start, getattr(options.timezone, "info", UTC)) <= options.now:
        print("This window has begun: only what is left of it is judged.\n")
    try:
        anyio.run(connected)
    except InteropError as error:
        print(f"summer_rollover: {error}", file=sys.stderr)
        if not jobs:
            return 2
    except KeyboardInterrupt:
        sys.stdout = sys.stderr  # What read the output, such as `tee`, was interrupted too.
        print("\nINTERRUPTED. What was done until then stays.")
        if jobs:
            report(jobs, options)
        else:
            print("Nothing was begun: the tenants were not listed yet.")
        return 130
    return report(jobs, options)


if __name__ == "__main__":
    try:
        code = main()
    except BrokenPipeError:
        code = 1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print("summer_rollover: nobody reads what it tells; run it again.", file=sys.stderr)
    sys.exit(code)
