"""Output: tables for people that fit their terminal, and JSON for programs, without secrets."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from .exits import UsageError
from .files import check_place, descriptor_of
from .layout import Page, laid_out, narrowest
from .streams import put

if TYPE_CHECKING:
    from ..fleet import FleetProgress


_STANDARD_OUTPUT = 1


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
        # Where nobody looks at it, a row is a line, as long as it is: for `grep`, and for files.
        self._page = Page(width=100_000)
        self._aside = False
        self._errors = Console(stderr=True, highlight=False)

    def leave(self, path: Path, *, read: Path | None = None) -> None:
        """Find out before the work whether a file can be written, and leave it what it needs: where
        it is standard output, people are told on standard error.

        Args:
            path: the file.
            read: one that the work reads, and that must not be written over.

        Raises:
            UsageError: it cannot be written, or JSON would go there too.
        """
        check_place(path, read=read)
        if descriptor_of(path) != _STANDARD_OUTPUT:
            return
        if self.as_json:
            raise UsageError(f"{path} is where --json prints: give another file, or leave it out")
        self._aside = True

    def document(self, value: object) -> None:
        """Print JSON."""
        plain = not (sys.stdout and sys.stdout.encoding.lower().startswith("utf"))
        text = json.dumps(value, indent=2, ensure_ascii=plain, default=str)
        put(f"{text}\n", sys.stdout)

    def _print(self, value: RenderableType, style: str | None = None) -> None:
        self._page.console.print(value, style=style)
        put(self._page.taken(), sys.stderr if self._aside else sys.stdout)

    def models(
        self, models: Iterable[Model], columns: Mapping[str, Callable[[Any], object]]
    ) -> None:
        """Print models: as the API has them without secrets, or as a table with these columns."""
        found = list(models)
        if self.as_json:
            self.document([public(each) for each in found])
            return
        self.table(list(columns), [[get(each) for get in columns.values()] for each in found])

    def model(self, model: Model, local: Mapping[str, object] | None = None) -> None:
        """Print one model.

        Args:
            model: what to print.
            local: what people are shown in place of some of its values, or beside them.
        """
        shown = public(model)
        if self.as_json:
            self.document(shown)
            return
        rows = list(_flat({**shown, **(local or {})}))
        self.table(["property", "value"], rows, counted=False)

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[object]], *, counted: bool = True
    ) -> None:
        """Print a table that fits the terminal, and how many rows it has.

        Where the columns are too many for it, each row is a list of its own.
        """
        if not rows:
            self._print("none")
            return
        cells = [[shown(each) for each in row] for row in rows]
        self._page.widen(narrowest(cells))
        self._print(laid_out(columns, cells, self._page.console.width))
        if counted:
            self._print(f"{len(rows)} in all", style="dim")

    def say(self, text: str, *, indent: int = 0) -> None:
        """Tell people something; programs that read JSON are not told.

        Args:
            text: what to tell; what it begins with of blanks is before each line of it.
            indent: blanks before that.
        """
        if not self.as_json:
            words = text.lstrip(" ")
            left = indent + len(text) - len(words)
            self._page.widen(left + narrowest([[words]]))
            self._print(Padding(printable(words), (0, 0, 0, left), expand=False))

    def command(self, text: str) -> None:
        """Tell people a command, in one line however long it is, since they copy it."""
        if not self.as_json:
            put(f"  {printable(text)}\n", sys.stderr if self._aside else sys.stdout)

    def warn(self, text: str) -> None:
        """Tell people something beside the results, on standard error."""
        put(f"{printable(text)}\n", sys.stderr)

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
        asked = False
        try:
            with _interruptible():  # From before the question on: who sees it may press Ctrl-C.
                asked = True
                put(f"{printable(question)} [y/N] ", sys.stderr)
                answer = sys.stdin.readline()
        except KeyboardInterrupt:
            put("\n" if asked else "", sys.stderr)
            raise KeyboardInterrupt("nothing was done") from None
        if answer.strip().lower() not in ("y", "yes"):
            raise UsageError("nothing was done, as you wished")

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[FleetProgress], None]]:
        """A bar of a long run over a fleet, on a terminal only."""
        if self.as_json or not self._errors.is_terminal:
            yield lambda told: None
            return
        columns = (
            TextColumn(what, markup=False),
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
        elif isinstance(each, list) and not any(isinstance(one, Mapping) for one in each):
            yield f"{above}{key}", ", ".join(map(str, each))
        else:
            yield f"{above}{key}", each
