"""`interop scoping`: which schools and courses of a tenant are in scope."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cyclopts import App

from ..models import ScopingCourse, ScopingSchool
from .exits import StateError
from .files import read_table
from .options import DEFAULT, Common, acting
from .output import Output

scoping: App = App(name="scoping", help="Scoping: which schools and courses of a tenant count.")
schools: App = App(name="schools", help="Schools in scope.")
courses: App = App(name="courses", help="Courses in scope.")
scoping.command(schools)
scoping.command(courses)

# An import that removes more than this share is more likely a broken file than meant.
_MOST_REMOVED = 0.1


@schools.command(name="list")
async def list_schools(*, tenant: str, common: Common = DEFAULT) -> None:
    """List the schools in scope.

    Example: interop scoping schools list --tenant ID

    Parameters
    ----------
    tenant
        The tenant's id.
    """
    await _list(ScopingSchool, tenant, common)


@courses.command(name="list")
async def list_courses(*, tenant: str, common: Common = DEFAULT) -> None:
    """List the courses in scope.

    Example: interop scoping courses list --tenant ID

    Parameters
    ----------
    tenant
        The tenant's id.
    """
    await _list(ScopingCourse, tenant, common)


@schools.command(name="import")
async def import_schools(
    file: Path,
    /,
    *,
    tenant: str,
    yes: bool = False,
    dry_run: bool = False,
    allow_removals: bool = False,
    common: Common = DEFAULT,
) -> None:
    """Replace the schools in scope by those of a CSV file, after showing what changes.

    Example: interop scoping schools import schools.csv --tenant ID

    Parameters
    ----------
    file
        A CSV file with a line of headings: names of properties, such as school_id,name.
    tenant
        The tenant's id.
    yes
        Go on without asking.
    dry_run
        Show what would change, and change nothing.
    allow_removals
        Allow that more than 10 % of what is there is removed.
    """
    await _import(ScopingSchool, file, tenant, yes, dry_run, allow_removals, common)


@courses.command(name="import")
async def import_courses(
    file: Path,
    /,
    *,
    tenant: str,
    yes: bool = False,
    dry_run: bool = False,
    allow_removals: bool = False,
    common: Common = DEFAULT,
) -> None:
    """Replace the courses in scope by those of a CSV file, after showing what changes.

    Example: interop scoping courses import courses.csv --tenant ID

    Parameters
    ----------
    file
        A CSV file with a line of headings: names of properties, such as course_id,name.
    tenant
        The tenant's id.
    yes
        Go on without asking.
    dry_run
        Show what would change, and change nothing.
    allow_removals
        Allow that more than 10 % of what is there is removed.
    """
    await _import(ScopingCourse, file, tenant, yes, dry_run, allow_removals, common)


def _resource(client: Any, kind: type[Any]) -> Any:
    return client.scoping_schools if kind is ScopingSchool else client.scoping_courses


def _names(kind: type[Any]) -> list[str]:
    """The properties that a file may have; whose they are is decided by the tenant."""
    left_out = {"account_id", "tenant_id", "additional_properties"}
    return [name for name in kind.FIELDS if name not in left_out]


async def _list(kind: type[Any], tenant: str, common: Common) -> None:
    output = common.output()
    async with common.client() as interop:
        client, _ = await acting(interop, tenant)
        found = await _resource(client, kind).list().collect()
    output.models(found, {name: operator.attrgetter(name) for name in _names(kind)})


async def _import(
    kind: type[Any],
    file: Path,
    tenant: str,
    yes: bool,
    dry_run: bool,
    allow_removals: bool,
    common: Common,
) -> None:
    output = common.output()
    key = next(name for name in _names(kind) if name.endswith("_id"))
    rows = read_table(file, {key}, set(_names(kind)))
    wanted = {row[key]: _item(kind, row) for row in rows}
    if len(wanted) < len(rows) or "" in wanted:
        raise StateError(f"{file}: each line needs a {key} of its own")
    async with common.client() as interop:
        client, info = await acting(interop, tenant)
        resource = _resource(client, kind)
        there = {str(getattr(each, key)): each for each in await resource.list().collect()}
        added, changed, removed = _differences(there, wanted)
        _show(output, added, changed, removed)
        if len(removed) > _MOST_REMOVED * max(len(there), 1) and not allow_removals:
            raise StateError(
                f"{len(removed)} of {len(there)} would be removed, more than 10 %: if that is"
                " meant, give --allow-removals; nothing was changed"
            )
        if dry_run or not (added or changed or removed):
            return
        output.ask(f"Replace what is in scope for {info.name}?", yes=yes)
        await resource.create(list(wanted.values()), replace=True)
        output.say(f"{len(wanted)} are in scope now")


def _item(kind: type[Any], row: Mapping[str, str]) -> Any:
    values: dict[str, object] = {key: value for key, value in row.items() if value}
    if "selected" in values:
        values["selected"] = str(values["selected"]).lower() in ("true", "yes", "1")
    return kind.from_dict(values)


def _differences(
    there: Mapping[str, Any], wanted: Mapping[str, Any]
) -> tuple[list[str], list[str], list[str]]:
    added = [key for key in wanted if key not in there]
    removed = [key for key in there if key not in wanted]
    changed = [
        key
        for key, item in wanted.items()
        if key in there
        and any(there[key].to_dict().get(name) != value for name, value in item.to_dict().items())
    ]
    return added, changed, removed


def _show(
    output: Output, added: Sequence[str], changed: Sequence[str], removed: Sequence[str]
) -> None:
    if output.as_json:
        output.document({"added": list(added), "changed": list(changed), "removed": list(removed)})
        return
    for word, keys in (("add", added), ("change", changed), ("remove", removed)):
        for key in keys[:20]:
            output.say(f"{word} {key}")
        if len(keys) > 20:
            output.say(f"{word} {len(keys) - 20} more")
    output.say(f"{len(added)} to add, {len(changed)} to change, {len(removed)} to remove")
