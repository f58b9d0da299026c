"""What a test says to the sandbox is checked when it is said: names, numbers, texts.

A misspelt fault that meets nothing would let a wrong test pass.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable


def nearest(given: str, known: Iterable[str]) -> str | None:
    """The known name that looks most like the one given, whatever the case, or None."""
    names = {name.lower(): name for name in known}
    found = difflib.get_close_matches(given.lower(), names, n=1, cutoff=0.5)
    return names[found[0]] if found else None


def unknown(what: str, given: object, known: Iterable[str]) -> str:
    """What to say of a name that is not known, with the nearest right one."""
    names = list(known)
    close = nearest(given, names) if isinstance(given, str) else None
    if close is not None:
        return f"{given!r} is no {what}: did you mean {close!r}?"
    if len(names) <= 12:
        return f"{given!r} is no {what}: it is one of {', '.join(map(repr, names))}"
    return f"{given!r} is no {what}"


def one_of(what: str, given: object, known: Iterable[str]) -> str:
    """The name given, if it is known.

    Args:
        what: what it names, for the message.

    Raises:
        ValueError: it is not known; the message has the nearest right name.
    """
    names = list(known)
    if not isinstance(given, str) or given not in names:
        raise ValueError(unknown(what, given, names))
    return given


def checked_seconds(
    what: str, given: object, *, least: float = 0.0, endless: bool = False
) -> float:
    """A time in seconds.

    Args:
        least: the shortest that is allowed.
        endless: whether infinity is allowed.

    Raises:
        TypeError: it is no number.
        ValueError: it is negative, too short, or not a number of seconds.
    """
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise TypeError(f"{what} must be a number of seconds, not {given!r}")
    if not given >= least or (math.isinf(given) and not endless):
        allowed = "0 or more" if least == 0 else f"{least} or more"
        raise ValueError(f"{what} must be {allowed} seconds, not {given!r}")
    return float(given)


def checked_count(what: str, given: object, *, least: int = 0, most: int | None = None) -> int:
    """A whole number in a range.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is outside the range.
    """
    if isinstance(given, bool) or not isinstance(given, int):
        raise TypeError(f"{what} must be a whole number, not {given!r}")
    if given < least or (most is not None and given > most):
        end = "or more" if most is None else f"to {most}"
        raise ValueError(f"{what} must be {least} {end}, not {given!r}")
    return given


def checked_flags(**flags: object) -> None:
    """Sees to it that each is True or False, and nothing that only counts as one of them.

    Raises:
        TypeError: one is something else.
    """
    for what, given in flags.items():
        if not isinstance(given, bool):
            raise TypeError(f"{what} must be True or False, not {given!r}")
