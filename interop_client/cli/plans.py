"""Plans on the command line: what is wanted, what a plan shows, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from .._clock import wall_time
from ..planning import (
    Action,
    Applied,
    Outcome,
    Plan,
    PlannedTenant,
    Wanted,
    Window,
    read_moment,
    zone_named,
)
from .exits import Exit, UsageError
from .files import read_content, read_wanted, write_text
from .output import Output


def wanted_of(
    file: Path | None,
    start: str | None,
    end: str | None,
    name: str | None,
    integration: str | None,
    type: str | None,
    status: str | None,
) -> Sequence[Wanted]:
    """What the options of `rollovers plan` ask for.

    Raises:
        UsageError: something is missing, or given twice.
    """
    if file is not None:
        if integration is not None:
            raise UsageError("give --from or --integration, not both")
        return read_wanted(file, start=start, end=end, name=name, type=type, status=status)
    given = {"--start": start, "--end": end, "--name": name}
    missing = [option for option, value in given.items() if not value]
    if missing or start is None or end is None or name is None:
        raise UsageError(f"{' and '.join(missing)} must be given, or --from FILE.csv with them")
    return [
        Wanted(
            name=name,
            start=read_moment(start),
            end=read_moment(end),
            type=type,
            status=status,
            integration=integration,
        )
    ]


def show_plan(output: Output, plan: Plan) -> None:
    """Print a plan, those first that need a person."""
    if output.as_json:
        output.document(json.loads(plan.to_json()))
        return
    order = [Action.BLOCKED, Action.CHANGE, Action.CREATE, Action.NOTHING]
    rows = sorted(plan.tenants, key=lambda each: (order.index(each.action), each.name or ""))
    output.table(
        ["tenant", "action", "window", "why"],
        [[each.name, each.action, _window(each), _why(each)] for each in rows],
        counted=False,
    )
    output.say(", ".join(f"{count} {action}" for action, count in plan.counts.items() if count))


def _window(row: PlannedTenant) -> str:
    if row.after is None:
        return ""
    zone = zone_named(row.timezone).info
    return f"{Window(row.after.start_date, row.after.end_date, zone)} {row.timezone}"


def _why(row: PlannedTenant) -> str:
    return "\n".join([*row.reasons, *(f"! {warning}" for warning in row.warnings)])


def results_text(plan: Path, applied: Sequence[Applied]) -> str:
    """The text of a results file."""
    document = {
        "plan": str(plan),
        "written_at": datetime.fromtimestamp(wall_time(), UTC).isoformat(timespec="seconds"),
        "tenants": [each.to_dict() for each in applied],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


class Results:
    """The results file of an apply, which tells while it goes on what became of each tenant.

    It is written anew after every twentieth part more, and at the end, however it ends: to write
    it for every tenant would take a large fleet's time.

    Args:
        file: where it goes; None for nowhere.
        plan: the file of the plan.
    """

    def __init__(self, file: Path | None, plan: Path) -> None:
        self._file = file
        self._plan = plan
        self._applied: list[Applied] = []
        self._next = 0

    def __enter__(self) -> Self:
        self._write()  # Where it cannot be written, nothing is applied.
        return self

    def __exit__(self, *error: object) -> None:
        self._write()

    def add(self, applied: Applied) -> None:
        """Note what became of one more tenant."""
        self._applied.append(applied)
        if len(self._applied) >= self._next:
            self._write()

    def _write(self) -> None:
        count = len(self._applied)
        self._next = count + max(1, count // 20)
        if self._file is not None:
            write_text(self._file, results_text(self._plan, self._applied))


def not_done(file: Path, plan: Plan) -> set[str]:
    """The tenants of a plan that a results file does not show as done."""
    try:
        document = json.loads(read_content(file))
        rows = {row["tenant"]["id"]: Outcome(row["outcome"]) for row in document["tenants"]}
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{file} is no results file: {error!r}") from None
    done = {Outcome.NOTHING, Outcome.DONE, Outcome.FOUND}
    return {str(each.id) for each in plan.tenants if rows.get(str(each.id)) not in done}


def show_applied(output: Output, plan: Path, applied: Sequence[Applied]) -> int:
    """Print what became of a plan, those last that need a person; the exit code."""
    if output.as_json:
        output.document(json.loads(results_text(plan, applied)))
    left = [each for each in applied if not each.ok]
    for each in applied:
        if each.outcome in (Outcome.DONE, Outcome.FOUND):
            output.say(f"{each.outcome}: {each.name}")
    if left:
        output.say(f"\n{len(left)} of {len(applied)} tenants were left alone or failed:")
        for each in left:
            output.say(f"  {each.name} ({each.id}): {each.outcome}: {'; '.join(each.reasons)}")
    else:
        output.say(f"all {len(applied)} tenants are as the plan shows")
    if any(each.outcome is Outcome.UNKNOWN for each in left):
        return Exit.UNKNOWN
    return Exit.PARTLY if left else Exit.DONE
