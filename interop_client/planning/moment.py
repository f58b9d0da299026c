"""Moments: dates and times as people write them, from their text."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime

from .._config.arguments import kind_of

__all__ = ["read_moment"]

# Python reads more than that: of `2027061518` some versions drop the hour, and none says so.
_WRITTEN = re.compile(r"[0-9]{4}-?(?:[0-9]{2}-?[0-9]{2}|W[0-9]{2}(?:-?[0-9])?)([Tt ].+)?")


def read_moment(text: str) -> date | datetime:
    """A date, or a date and time, from its ISO 8601 text.

    A date alone, and a time without an offset, mean those of whoever they are used for: `instant`
    takes the time zone.

    Args:
        text: such as `2027-06-15`, `2027-06-15T18:00` or `2027-06-15T18:00-06:00`.

    Raises:
        TypeError, ValueError: it is none of these.
    """
    if not isinstance(text, str):
        raise TypeError(f"text must be a text, not {kind_of(text)}")
    if written := _WRITTEN.fullmatch(text):
        with suppress(ValueError):
            return (datetime if written[1] else date).fromisoformat(text)
    raise ValueError(
        f"{text!r} is neither a date, such as 2027-06-15, nor a time, such as "
        "2027-06-15T18:00-06:00"
    )
