"""`interop ingestions`: loads of roster data, and waiting for their end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from cyclopts import App

from ..models import IngestionState
from .exits import Exit
from .options import DEFAULT, Common, Seconds, TenantId

if TYPE_CHECKING:
    from ..models import Ingestion

ingestions: App = App(name="ingestions")


@ingestions.command(name="list")
async def list_(*, tenant: TenantId, common: Common = DEFAULT) -> None:
    """List the ingestions of a tenant; the service may list only those that have not ended.

    Example: interop ingestions list --tenant ID
    """
    output = common.output()
    async with common.acting(tenant) as (client, _):
        found = await client.ingestions.list().collect()
    output.models(
        found,
        {
            "id": lambda each: each.id,
            "type": lambda each: each.type,
            "state": lambda each: each.state,
            "created": lambda each: each.created_at,
            "topics": lambda each: ", ".join(each.topics or ()),
        },
    )


@ingestions.command
async def watch(
    id: UUID, /, *, tenant: TenantId, timeout: Seconds = 3600.0, common: Common = DEFAULT
) -> int:
    """Wait for the end of an ingestion, and show it; the exit code is 1 unless it succeeded.

    Example: interop ingestions watch ID --tenant ID

    Parameters
    ----------
    id
        The ingestion's id.
    timeout
        Seconds to wait at most.
    """
    output = common.output()

    def told(ingestion: Ingestion) -> None:
        output.warn(f"ingestion {ingestion.id}: {ingestion.state}")

    async with common.acting(tenant) as (client, _):
        ended = await client.ingestions.wait(id, timeout=timeout, on_progress=told)
    output.model(ended)
    if ended.state == IngestionState.SUCCESS:
        return Exit.DONE
    output.warn(f"interop: ingestion {ended.id} ended as {ended.state}")
    return Exit.PARTLY
