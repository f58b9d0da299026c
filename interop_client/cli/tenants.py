"""`interop tenants`: who the account's tenants are."""

from __future__ import annotations

from uuid import UUID

from cyclopts import App

from ..fleet.integrations import TenantsOf
from .options import DEFAULT, Common

tenants: App = App(name="tenants")


@tenants.command(name="list")
async def list_(*, integration: list[str] | None = None, common: Common = DEFAULT) -> None:
    """List the tenants of the account.

    Example: interop tenants list --integration my-driver

    Parameters
    ----------
    integration
        Only the tenants of this integration, by name or id; may be given several times.
    """
    output = common.output()
    async with common.client() as interop:
        listed = interop.tenants.list(integration=integration or None)
        known = TenantsOf(listed, integration or (), interop.integrations.list)
        found = [each async for each in known]
    output.models(
        found,
        {
            "id": lambda each: each.id,
            "name": lambda each: each.name,
            "integration": lambda each: each.integration and each.integration.name,
            "time zone": lambda each: each.account and each.account.timezone,
            "state": lambda each: each.status and each.status.op_state,
            "last sync": lambda each: each.status and each.status.last_sync_at,
        },
    )


@tenants.command
async def show(id: UUID, /, *, common: Common = DEFAULT) -> None:
    """Show one tenant, without its secret.

    Example: interop tenants show 6f1d2d3e-8a0c-4a53-9a58-0d6c1cb2ad10

    Parameters
    ----------
    id
        The tenant's id.
    """
    output = common.output()
    async with common.client() as interop:
        output.model(await interop.tenants.find(id))
