"""`interop integrations`: your integrations, their versions, and their blueprints."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from cyclopts import App

from .exits import UsageError
from .files import read_content
from .options import DEFAULT, Common

if TYPE_CHECKING:
    from ..client import InteropClient

integrations: App = App(name="integrations")


@integrations.command(name="list")
async def list_(*, common: Common = DEFAULT) -> None:
    """List the integrations of the account.

    Example: interop integrations list
    """
    output = common.output()
    async with common.client() as interop:
        found = await interop.integrations.list().collect()
    output.models(
        found,
        {
            "id": lambda each: each.id,
            "name": lambda each: each.name,
            "title": lambda each: each.title,
            "version": lambda each: each.version,
        },
    )


@integrations.command
async def versions(integration: str, /, *, common: Common = DEFAULT) -> None:
    """List the versions of an integration.

    Example: interop integrations versions my-driver

    Parameters
    ----------
    integration
        The integration, by name or id.
    """
    output = common.output()
    async with common.client() as interop:
        identifier = await _identified(interop, integration)
        found = await interop.integrations.list_versions(identifier).collect()
    output.models(
        found,
        {
            "version": lambda each: each.version,
            "title": lambda each: each.title,
            "release": lambda each: each.release_state,
            "id": lambda each: each.id,
        },
    )


@integrations.command
async def push_blueprint(
    file: Path,
    /,
    *,
    integration: str,
    version: str | None = None,
    yes: bool = False,
    common: Common = DEFAULT,
) -> None:
    """Send an Integration Blueprint: a new version, or over one that exists.

    Example: interop integrations push-blueprint blueprint.xml --integration my-driver

    Parameters
    ----------
    file
        The blueprint, an XML file.
    integration
        The integration, by name or id.
    version
        The version to overwrite; without it a new version is created.
    yes
        Go on without asking.
    """
    output = common.output()
    blueprint = read_content(file)
    async with common.client() as interop:
        identifier = await _identified(interop, integration)
        if version is None:
            output.model(await interop.integrations.create_version(identifier, blueprint))
            return
        output.ask(f"Overwrite the blueprint of {integration}, version {version}?", yes=yes)
        output.model(await interop.integrations.update_blueprint(identifier, version, blueprint))


async def _identified(interop: InteropClient, integration: str) -> UUID | str:
    """The id of an integration that is given by name or id."""
    try:
        return UUID(integration)
    except ValueError:
        pass
    found = await interop.integrations.list(name=integration).collect()
    named = [each.id for each in found if each.name == integration and each.id is not None]
    if len(named) != 1:
        everything = await interop.integrations.list().collect()
        known = ", ".join(sorted(str(each.name) for each in everything))
        raise UsageError(
            f"{len(named)} integrations are called {integration!r}; there are: {known or 'none'}"
        )
    return named[0]
