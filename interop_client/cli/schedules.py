"""`interop schedules`: when a tenant's rosters are collected, and collecting them now."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from cyclopts import App

from ..errors import IngestionPendingError
from ..models import ScheduleRequest
from .exits import StateError, UsageError
from .options import DEFAULT, Common, Seconds, TenantId, Whole

if TYPE_CHECKING:
    from ..models import Ingestion

schedules: App = App(name="schedules")

_COLUMNS = {
    "id": lambda each: each.id,
    "hour (UTC)": lambda each: each.hour,
    "type": lambda each: each.type,
    "enabled": lambda each: each.enabled,
    "paused": lambda each: each.paused,
}


@schedules.command(name="list")
async def list_(*, tenant: TenantId, common: Common = DEFAULT) -> None:
    """List the schedules of a tenant.

    Example: interop schedules list --tenant ID
    """
    output = common.output()
    async with common.acting(tenant) as (client, _):
        output.models(await client.schedules.list().collect(), _COLUMNS)


@schedules.command
async def add(hour: Whole, /, *, tenant: TenantId, common: Common = DEFAULT) -> None:
    """Have a collection at an hour, UTC; nothing changes where there is one.

    Example: interop schedules add 3 --tenant ID

    Parameters
    ----------
    hour
        The hour, 0 to 23, UTC.
    """
    output = common.output()
    wanted = ScheduleRequest(hour=hour)
    try:
        wanted.to_dict()
    except ValueError as error:
        raise UsageError(str(error).removeprefix(f"{type(wanted).__name__}.")) from None
    async with common.acting(tenant) as (client, _):
        output.model(await client.schedules.ensure(wanted))


@schedules.command
async def enable(id: UUID, /, *, tenant: TenantId, common: Common = DEFAULT) -> None:
    """Let a schedule run again.

    Example: interop schedules enable ID --tenant ID

    Parameters
    ----------
    id
        The schedule's id.
    """
    output = common.output()
    async with common.acting(tenant) as (client, _):
        output.model(await client.schedules.enable(id))


@schedules.command
async def disable(id: UUID, /, *, tenant: TenantId, common: Common = DEFAULT) -> None:
    """Let a schedule stand still.

    Example: interop schedules disable ID --tenant ID

    Parameters
    ----------
    id
        The schedule's id.
    """
    output = common.output()
    async with common.acting(tenant) as (client, _):
        output.model(await client.schedules.disable(id))


@schedules.command
async def run(
    id: UUID,
    /,
    *,
    tenant: TenantId,
    wait: bool = False,
    timeout: Seconds = 3600.0,
    common: Common = DEFAULT,
) -> None:
    """Collect now.

    Example: interop schedules run ID --tenant ID --wait

    Parameters
    ----------
    id
        The schedule's id.
    wait
        Wait for the end of the collection, and show the ended ingestion.
    timeout
        Seconds to wait at most, also for one that is still pending.
    """
    output = common.output()
    async with common.acting(tenant) as (client, info):
        if not wait:
            try:
                await client.schedules.run(id)
            except IngestionPendingError as error:
                pending = error.ingestion
                raise StateError(
                    f"ingestion {pending.id} of {info.name} is still pending (state"
                    f" {pending.state}); give --wait to wait for its end and run the schedule then"
                ) from None
            if output.as_json:
                output.document({"queued": str(id)})
            output.say(f"queued for {info.name}")
            return

        def told(ingestion: Ingestion) -> None:
            output.warn(f"ingestion {ingestion.id}: {ingestion.state}")

        ended = await client.schedules.run_to_completion(
            id, timeout=timeout, wait_for_pending=timeout, on_progress=told
        )
        output.model(ended)
