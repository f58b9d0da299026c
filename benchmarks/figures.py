"""What was measured, what was to be reached, and the table of both."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import attrs

__all__ = ["Figure", "markdown", "table"]

NOT_HERE = "not available here"


@attrs.frozen(kw_only=True)
class Figure:
    """One figure, measured in several rounds.

    Args:
        row: the row of the table in docs/performance.md.
        what: what it is.
        bound: what it must reach.
        stretch: what it would be good to reach; None where nothing is asked beyond the bound.
        ours: its values, one for each round; none where what it is measured against is not
            available.
        peers: those of others; empty where they could not be measured.
        at_least: whether more is better.
        unit: of all these values; empty for a ratio.
    """

    row: int
    what: str
    bound: float
    stretch: float | None
    ours: Sequence[float]
    peers: Mapping[str, Sequence[float]] = attrs.field(factory=dict)
    at_least: bool = False
    unit: str = ""

    @property
    def verdict(self) -> str:
        """Whether the median reaches the bound, and the stretch."""
        if not self.ours:
            return "not measured"
        middle = statistics.median(self.ours)
        if self.stretch is not None and self._reaches(middle, self.stretch):
            return "met, stretch too"
        return "met" if self._reaches(middle, self.bound) else "NOT MET"

    def _reaches(self, value: float, wanted: float) -> bool:
        return value >= wanted if self.at_least else value <= wanted

    def cells(self) -> tuple[str, ...]:
        """The cells of this figure's line in the table."""
        sign = "≥" if self.at_least else "≤"
        peers = [
            f"{name} {_number(statistics.median(values)) if values else NOT_HERE}"
            for name, values in self.peers.items()
        ]
        return (
            str(self.row),
            f"{self.what}{f', {self.unit}' if self.unit else ''}",
            f"{sign} {self.bound:g}",
            "" if self.stretch is None else f"{sign} {self.stretch:g}",
            _summary(self.ours),
            "; ".join(peers),
            self.verdict,
        )

    def as_json(self) -> dict[str, Any]:
        """The figure as JSON can hold it."""
        return attrs.asdict(self)


HEADINGS = ("row", "figure", "bound", "stretch", "ours (range)", "others", "")


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table to read in a terminal; what others measured goes below each line."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    columns = [0, 1, 2, 3, 4, 6]
    widths = {column: max(len(row[column]) for row in rows) for column in columns}
    lines = []
    for row in rows:
        lines.append("  ".join(row[column].ljust(widths[column]) for column in columns).rstrip())
        if row is not HEADINGS and row[5]:
            lines.append(" " * (widths[0] + 4) + row[5])
    return "\n".join(lines)


def markdown(figures: Sequence[Figure]) -> str:
    """The figures as a table for docs/performance.md."""
    rows = [HEADINGS, ("---",) * len(HEADINGS), *(figure.cells() for figure in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _summary(values: Sequence[float]) -> str:
    if not values:
        return NOT_HERE
    low, high = _number(min(values)), _number(max(values))
    return f"{_number(statistics.median(values))} ({low} to {high})"


def _number(value: float) -> str:
    if value >= 100 or value == math.floor(value):
        return f"{value:,.0f}"
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}"
