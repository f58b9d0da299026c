"""Plans on the command line: what people are shown of one."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from ..planning import Action, Plan, PlannedTenant, Window, zone_named
from .exits import UsageError
from .files import is_stream, read_content
from .options import Common
from .output import Output


def read_plan(file: Path) -> Plan:
    """The plan in a file.

    Raises:
        UsageError: it cannot be read, or is none; the text says where.
    """
    try:
        return Plan.from_json(read_content(file))
    except ValueError as error:
        raise UsageError(f"{file}: {error}") from None


def show_plan(
    output: Output, plan: Plan, file: Path, *, common: Common, whole_account: bool
) -> None:
    """Print a plan, those first that need a person, and what to do with it."""
    if output.as_json:
        output.document(json.loads(plan.to_json()))
        return
    counts = Counter(warning for each in plan.tenants for warning in each.warnings)
    shared = {warning: count for warning, count in counts.items() if count > 1}
    order = [Action.BLOCKED, Action.CHANGE, Action.CREATE, Action.NOTHING]
    rows = sorted(plan.tenants, key=lambda each: (order.index(each.action), each.name or ""))
    output.table(
        ["tenant", "action", "window", "why"],
        [[each.name or each.id, each.action, _window(each), _why(each, shared)] for each in rows],
        counted=False,
    )
    found = ", ".join(f"{count} {action}" for action, count in plan.counts.items() if count)
    output.say(f"All tenants of the account: {found}" if whole_account else found)
    for warning, count in shared.items():
        output.say(f"! {count} tenants: {warning}")
    if plan.counts[Action.BLOCKED]:
        output.say(
            "\nBlocked tenants stay as they are: nothing is written there, and collections run on"
            " the nights that are open. Mend what is in the way, and plan again; `interop --skill`"
            " says how."
        )
    output.say(f"\nThe plan is in {file}; nothing was changed.")
    if plan.has_changes and not is_stream(file):
        results = file.with_name(f"{file.stem}-results.json")
        output.say("Apply it with:")
        output.command(apply_command(file, common, results))


def apply_command(file: Path, common: Common, results: Path | None) -> str:
    """The command that applies a plan in the same account, as a shell takes it.

    Args:
        file: the plan.
        common: the options of the command that speaks of it.
        results: where its results go; None for nowhere.
    """
    kept = [] if results is None else ["--results", _as_word(results)]
    return f"interop rollovers apply {shlex.join([_as_word(file), *common.again(), *kept])}"


def _as_word(path: Path) -> str:
    """A path as an argument: one that begins with a dash would be taken for an option."""
    return f"./{path}" if str(path).startswith("-") else str(path)


def _window(row: PlannedTenant) -> str:
    if row.after is None:
        return ""
    zone = zone_named(row.timezone).info
    return f"{Window(row.after.start_date, row.after.end_date, zone)} {row.timezone}"


def _why(row: PlannedTenant, shared: Collection[str]) -> str:
    own = [f"! {warning}" for warning in row.warnings if warning not in shared]
    return "\n".join([*row.reasons, *own])
