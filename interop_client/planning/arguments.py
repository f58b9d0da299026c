"""Arguments of planning, refused at once with their names, before anything is read or sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, tzinfo
from inspect import isclass
from uuid import UUID

from .._config.arguments import kind_of

__all__ = [
    "check_client",
    "check_instant",
    "check_kind",
    "check_statuses",
    "check_text",
    "texts",
]


def check_client(value: object) -> None:
    """Refuse what is no client.

    Raises:
        TypeError: it has no `for_each_tenant`.
    """
    if isclass(value) or not callable(getattr(value, "for_each_tenant", None)):
        raise TypeError(f"interop must be an InteropClient, not {kind_of(value)}")


# For each kind that is taken: how it is called, and what makes one of a text.
_KINDS: dict[type[object], tuple[str, str]] = {
    date: ("a date or a datetime", "read_moment({!r}) reads one"),
    tzinfo: ("a tzinfo", "ZoneInfo({!r}) is one"),
    UUID: ("a UUID", "UUID({!r}) is one"),
}


def check_kind(name: str, value: object, kind: type[object]) -> None:
    """Refuse what is not of a kind, a text that could be read as one too.

    Args:
        name: of the argument.
        value: what was given.
        kind: `date` (which every `datetime` is), `tzinfo` or `UUID`.

    Raises:
        TypeError: it is another.
    """
    if not isinstance(value, kind):
        wanted, hint = _KINDS[kind]
        told = f": {hint.format(value)}" if isinstance(value, str) else ""
        raise TypeError(f"{name} must be {wanted}, not {kind_of(value)}{told}")


def check_text(name: str, value: object) -> None:
    """Refuse what is no text, or an empty one.

    Raises:
        TypeError, ValueError: it is none, or empty.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text, not {kind_of(value)}")
    if not value.strip():
        raise ValueError(f"{name} must not be empty")


def check_instant(name: str, value: object) -> None:
    """Refuse what is no time, or one without an offset, which may be any.

    Raises:
        TypeError, ValueError: it is none, or has no offset.
    """
    if not isinstance(value, datetime):
        raise TypeError(f"{name} must be a datetime with an offset, not {kind_of(value)}")
    if value.utcoffset() is None:
        raise ValueError(f"{name} must have an offset, and {value.isoformat()} has no offset")


def check_statuses(value: object) -> None:
    """Refuse what is no collection of statuses; in a text alone, any part of it would be one.

    Raises:
        TypeError: it is none, or holds what is no text.
    """
    if isinstance(value, str):
        raise TypeError(f"pausing must be a collection of statuses, not one text: [{value!r}]")
    if not isinstance(value, Collection):
        raise TypeError(f"pausing must be a collection of statuses, not {kind_of(value)}")
    for each in value:
        if not isinstance(each, str):
            raise TypeError(f"pausing must hold statuses as texts, not {kind_of(each)}")


def texts(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """Texts as a tuple, so that two that hold the same are equal.

    Raises:
        TypeError: it is one text, whose letters would be taken, or none.
    """
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a list of texts, not {kind_of(values)}")
    return tuple(values)
