"""Output: tables for people that fit their terminal, and JSON for programs, without secrets."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from .exits import UsageError

if TYPE_CHECKING:
    from ..fleet import FleetProgress

HIDDEN = "***"


class Model(Protocol):
    """What the API has as an object."""

    def to_dict(self) -> dict[str, Any]: ...


class Output:
    """Where a command's results go.

    Args:
        as_json: one JSON document on standard output, and nothing else there.
    """

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        self._console = Console(highlight=False, soft_wrap=False)
        self._errors = Console(stderr=True, highlight=False)

    def document(self, value: object) -> None:
        """Print JSON."""
        print(json.dumps(value, indent=2, ensure_ascii=False, default=str))

    def models(
        self, models: Iterable[Model], columns: Mapping[str, Callable[[Any], object]]
    ) -> None:
        """Print models: as the API has them without secrets, or as a table with these columns."""
        found = list(models)
        if self.as_json:
            self.document([public(each) for each in found])
            return
        self.table(list(columns), [[get(each) for get in columns.values()] for each in found])

    def model(self, model: Model) -> None:
        """Print one model."""
        shown = public(model)
        if self.as_json:
            self.document(shown)
            return
        self.table(["property", "value"], list(_flat(shown)), counted=False)

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[object]], *, counted: bool = True
    ) -> None:
        """Print a table that fits the terminal, and how many rows it has."""
        if not rows:
            self._console.print("none")
            return
        table = Table(box=None, pad_edge=False, header_style="bold")
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(*(escape(shown(each)) for each in row))
        self._console.print(table)
        if counted:
            self._console.print(f"{len(rows)} in all", style="dim")

    def say(self, text: str) -> None:
        """Tell people something; programs that read JSON are not told."""
        if not self.as_json:
            self._console.print(escape(printable(text)))

    def warn(self, text: str) -> None:
        """Tell people something beside the results, on standard error."""
        self._errors.print(escape(printable(text)), soft_wrap=True)

    def ask(self, question: str, *, yes: bool) -> None:
        """Have a person agree.

        Args:
            question: what to agree to.
            yes: whether it was agreed to already.

        Raises:
            UsageError: nobody is there to answer, or the answer is no.
        """
        if yes:
            return
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError(f"{question} Nobody is there to answer: give --yes to go on.")
        with _interruptible():
            print(f"{printable(question)} [y/N] ", end="", file=sys.stderr, flush=True)
            answer = sys.stdin.readline()
        if answer.strip().lower() not in ("y", "yes"):
            raise UsageError("nothing was done, as you wished")

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[FleetProgress], None]]:
        """A bar of a long run over a fleet, on a terminal only."""
        if self.as_json or not self._errors.is_terminal:
            yield lambda told: None
            return
        columns = (
            TextColumn(what),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[x]}"),
        )
        with Progress(*columns, console=self._errors, transient=True) as bar:
            task = bar.add_task(what, total=None, x="")

            def note(told: FleetProgress) -> None:
                bar.update(
                    task,
                    completed=told.done,
                    total=told.listed,
                    x=f"{told.failed} failed" if told.failed else "",
                )

            yield note


@contextmanager
def _interruptible() -> Iterator[None]:
    """Has the first Ctrl-C end what blocks here; asyncio would tell a task that cannot hear it.

    One that came just before was told to that task, and counts too.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        if (task := asyncio.current_task()) is not None and task.cancelling():
            raise KeyboardInterrupt
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def public(model: Model) -> dict[str, Any]:
    """A model as the API has it, with every secret left out."""
    secret: frozenset[str] = getattr(type(model), "SECRET", frozenset())
    return {
        key: _public(getattr(model, key, None), value)
        for key, value in model.to_dict().items()
        if key not in secret
    }


def _public(inner: Any, value: Any) -> Any:
    if hasattr(inner, "to_dict"):
        return public(inner)
    if isinstance(inner, list) and isinstance(value, list) and len(inner) == len(value):
        return [_public(*each) for each in zip(inner, value, strict=True)]
    return value


def shown(value: object) -> str:
    """A value as a cell of a table."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return printable(str(value))


def printable(text: str) -> str:
    """Text without what would move a terminal's cursor or colour it."""
    return "".join(each if each.isprintable() or each == "\n" else "?" for each in text)


def _flat(value: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    for key, each in value.items():
        if isinstance(each, Mapping):
            yield from _flat(each, f"{above}{key}.")
        else:
            yield f"{above}{key}", each
