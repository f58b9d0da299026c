"""A few tenants in a sandbox without a socket, and the summer's job run for them."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime

import anyio
import attrs

from interop_client import ClientCredentials, InteropClient
from interop_client.sandbox import Clock, IngestionPlan, RecordedRequest, Sandbox, Tenant
from interop_client.sandbox.contract.profile import ProfileName
from summer_options import Options, parse
from summer_rollover import Job, report, run

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)
WINDOW = ("--start", "2027-06-15", "--end", "2027-08-20")
COPIED = ("--type", "school_year", "--status", "upcoming")
INSTANT = IngestionPlan(preparing=0.0, scheduled=0.0, executing=0.0)


@attrs.frozen
class Done:
    """What a run came to."""

    code: int
    printed: str
    jobs: list[Job]

    def of(self, tenant: Tenant) -> Job:
        """What became of a tenant."""
        return next(job for job in self.jobs if str(job.tenant.id) == tenant.id)


async def until(condition: Callable[[], object]) -> None:
    """Let other tasks go on until something is so."""
    with anyio.fail_after(120.0):
        for pause in itertools.repeat(0.01):
            if condition():
                return
            await anyio.sleep(pause)


class Fleet:
    """Four tenants of roster-sync in two districts, each with a schedule and no rollover.

    Attributes:
        sandbox: the service, with its clock stopped at `NOW`.
        tenants: the four.
    """

    def __init__(self, profile: ProfileName = "page-2026") -> None:
        clock = Clock(start=NOW, frozen=True)
        self.sandbox = Sandbox(tenants=5, clock=clock, profile=profile)
        self.sandbox.ingestion_plan = INSTANT
        self.tenants = [each for each in self.sandbox.tenants if each.integration == "roster-sync"]
        for hour, tenant in enumerate(self.tenants):
            tenant.rollovers.clear()
            tenant.schedules.clear()
            self.schedule(tenant, hour=hour)

    def rollover(self, tenant: Tenant, name: str, start: str, end: str, **more: object) -> None:
        """Let a tenant have a rollover from one day of 2027 to another, at 5 o'clock in UTC."""
        dates = {"start_date": f"2027-{start}T05:00:00Z", "end_date": f"2027-{end}T05:00:00Z"}
        own = {"id": self.sandbox.state.new_id(), "cloud_id": tenant.cloud_id}
        tenant.rollovers.put({**own, "name": name, "type": "school_year", **dates, **more})

    def schedule(self, tenant: Tenant, **properties: object) -> None:
        """Let a tenant have a schedule."""
        known = {"enabled": True, "type": "collection", **properties}
        tenant.schedules.put({"id": self.sandbox.state.new_id(), **known})

    def is_of(self, tenant: Tenant) -> Callable[[RecordedRequest], bool]:
        """Whether a request is one of this tenant."""
        return lambda request: request.tenant_id == tenant.id

    def listed(self, tenant: Tenant, **properties: object) -> None:
        """Show a tenant with these properties in the list; None leaves one out."""

        def change(body: dict[str, list[dict[str, object]]]) -> None:
            for item in body["data"]:
                if item["id"] == tenant.id:
                    item.update(properties)

        self.sandbox.quirks.change("listInteropTenants", change)

    def client(self) -> InteropClient:
        """A client of the account."""
        credentials = ClientCredentials(*self.sandbox.account)
        url, transport = self.sandbox.base_url, self.sandbox.transport
        return InteropClient(credentials, base_url=url, transport=transport)

    async def summer(self, *arguments: str, now: datetime = NOW) -> Done:
        """Run the job with these arguments, with type and status given."""
        return await self.run("roster-sync", *WINDOW, *COPIED, *arguments, now=now)

    async def run(self, *arguments: str, now: datetime = NOW) -> Done:
        """Run the job with these arguments alone."""
        options = parse(arguments, now, "")
        jobs: list[Job] = []
        with redirect_stdout(io.StringIO()) as printed:
            async with self.client() as interop:
                await run(interop, options, jobs)
            code = report(jobs, options)
        return Done(code, printed.getvalue(), jobs)

    def options(self, *arguments: str) -> Options:
        """Arguments of the command line, with the window, type and status given."""
        return parse(["roster-sync", *WINDOW, *COPIED, *arguments], NOW, "")

    def written(self) -> list[str]:
        """The operations that changed something, in their order."""
        return [
            str(request.operation)
            for request in self.sandbox.requests
            if request.method != "GET" and request.operation != "token" and request.effect
        ]

    def spans(self, tenant: Tenant) -> list[str]:
        """The rollovers of a tenant, from when to when in UTC."""
        return [
            " to ".join(str(each[name])[5:16] for name in ("start_date", "end_date"))
            for each in tenant.rollovers
        ]
