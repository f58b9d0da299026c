"""`interop scoping`: which schools and courses of a tenant are in scope."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from cyclopts import App, Parameter

from ..errors import ResponseDecodeError
from ..models import ScopingCourse, ScopingSchool, TenantInfo
from .exits import StateError, UsageError
from .files import read_table
from .options import DEFAULT, Common, TenantId
from .output import Output

scoping: App = App(name="scoping")
schools: App = App(name="schools", help="Schools in scope.")
courses: App = App(name="courses", help="Courses in scope.")
scoping.command(schools)
scoping.command(courses)

# An import that removes more than this share is more likely a broken file than meant.
_MOST_REMOVED = 0.1

_YES_OR_NO = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@Parameter(name="*")
@dataclass(frozen=True)
class _Caution:
    """How careful an import is."""

    yes: bool = False
    """Go on without asking."""

    dry_run: bool = False
    """Show what would change, and change nothing."""

    allow_removals: bool = False
    """Allow that more than 10 % of what is there is removed."""


_CAREFUL = _Caution()


@schools.command(name="list")
async def list_schools(*, tenant: TenantId, common: Common = DEFAULT) -> None:
    """List the schools in scope.

    Example: interop scoping schools list --tenant ID
    """
    await _list(ScopingSchool, tenant, common)


@courses.command(name="list")
async def list_courses(*, tenant: TenantId, common: Common = DEFAULT) -> None:
    """List the courses in scope.

    Example: interop scoping courses list --tenant ID
    """
    await _list(ScopingCourse, tenant, common)


@schools.command(name="import")
async def import_schools(
    file: Path,
    /,
    *,
    tenant: TenantId,
    caution: _Caution = _CAREFUL,
    common: Common = DEFAULT,
) -> None:
    """Replace the schools in scope by those of a CSV file, after showing what changes.

    Example: interop scoping schools import schools.csv --tenant ID

    Parameters
    ----------
    file
        A CSV file with a line of headings: names of properties, such as school_id,name.
        A column that is missing, or an empty cell, leaves what is there.
    """
    await _import(ScopingSchool, file, tenant, caution, common)


@courses.command(name="import")
async def import_courses(
    file: Path,
    /,
    *,
    tenant: TenantId,
    caution: _Caution = _CAREFUL,
    common: Common = DEFAULT,
) -> None:
    """Replace the courses in scope by those of a CSV file, after showing what changes.

    Example: interop scoping courses import courses.csv --tenant ID

    Parameters
    ----------
    file
        A CSV file with a line of headings: names of properties, such as course_id,name.
        A column that is missing, or an empty cell, leaves what is there.
    """
    await _import(ScopingCourse, file, tenant, caution, common)


def _resource(client: Any, kind: type[Any]) -> Any:
    return client.scoping_schools if kind is ScopingSchool else client.scoping_courses


def _names(kind: type[Any]) -> list[str]:
    """The properties that a file may have; whose they are is decided by the tenant."""
    left_out = {"account_id", "tenant_id", "additional_properties"}
    return [name for name in kind.FIELDS if name not in left_out]


async def _list(kind: type[Any], tenant: UUID, common: Common) -> None:
    output = common.output()
    async with common.acting(tenant) as (client, _):
        found = await _resource(client, kind).list().collect()
    output.models(found, {name: operator.attrgetter(name) for name in _names(kind)})


async def _import(
    kind: type[Any], file: Path, tenant: UUID, caution: _Caution, common: Common
) -> None:
    output = common.output()
    key = next(name for name in _names(kind) if name.endswith("_id"))
    given = _read(kind, key, file)
    async with common.acting(tenant) as (client, info):
        resource = _resource(client, kind)

        async def there() -> dict[str, Any]:
            return _by_key(await resource.list().collect(), key, info)

        before = await there()
        wanted = {name: _over(kind, before.get(name), cells) for name, cells in given.items()}
        added = [name for name in wanted if name not in before]
        changed = [name for name in wanted if name in before and wanted[name] != before[name]]
        removed = [name for name in before if name not in wanted]
        _show(output, added, changed, removed)
        off = [name for name in changed if _is_switched_off(before[name], wanted[name])]
        lost = len(removed) + len(off)
        if lost > _MOST_REMOVED * max(len(before), 1) and not caution.allow_removals:
            switched = f" ({len(off)} of them by selected=false)" if off else ""
            raise StateError(
                f"{lost} of {len(before)} would be removed{switched}, more than 10 %: if that is"
                " meant, give --allow-removals; nothing was changed"
            )
        if caution.dry_run or not (added or changed or removed):
            return
        output.ask(f"Replace what is in scope for {info.name}?", yes=caution.yes)
        if await there() != before:
            raise StateError(
                f"what is in scope for {info.name} was changed meanwhile, and is no longer what"
                " was shown; nothing was changed here: import the file again"
            )
        await resource.create(list(wanted.values()), replace=True)
        output.say(f"{len(wanted)} {'is' if len(wanted) == 1 else 'are'} in scope now")


def _is_switched_off(before: Any, after: Any) -> bool:
    return before.selected is not False and after.selected is False


def _by_key(items: Sequence[Any], key: str, tenant: TenantInfo) -> dict[str, Any]:
    """What is in scope, by its key.

    Raises:
        StateError: some of it has no key of its own, so that an import would lose it unseen.
    """
    found = {str(getattr(each, key)): each for each in items if getattr(each, key) is not None}
    if len(found) < len(items):
        raise StateError(
            f"{len(items) - len(found)} of {len(items)} that are in scope for {tenant.name} came"
            f" without a {key} of their own, and would be lost unseen; nothing was changed"
        )
    return found


def _read(kind: type[Any], key: str, file: Path) -> dict[str, dict[str, object]]:
    """The cells that a file fills, by the key as the service has it: capitals make no other UUID.

    Raises:
        UsageError: the file cannot be meant; the text says which line.
    """
    found: dict[str, dict[str, object]] = {}
    for number, row in read_table(file, {key}, set(_names(kind))):
        cells: dict[str, object] = {name: text for name, text in row.items() if text}
        if chosen := row.get("selected"):
            if chosen.lower() not in _YES_OR_NO:
                raise UsageError(
                    f"{file}, line {number}: selected is {chosen!r}; it must be true or false"
                )
            cells["selected"] = _YES_OR_NO[chosen.lower()]
        try:
            item = kind.from_dict(cells)
        except ResponseDecodeError as error:
            raise UsageError(
                f"{file}, line {number}: {error.path} cannot be {row.get(error.path)!r}"
            ) from None
        name = str(getattr(item, key))
        if not row[key] or name in found:
            raise UsageError(f"{file}, line {number}: each line needs a {key} of its own")
        found[name] = cells
    return found


def _over(kind: type[Any], before: Any, cells: Mapping[str, object]) -> Any:
    """What is there, with the cells over it: a column that a file lacks takes nothing away."""
    return kind.from_dict({**({} if before is None else before.to_dict()), **cells})


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
