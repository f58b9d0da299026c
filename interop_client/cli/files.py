"""Files that commands read and write: CSV tables, and text that is never half written."""

from __future__ import annotations

import csv
import os
import secrets
from contextlib import suppress
from pathlib import Path

from .exits import UsageError

# Where a system has the open descriptors of a process as files, which links may lead to.
_DESCRIPTORS = (Path("/dev/fd"), Path("/proc/self/fd"))
_MOST_LINKS = 40

_OTHER_COMMAS = {";", "\t", "|"}
"""What some spreadsheets put between cells in the place of commas."""

_MOST_SHOWN = 80


def read_content(path: Path) -> bytes:
    """What is in a file.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None


def check_place(path: Path, *, read: Path | None = None) -> None:
    """Find out before the work whether a file can be written after it.

    Args:
        path: the file.
        read: one that the work reads, and that must not be written over.

    Raises:
        UsageError: it cannot.
    """
    if read is not None and _resolved(path) == _resolved(read):
        raise UsageError(f"{path} is what is read here, and would be written over")
    folder = _resolved(path).parent if path.is_symlink() else path.parent
    if (number := descriptor_of(path)) is not None:
        if _takes_text(number):
            return
        problem = f"descriptor {number} is not open for writing"
    elif path.is_dir():
        problem = "it is a folder"
    elif not folder.is_dir():
        problem = f"there is no folder {folder}"
    elif (path.is_file() or not path.exists()) and not os.access(folder, os.W_OK):
        # A file that is there is replaced: its folder counts, and not its own mode.
        problem = f"nothing can be written to the folder {folder}"
    else:
        return
    raise UsageError(f"{path} cannot be written: {problem}")


def write_text(path: Path, text: str) -> None:
    """Write a file as a whole: whoever reads it sees the old text or the new one.

    A file that is there is overwritten and keeps its mode, a link stays one; into what is a
    stream the text is written as it comes, after what is there.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        if is_stream(path):
            number = descriptor_of(path)
            # To open `/dev/stdout` anew would begin the file that it is at its start again.
            place = path if number is None else os.dup(number)
            with open(place, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def is_stream(path: Path) -> bool:
    """Whether a path is no file that can be replaced: a pipe, a device, or an open descriptor."""
    return descriptor_of(path) is not None or (path.exists() and not path.is_file())


def descriptor_of(path: Path) -> int | None:
    """The descriptor that a path stands for, such as 1 for `/dev/stdout`; None for a plain path."""
    path = path.absolute()
    for _ in range(_MOST_LINKS):
        if path.parent in _DESCRIPTORS and path.name.isdecimal():
            return int(path.name)
        if not path.is_symlink():
            break
        path = path.parent / path.readlink()
    return None


def _takes_text(number: int) -> bool:
    try:
        os.write(number, b"")
    except (OSError, OverflowError):
        return False
    return True


def _resolved(path: Path) -> Path:
    """Where its links lead."""
    place = path
    with suppress(RuntimeError):  # of a circle, before Python 3.13
        place = path.resolve()
    if place.is_symlink():
        raise UsageError(f"{path} cannot be used: its links go round in a circle")
    return place


def _replace(path: Path, text: str) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with beside.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def read_table(
    path: Path, required: set[str], allowed: set[str]
) -> list[tuple[int, dict[str, str]]]:
    """The rows of a CSV file with a line of headings, each with the number of its (last) line.

    Cells come without white space around them, and empty lines not at all.

    Raises:
        UsageError: it cannot be read, has no rows, or other columns than it may have.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            columns = [name.strip() for name in reader.fieldnames or ()]
            reader.fieldnames = columns
            rows = [
                (line, {key: (value or "").strip() for key, value in row.items()})
                for line, row in _whole(path, reader)
            ]
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path} cannot be read: it is not UTF-8 ({error.reason} at byte {error.start}); save"
            " it as CSV in UTF-8"
        ) from None
    except csv.Error as error:
        raise UsageError(f"{path} cannot be read as CSV: {error}") from None
    if missing := required - set(columns):
        line = ",".join(columns)
        commas = "" if "," in line or not _OTHER_COMMAS & set(line) else "; commas part its cells"
        raise UsageError(
            f"{path} has no column {', '.join(sorted(missing))}: its first line, with the headings,"
            f" is {line[:_MOST_SHOWN]!r}{commas}"
        )
    if unknown := set(columns) - allowed - required:
        known = ", ".join(sorted(allowed | required))
        raise UsageError(
            f"{path} has columns that are not known: "
            f"{', '.join(sorted(unknown))}; known are {known}"
        )
    if len(set(columns)) < len(columns):
        raise UsageError(f"{path} has a column twice")
    if not rows:
        raise UsageError(f"{path} has no rows")
    return rows


def _whole(path: Path, reader: csv.DictReader[str]) -> list[tuple[int, dict[str, str]]]:
    rows = []
    for row in reader:
        if None in row or None in row.values():
            raise UsageError(f"{path}, line {reader.line_num}: not as many cells as headings")
        rows.append((reader.line_num, row))
    return rows
