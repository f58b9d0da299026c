"""What a command line says of a sandbox, in words: a time, a fault."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from .contract.refusing import unknown
from .control.faults import Faults, Matching
from .control.rule import Loss, Moment

_SETTINGS = {
    "status": ("times", "skip", "retry_after"),
    "lose": ("times", "skip"),
    "delay": ("times", "skip", "when"),
    "revoke": ("times", "skip"),
}
"""The kinds of faults that can be said in words, and their settings."""


def read_moment(text: str) -> datetime:
    """A time such as `2026-07-01` or `2026-07-01T08:00-05:00`; without an offset it is UTC.

    Raises:
        ValueError: it is none.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is no time such as 2026-07-01T08:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def plant_fault(faults: Faults, text: str) -> None:
    """Plants a fault that is said in words, such as `tenants.list status 503 times=2 skip=1`.

    The kinds are `status NUMBER` (with `retry_after=SECONDS`), `lose before` (or `after`,
    `in_body`), `delay SECONDS` (with `when=after`) and `revoke`; all take `times` (a number, or
    `always`) and `skip`.

    Raises:
        ValueError: it cannot be read, or what it names does not exist.
    """
    words = [word for word in text.split() if "=" not in word]
    said = dict(word.split("=", 1) for word in text.split() if "=" in word)
    if len(words) < 2:
        raise ValueError(f"{text!r} is no fault such as 'tenants.list status 503'")
    operation, kind, *values = words
    if kind not in _SETTINGS:
        raise ValueError(unknown("kind of fault", kind, _SETTINGS))
    if len(values) != (kind != "revoke"):
        wanted = "no value" if kind == "revoke" else "one value"
        raise ValueError(f"{text!r}: {kind} takes {wanted}")
    for name in said:
        if name not in _SETTINGS[kind]:
            raise ValueError(unknown(f"setting of {kind}", name, _SETTINGS[kind]))
    _plant(faults, operation, kind, "".join(values), said)


def _plant(faults: Faults, operation: str, kind: str, value: str, said: dict[str, str]) -> None:
    times = said.get("times", "1")
    matching = Matching(
        times=None if times == "always" else _whole("times", times),
        skip=_whole("skip", said.get("skip", "0")),
    )
    match kind:
        case "status":
            wait = _retry_after(said.get("retry_after"))
            faults.status(operation, _whole("status", value), retry_after=wait, **matching)
        case "lose":
            faults.lose_connection(operation, cast("Loss", value), **matching)
        case "delay":
            when = cast("Moment", said.get("when", "before"))
            faults.delay(operation, _seconds(value), when=when, **matching)
        case _:
            faults.revoke(operation, **matching)


def _whole(what: str, text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"{what} must be a whole number, not {text!r}")
    return int(text)


def _retry_after(text: str | None) -> float | None:
    """Seconds, whole ones as the header has them."""
    if text is None or text.isdecimal():
        return None if text is None else int(text)
    return _seconds(text, "retry_after")


def _seconds(text: str, what: str = "a delay") -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{what} must be a number of seconds, not {text!r}") from None
