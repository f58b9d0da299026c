"""Files that commands read and write: CSV tables, and text that is never half written."""

from __future__ import annotations

import csv
import os
import tempfile
from pathlib import Path

from ..planning import Wanted, read_moment
from .exits import UsageError


def read_content(path: Path) -> bytes:
    """What is in a file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None


def write_text(path: Path, text: str) -> None:
    """Write a file as a whole: whoever reads it sees the old text or the new one.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def read_table(path: Path, required: set[str], allowed: set[str]) -> list[dict[str, str]]:
    """The rows of a CSV file with a line of headings; cells without white space around them.

    Raises:
        UsageError: it cannot be read, has no rows, or other columns than it may have.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = [name.strip() for name in reader.fieldnames or ()]
            reader.fieldnames = columns
            rows = [
                {key: (value or "").strip() for key, value in row.items()}
                for row in _whole(path, reader)
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"{path} cannot be read: {error}") from None
    if missing := required - set(columns):
        raise UsageError(f"{path} has no column {', '.join(sorted(missing))}")
    if unknown := set(columns) - allowed - required:
        known = ", ".join(sorted(allowed | required))
        raise UsageError(f"{path} has columns that are not known: {unknown}; known are {known}")
    if len(set(columns)) < len(columns):
        raise UsageError(f"{path} has a column twice")
    if not rows:
        raise UsageError(f"{path} has no rows")
    return rows


def _whole(path: Path, reader: csv.DictReader[str]) -> list[dict[str, str]]:
    rows = []
    for row in reader:
        if None in row or None in row.values():
            raise UsageError(f"{path}, line {reader.line_num}: not as many cells as headings")
        rows.append(row)
    return rows


def read_wanted(
    path: Path,
    *,
    start: str | None,
    end: str | None,
    name: str | None,
    type: str | None,
    status: str | None,
) -> list[Wanted]:
    """The rollovers that a CSV file asks for, one a line; the options fill what it leaves out.

    Raises:
        UsageError: the file cannot be used; the text says which line.
    """
    allowed = {"start", "end", "name", "type", "status"}
    defaults = {"start": start, "end": end, "name": name, "type": type, "status": status}
    wanted = []
    for number, row in enumerate(read_table(path, {"tenant"}, allowed), start=2):
        values = {key: row.get(key) or given for key, given in defaults.items()}
        missing = [key for key in ("tenant", "start", "end", "name") if not (row | values).get(key)]
        if missing:
            raise UsageError(f"{path}, line {number}: {', '.join(missing)} is missing")
        try:
            wanted.append(
                Wanted(
                    name=str(values["name"]),
                    start=read_moment(str(values["start"])),
                    end=read_moment(str(values["end"])),
                    type=values["type"],
                    status=values["status"],
                    tenants=[row["tenant"]],
                )
            )
        except ValueError as error:
            raise UsageError(f"{path}, line {number}: {error}") from None
    return wanted
