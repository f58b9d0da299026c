"""`interop fleet`: all tenants at once, what they are like, and collecting for all of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

from .._clock import utc_now
from ..models import ScheduleType, TenantInfo
from ..reports import (
    TenantStatus,
    calendar_page,
    fleet_page,
    problems_first,
    shown_window,
    status_of,
    unreadable,
)
from ..reports.page import need_a_person
from .exits import Exit, UsageError
from .files import write_text
from .options import DEFAULT, Common, Count, Seconds, no_tenants

if TYPE_CHECKING:
    from ..client import InteropClient
    from ..fleet import FleetResult

fleet: App = App(name="fleet")


async def statuses(common: Common, integration: str | None) -> list[TenantStatus]:
    """The status of each tenant, those with problems first."""
    output = common.output()
    rows: list[TenantStatus] = []
    with output.progress("reading tenants") as note:
        async with (
            common.client() as interop,
            interop.for_each_tenant(
                status_of,
                integration=None if integration is None else [integration],
                on_progress=note,
            ) as results,
        ):
            async for result in results:
                error = result.error
                rows.append(result.get() if error is None else unreadable(result.tenant, error))
    if not rows:
        raise UsageError(no_tenants(integration))
    return problems_first(rows)


@fleet.command
async def status(
    *, integration: str | None = None, html: Path | None = None, common: Common = DEFAULT
) -> int:
    """Show what each tenant is like: state, last sync, current or next rollover, and problems.

    Tenants with problems come first; the exit code is 1 where there are any.

    Example: interop fleet status --integration my-driver --html fleet.html

    Parameters
    ----------
    integration
        Only the tenants of this integration, by name or id.
    html
        A file to write a page to that needs no network.
    """
    output = common.output()
    if html is not None:
        output.leave(html)
    rows = await statuses(common, integration)
    if html is not None:
        write_text(html, fleet_page(rows, made_at=utc_now()))
    if output.as_json:
        output.document([each.to_dict() for each in rows])
    else:
        output.table(
            [
                "tenant",
                "state",
                "last sync",
                "current or next rollover (in its time zone)",
                "problems",
            ],
            [
                [
                    _called(each.tenant),
                    each.state,
                    each.last_sync,
                    each.next_window,
                    "\n".join(each.problems),
                ]
                for each in rows
            ],
        )
        bad = sum(bool(each.problems) for each in rows)
        output.say(need_a_person(bad, len(rows)))
        if html is not None:
            output.say(f"The page is in {html}")
    return Exit.PARTLY if any(each.problems for each in rows) else Exit.DONE


async def write_calendar(common: Common, integration: str | None, html: Path | None) -> int:
    """Show all rollovers of the fleet, as text or as a page."""
    output = common.output()
    if html is not None:
        output.leave(html)
    rows = await statuses(common, integration)
    rows.sort(key=lambda each: each.tenant.name or "")
    unread = [each for each in rows if not each.readable]
    code = Exit.PARTLY if unread else Exit.DONE
    if html is not None:
        write_text(html, calendar_page(rows, made_at=utc_now()))
    if output.as_json:
        output.document(
            [
                {
                    "tenant": _named(each.tenant),
                    "rollovers": [rollover.to_dict() for rollover in each.rollovers],
                    "problems": list(each.problems),
                }
                for each in rows
            ]
        )
        return code
    output.table(
        ["tenant", "rollover", "window (in its time zone)", "status"],
        [
            [_called(each.tenant), found.name, shown_window(found, each.tenant), found.status]
            for each in rows
            for found in each.rollovers
        ],
    )
    for each in unread:
        output.warn(f"{_called(each.tenant)} could not be read: {'; '.join(each.problems)}")
    if html is not None:
        output.say(f"The page is in {html}")
    return code


def _called(tenant: TenantInfo) -> str:
    return tenant.name or str(tenant.id)


def _named(tenant: TenantInfo) -> dict[str, object]:
    return {"id": str(tenant.id), "name": tenant.name}


async def _collect(client: InteropClient, tenant: TenantInfo, seconds: float) -> str:
    """Collect for one tenant with the first schedule that can be run."""
    kinds = (None, ScheduleType.COLLECTION)
    async for schedule in client.schedules.list():
        if schedule.id and schedule.enabled is not False and schedule.type in kinds:
            ended = await client.schedules.run_to_completion(
                schedule.id, timeout=seconds, wait_for_pending=seconds
            )
            return f"ingestion {ended.id}: {ended.state}"
    raise UsageError("no schedule that can be run")


def _outcome(result: FleetResult[str]) -> str | None:
    return result.value if result.ok else str(result.error)


def _row(result: FleetResult[str]) -> dict[str, object]:
    return {"tenant": _named(result.tenant), "ok": result.ok, "result": _outcome(result)}


@fleet.command
async def run(
    *,
    integration: str,
    timeout: Seconds = 3600.0,
    concurrency: Count = 20,
    yes: bool = False,
    common: Common = DEFAULT,
) -> int:
    """Collect now for all tenants of an integration, and wait for the end.

    Example: interop fleet run --integration my-driver

    Parameters
    ----------
    integration
        The integration, by name or id.
    timeout
        Seconds for each tenant at most.
    concurrency
        Tenants that are worked on at once.
    yes
        Go on without asking.
    """
    output = common.output()
    output.ask(f"Collect now for all tenants of {integration}?", yes=yes)

    async def work(client: InteropClient, tenant: TenantInfo) -> str:
        return await _collect(client, tenant, timeout)

    with output.progress("collecting") as note:
        async with (
            common.client() as interop,
            interop.for_each_tenant(
                work, integration=[integration], concurrency=concurrency, on_progress=note
            ) as results,
        ):
            rows = [result async for result in results]
    if not rows:
        raise UsageError(no_tenants(integration))
    rows.sort(key=lambda each: (each.ok, str(each.tenant.id)))
    if output.as_json:
        output.document([_row(each) for each in rows])
    else:
        for each in rows:
            word = "done" if each.ok else "FAILED"
            output.say(f"{word}: {_called(each.tenant)}: {_outcome(each)}")
        count = Counter(each.ok for each in rows)
        output.say(f"{count[True]} done, {count[False]} failed")
    return Exit.DONE if all(each.ok for each in rows) else Exit.PARTLY
