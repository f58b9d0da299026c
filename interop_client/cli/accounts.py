"""`interop clouds` and `interop actors`: what the account has."""

from __future__ import annotations

from uuid import UUID

from cyclopts import App

from .options import DEFAULT, Common

clouds: App = App(name="clouds")
actors: App = App(name="actors")


@clouds.command(name="list")
async def list_clouds(*, name: str | None = None, common: Common = DEFAULT) -> None:
    """List the clouds of the account.

    Example: interop clouds list --name north

    Parameters
    ----------
    name
        Only clouds of this name.
    """
    output = common.output()
    async with common.client() as interop:
        pager = interop.clouds.list() if name is None else interop.clouds.search(name=name)
        found = await pager.collect()
    output.models(
        found,
        {
            "id": lambda each: each.id,
            "name": lambda each: each.name,
            "generation": lambda each: each.generation,
            "userdata": lambda each: each.userdata,
        },
    )


@actors.command(name="list")
async def list_actors(*, cloud: UUID | None = None, common: Common = DEFAULT) -> None:
    """List the actors of the account, or of one cloud.

    Example: interop actors list --cloud 6f1d2d3e-8a0c-4a53-9a58-0d6c1cb2ad10

    Parameters
    ----------
    cloud
        The id of the cloud.
    """
    output = common.output()
    async with common.client() as interop:
        pager = interop.actors.list() if cloud is None else interop.clouds.list_actors(cloud)
        found = await pager.collect()
    output.models(
        found,
        {
            "id": lambda each: each.id,
            "name": lambda each: each.name,
            "type": lambda each: each.type,
            "connector": lambda each: each.connector_type,
        },
    )
