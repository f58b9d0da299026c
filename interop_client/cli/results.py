"""Results of an apply: a file that says what became of each tenant, and what people are told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from pathlib import Path
from typing import Self, TypeAlias

from .._clock import utc_now
from ..errors import ResponseDecodeError
from ..fleet import FleetProgress
from ..models import Rollover
from ..planning import Applied, Outcome, Plan, PlannedTenant
from ..rollovers.rules import same_rollover
from .exits import Exit, UsageError
from .files import is_stream, read_content, write_text
from .output import Output

Row: TypeAlias = Mapping[str, object]
"""What a results file says of one tenant."""

# What to do about tenants that are not as the plan shows them.
_ADVICE = {
    Outcome.OTHERWISE: "Written, but not as shown: look at it now; it may pause nothing.",
    Outcome.CHANGED: "Changed meanwhile: plan again, and look at the new plan.",
    Outcome.BLOCKED: "Blocked: mend what is in the way, and plan again; `interop --skill` says"
    " how.",
}


def results_text(
    file: Path, plan: Plan, applied: Sequence[Applied], before: Iterable[Row] = ()
) -> str:
    """The text of a results file.

    Args:
        file: that of the plan.
        plan: the plan, whose time tells it from others.
        applied: what became of the tenants.
        before: rows of an earlier results file, of tenants that are not tried again.
    """
    rows = [*before, *(each.to_dict() for each in applied)]
    told = {_id(row) for row in rows}
    left = [each for each in plan.tenants if str(each.id) not in told]
    document = {
        "plan": str(file),
        "plan_made_at": plan.made_at.isoformat(),
        "written_at": utc_now().isoformat(timespec="seconds"),
        "tenants": rows,
        # Not begun yet, or interrupted: the same plan, applied again, takes them too.
        "left": [{"id": str(each.id), "name": each.name} for each in left],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _id(row: Row) -> str:
    tenant = row["tenant"]
    return str(tenant["id"]) if isinstance(tenant, dict) else ""


class Results:
    """The results file of an apply, which tells while it goes on what became of each tenant.

    It is written anew after every twentieth part more, and at the end, however it ends: to write
    it for every tenant would take a large fleet's time. Where it cannot be written any more, what
    was begun goes on, and `problem` says so.

    Args:
        file: where it goes; None for nowhere. What is a stream, such as a pipe, is written once,
            at the end.
        text: what it holds, from what became of the tenants.
    """

    def __init__(self, file: Path | None, text: Callable[[Sequence[Applied]], str]) -> None:
        self.problem: str | None = None
        self._file = file
        self._text = text
        self._applied: list[Applied] = []
        self._failed = 0
        self._next = inf if file is not None and is_stream(file) else 0

    def __enter__(self) -> Self:
        if not self._next:
            self._write()  # Where it cannot be written, nothing is applied.
        return self

    def __exit__(self, *error: object) -> None:
        self._try()

    def add(self, applied: Applied) -> None:
        """Note what became of one more tenant."""
        self._applied.append(applied)
        self._failed += not applied.ok and applied.outcome is not Outcome.BLOCKED
        if len(self._applied) >= self._next:
            self._try()

    def progress(self, total: int) -> FleetProgress:
        """How far it is, of so many tenants."""
        done, failed = len(self._applied), self._failed
        return FleetProgress(done=done, failed=failed, running=0, listed=total, complete=True)

    def told(self, output: Output, code: int) -> int:
        """Say where the results are, or why they are not; the exit code."""
        if self.problem is not None:
            output.warn(f"interop: {self.problem}")
            return code or Exit.PARTLY
        if self._file is not None:
            output.say(f"The results are in {self._file}.")
        return code

    def _try(self) -> None:
        try:
            self._write()
        except UsageError as error:
            self.problem = str(error)
        else:
            self.problem = None

    def _write(self) -> None:
        count = len(self._applied)
        self._next = max(self._next, count + max(1, count // 20))
        if self._file is not None:
            write_text(self._file, self._text(self._applied))


def earlier_rows(file: Path, plan: Plan) -> dict[str, Row]:
    """The rows of a results file for the tenants of a plan that were done, by their ids.

    Done is what the plan shows now: where it was edited since, the tenant is tried again.

    Raises:
        UsageError: it is no results file, or one of another plan.
    """
    try:
        document = json.loads(read_content(file))
        made_at = document["plan_made_at"]
        rows = {row["tenant"]["id"]: (Outcome(row["outcome"]), row) for row in document["tenants"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(
            f"{file} is no results file, such as `interop rollovers apply --results` writes"
        ) from None
    if made_at != plan.made_at.isoformat():
        raise UsageError(
            f"{file} has the results of another plan, which was made at {made_at}, and not at"
            f" {plan.made_at.isoformat()}: apply this one without --only-failed, which is safe"
        )
    planned = {str(each.id): each for each in plan.tenants}
    return {
        key: row
        for key, (outcome, row) in rows.items()
        if outcome.ok and key in planned and _is_as_planned(planned[key], row)
    }


def _is_as_planned(planned: PlannedTenant, row: Mapping[str, object]) -> bool:
    rollover = row.get("rollover")
    if planned.after is None or not isinstance(rollover, dict):
        return planned.after is None
    try:
        return same_rollover(planned.after, Rollover.from_dict(rollover))
    except ResponseDecodeError:
        return False


def show_applied(output: Output, applied: Sequence[Applied], again: str) -> int:
    """Print what became of a plan, those last that need a person; the exit code.

    Args:
        output: where to.
        applied: what became of the tenants.
        again: the command that applies the plan once more.
    """
    for each in applied:
        if each.outcome in (Outcome.DONE, Outcome.FOUND):
            output.say(f"{each.outcome}: {each.name or each.id}")
    blocked = [each for each in applied if each.outcome is Outcome.BLOCKED]
    left = [each for each in applied if not each.ok and each not in blocked]
    if blocked:
        output.say(f"\n{_tenants(len(blocked))} blocked in the plan, and left as they are:")
        _say(output, blocked)
    if left:
        output.say(f"\n{_tenants(len(left))} not as the plan shows:")
        _say(output, left)
    counts = Counter(each.outcome for each in applied)
    found = [f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome]]
    output.say(f"\n{', '.join(found) or 'no tenant was left to do'}")
    if counts[Outcome.UNKNOWN] or counts[Outcome.FAILED]:
        output.say("Failed or unknown: apply the plan again, which is safe:")
        output.command(again)
    for outcome, line in _ADVICE.items():
        if counts[outcome]:
            output.say(line)
    if counts[Outcome.UNKNOWN]:
        return Exit.UNKNOWN
    return Exit.PARTLY if blocked or left else Exit.DONE


def _tenants(count: int) -> str:
    return "1 tenant is" if count == 1 else f"{count} tenants are"


def _say(output: Output, applied: Sequence[Applied]) -> None:
    for each in applied:
        why = "" if each.outcome is Outcome.BLOCKED else f": {each.outcome}"
        output.say(f"{each.name or 'a tenant'} ({each.id}){why}", indent=2)
        for line in "\n".join(each.reasons).splitlines():
            output.say(line, indent=4)
