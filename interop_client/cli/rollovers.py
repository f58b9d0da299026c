"""`interop rollovers`: what is paused when, plans of what would change, and applying them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import attrs
from cyclopts import App, Parameter

from ..errors import ActiveRolloverError
from ..models import TenantInfo
from ..planning import Applied, plan_rollovers, zone_named, zone_of
from ..planning.window import in_zone
from .exits import Exit, StateError, UsageError
from .files import write_text
from .options import DEFAULT, Common, Count, TenantId, no_tenants
from .output import shown
from .plans import apply_command, read_plan, show_plan
from .results import Results, earlier_rows, results_text, show_applied
from .wanted import Given, wanted_of

rollovers: App = App(name="rollovers")


@rollovers.command(name="list")
async def list_(*, tenant: TenantId, common: Common = DEFAULT) -> None:
    """List the rollovers of a tenant, in its own time zone.

    Example: interop rollovers list --tenant 6f1d2d3e-8a0c-4a53-9a58-0d6c1cb2ad10
    """
    output = common.output()
    async with common.acting(tenant) as (client, info):
        found = await client.rollovers.list().collect()
    output.models(
        found,
        {
            "id": lambda each: each.id,
            "name": lambda each: each.name,
            f"start ({zone_of(info).name})": lambda each: _local(each.start_date, info),
            "end": lambda each: _local(each.end_date, info),
            "type": lambda each: each.type,
            "status": lambda each: each.status,
        },
    )


@rollovers.command
async def show(id: UUID, /, *, tenant: TenantId, common: Common = DEFAULT) -> None:
    """Show one rollover, in the tenant's own time zone.

    Example: interop rollovers show ID --tenant ID

    Parameters
    ----------
    id
        The rollover's id.
    """
    output = common.output()
    async with common.acting(tenant) as (client, info):
        found = await client.rollovers.find(id)
    dates = {"start_date": _local(found.start_date, info), "end_date": _local(found.end_date, info)}
    output.model(found, {**dates, "time zone": zone_of(info).name})


@rollovers.command
async def delete(
    id: UUID, /, *, tenant: TenantId, yes: bool = False, common: Common = DEFAULT
) -> None:
    """Delete a rollover, so that nothing is paused by it any more.

    Example: interop rollovers delete ID --tenant ID

    Parameters
    ----------
    id
        The rollover's id.
    yes
        Go on without asking.
    """
    output = common.output()
    async with common.acting(tenant) as (client, info):
        rollover = await client.rollovers.find(id)
        dates = [_local(each, info) for each in (rollover.start_date, rollover.end_date)]
        window = " to ".join(shown(each) or "?" for each in dates)
        output.ask(f"Delete {rollover.name!r} of {info.name} ({window})?", yes=yes)
        now = await client.rollovers.find(id)
        if attrs.evolve(now, status=rollover.status) != rollover:
            raise StateError(
                f"{rollover.name!r} of {info.name} was changed meanwhile, and is no longer what was"
                " shown; nothing was deleted: look at it again"
            )
        try:
            await client.rollovers.delete(id)
        except ActiveRolloverError as error:
            end = shown(_local(error.rollover.end_date, info)) or "its end"
            raise StateError(
                f"{rollover.name!r} of {info.name} is active: it can be deleted only after {end}"
            ) from None
    if output.as_json:
        output.document({"deleted": str(rollover.id)})
    output.say(f"deleted {rollover.name!r} of {info.name}")


@rollovers.command
async def calendar(
    *, integration: str | None = None, html: Path | None = None, common: Common = DEFAULT
) -> int:
    """Show the rollovers of all tenants; those that are over are left out.

    Example: interop rollovers calendar --html calendar.html

    Parameters
    ----------
    integration
        Only the tenants of this integration, by name or id.
    html
        A file to write a page to, with a time axis, that needs no network.
    """
    from .fleet import write_calendar

    return await write_calendar(common, integration, html)


@rollovers.command
async def plan(
    *,
    out: Path,
    start: str | None = None,
    end: str | None = None,
    name: str | None = None,
    integration: str | None = None,
    from_: Annotated[Path | None, Parameter(name="--from")] = None,
    type: str | None = None,
    status: str | None = None,
    timezone: str | None = None,
    trust_status: list[str] | None = None,
    exit_code: bool = False,
    common: Common = DEFAULT,
) -> int:
    """Tell for each tenant what its rollover needs; writes a file and changes nothing.

    Example: interop rollovers plan --integration my-driver --out plan.json
    --start 2027-06-15 --end 2027-08-20 --name "Summer 2027"

    Parameters
    ----------
    out
        The file to write the plan to, over one that is there; review it, then apply it.
    start
        When the window begins, such as 2027-06-15 or 2027-06-15T18:00-06:00.
        A date without a time is midnight in each tenant's own time zone.
    end
        When it is over, likewise.
    name
        What the rollover is called.
    integration
        For all tenants of this integration, by name or id; without it for all of the account.
    from_
        A CSV file with a column `tenant` (ids): only these tenants.
        Its columns `start`, `end`, `name`, `type` and `status`, if any, win over the options.
    type
        The rollover's type; without it the one that most rollovers have.
    status
        The rollover's status; likewise.
    timezone
        An IANA time zone for dates without an offset, instead of each tenant's own.
    trust_status
        A status that is not known to mean a pause, of rollovers that do pause.
        It may be given several times.
    exit_code
        Exit with 10 where the plan holds changes.
    """
    output = common.output()
    output.leave(out, read=from_)
    given = Given(start=start, end=end, name=name, type=type, status=status)
    wanted = wanted_of(given, file=from_, integration=integration)
    zone = None if timezone is None else zone_named(timezone)
    with output.progress("reading tenants") as note:
        async with common.client() as interop:
            made = await plan_rollovers(
                interop, wanted, timezone=zone, pausing=trust_status or (), on_progress=note
            )
    if not made.tenants:
        raise UsageError(no_tenants(integration))
    write_text(out, made.to_json())
    everyone = from_ is None and integration is None
    show_plan(output, made, out, common=common, whole_account=everyone)
    return Exit.CHANGES if exit_code and made.has_changes else Exit.DONE


@rollovers.command
async def apply(
    plan: Path,
    /,
    *,
    yes: bool = False,
    only_failed: Path | None = None,
    results: Path | None = None,
    concurrency: Count = 20,
    common: Common = DEFAULT,
) -> int:
    """Write exactly what a plan shows, and nothing where the state is another by now.

    Applying a plan twice changes nothing more; after an interruption it goes on where it was.

    Example: interop rollovers apply plan.json --results plan-results.json

    Parameters
    ----------
    plan
        The file that `interop rollovers plan` wrote.
    yes
        Go on without asking.
    only_failed
        A results file of this plan: only the tenants that were not done in it.
        Blocked ones stay blocked: mend them, and plan again.
    results
        A file to write what became of each tenant to, while it goes on; over one that is there.
    concurrency
        Tenants that are worked on at once.
    """
    output = common.output()
    if results is not None:
        output.leave(results, read=plan)
    shown = read_plan(plan)
    before = {} if only_failed is None else earlier_rows(only_failed, shown)
    chosen = [each for each in shown.tenants if str(each.id) not in before]
    if writes := sum(each.writes for each in chosen):
        of = f"of {writes} tenant{'' if writes == 1 else 's'}"
        output.ask(f"Write the rollovers {of} as {plan} shows them?", yes=yes)

    def text(applied: Sequence[Applied]) -> str:
        return results_text(plan, shown, applied, before.values())

    async with common.client() as interop:
        with Results(results, text) as kept, output.progress("applying") as note:

            def add(applied: Applied) -> None:
                kept.add(applied)
                note(kept.progress(len(chosen)))

            applied = await shown.apply(
                interop, concurrency=concurrency, only=[each.id for each in chosen], on_result=add
            )
    if output.as_json:
        output.document(json.loads(text(applied)))
    return kept.told(output, show_applied(output, applied, apply_command(plan, common, results)))


def _local(moment: datetime | None, tenant: TenantInfo) -> datetime | None:
    return None if moment is None else in_zone(moment, zone_of(tenant).info)
