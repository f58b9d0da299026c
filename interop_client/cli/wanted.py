"""What `rollovers plan` is asked for: by its options, or by a CSV file for tenants one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

from .._clock import utc_now
from ..planning import Wanted, read_moment
from ..planning.planned import check_not_over
from .exits import UsageError
from .files import read_table


@dataclass(frozen=True)
class Given:
    """A rollover as options or cells say it; None for what they leave out.

    Args:
        start: when it begins, such as 2027-06-15.
        end: when it is over, likewise.
        name: what it is called.
        type: its type.
        status: its status.
    """

    start: str | None
    end: str | None
    name: str | None
    type: str | None
    status: str | None


def wanted_of(given: Given, *, file: Path | None, integration: str | None) -> Sequence[Wanted]:
    """What is wanted for which tenants.

    Args:
        given: the options.
        file: a CSV file with a row for each tenant; the options fill what it leaves out.
        integration: without a file, the integration; None for all of the account.

    Raises:
        UsageError: something is missing, given twice, or cannot be meant.
    """
    options = {f"--{name}": value for name, value in asdict(given).items()}
    if empty := [
        name for name, value in options.items() if value is not None and not value.strip()
    ]:
        raise UsageError(f"{_listed(empty)} must not be empty")
    if file is None:
        return [_wanted(given, integration=integration)]
    if integration is not None:
        raise UsageError("give --from or --integration, not both")
    return _of_file(file, given)


def _of_file(file: Path, given: Given) -> list[Wanted]:
    wanted: dict[UUID, Wanted] = {}
    for line, row in read_table(file, {"tenant"}, set(asdict(given))):
        try:
            tenant = UUID(row["tenant"])
        except ValueError:
            raise UsageError(
                f"{file}, line {line}: tenant is {row['tenant']!r}, which is no id (a UUID)"
            ) from None
        if tenant in wanted:
            raise UsageError(f"{file}, line {line}: tenant {tenant} is there a second time")
        values = {name: row.get(name) or value for name, value in asdict(given).items()}
        try:
            wanted[tenant] = _wanted(Given(**values), tenant=tenant)
        except UsageError as error:
            raise UsageError(f"{file}, line {line}: {error}") from None
    return list(wanted.values())


def _wanted(given: Given, *, tenant: UUID | None = None, integration: str | None = None) -> Wanted:
    start, end, name = given.start, given.end, given.name
    if not (start and end and name):
        needed = {"--start": start, "--end": end, "--name": name}
        missing = [option for option, value in needed.items() if not value]
        raise UsageError(f"{_listed(missing)} must be given, or a column of that name in --from")
    try:
        wanted = Wanted(
            name=name,
            start=read_moment(start),
            end=read_moment(end),
            type=given.type,
            status=given.status,
            integration=integration,
            tenants=None if tenant is None else [tenant],
        )
        check_not_over(wanted, utc_now())
    except ValueError as error:
        raise UsageError(str(error)) from None
    return wanted


def _listed(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
