"""Layout of tables: columns that fit the terminal, or a list for each row where they do not."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_GAP = 2
_ENDS = re.compile(r" +$", re.MULTILINE)

# A longer word, such as a URL, may be broken; the id of an object, which people copy, may not.
_LONGEST_WORD = 40


class Page:
    """What is to be shown on standard output, laid out for it but not written yet.

    Args:
        width: that of a line where there is no terminal; `COLUMNS` says another.
    """

    def __init__(self, width: int) -> None:
        terminal = sys.stdout is not None and sys.stdout.isatty()
        wide = not (terminal or os.environ.get("COLUMNS"))
        self._text = io.StringIO()
        self.console: Console = Console(
            file=self._text,
            force_terminal=terminal or None,
            width=width if wide else None,
            # What is shown are data, and no commands about style or pictures.
            markup=False,
            emoji=False,
            highlight=False,
        )

    def widen(self, width: int) -> None:
        """Lay out lines of a width at least: a terminal that is narrower breaks them as it shows
        them, and who copies from it gets them whole."""
        self.console.width = max(self.console.width, width)

    def taken(self) -> str:
        """What was printed since the last time, without blanks at the ends of lines."""
        text = self._text.getvalue()
        self._text.seek(0)
        self._text.truncate()
        return _ENDS.sub("", text)


def laid_out(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> RenderableType:
    """A table of texts, for a terminal of a width.

    Args:
        columns: the headings.
        rows: the cells of each row, which may have several lines.
        width: characters that a line of the terminal has.
    """
    widths = _widths([columns, *rows], width)
    if widths is None:
        beside = max(map(cell_len, columns)) + narrowest(rows) <= width
        listed = _beside if beside else _below
        return Group(*(part for row in rows for part in (listed(columns, row), "")))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column, each in zip(columns, widths, strict=True):
        table.add_column(column, width=each, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def narrowest(rows: Sequence[Sequence[str]]) -> int:
    """How many characters a line needs for the longest word that is not to be broken, and for the
    blanks before it."""
    return max((_longest_word(cell) for row in rows for cell in row), default=0) + _GAP


def _beside(columns: Sequence[str], row: Sequence[str]) -> RenderableType:
    """One row as a list of what it has, each beside its heading."""
    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for column, cell in zip(columns, row, strict=True):
        if cell:
            table.add_row(column, cell)
    return table


def _below(columns: Sequence[str], row: Sequence[str]) -> RenderableType:
    """One row as a list of what it has, each below its heading: an id may need the whole line."""
    return Group(
        *(
            part
            for column, cell in zip(columns, row, strict=True)
            if cell
            for part in (Text(column, style="bold"), Padding(cell, (0, 0, 0, _GAP)))
        )
    )


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """How wide each column is; None where not even their longest words fit beside each other."""
    columns = list(zip(*rows, strict=True))
    least = [max(map(_longest_word, cells)) for cells in columns]
    most = [max(map(_longest_line, cells)) for cells in columns]
    spare = width - _GAP * (len(columns) - 1) - sum(least)
    if spare < 0:
        return None
    wanted = sum(most) - sum(least)
    if wanted <= spare:
        return most
    return [low + (high - low) * spare // wanted for low, high in zip(least, most, strict=True)]


def _longest_word(text: str) -> int:
    return min(_LONGEST_WORD, max((cell_len(word) for word in text.split()), default=0))


def _longest_line(text: str) -> int:
    return max((cell_len(line) for line in text.splitlines()), default=0)
