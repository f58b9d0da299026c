"""URLs: escaped segments of a path, and a query made of values that `encode` wrote."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from .encode import (
    Encoder,
    encode_boolean,
    encode_date,
    encode_datetime,
    encode_integer,
    encode_list,
    encode_number,
    encode_string,
    encode_uuid,
    refuse,
    utf_8,
)


def path_segment(value: UUID | str, name: str) -> str:
    """One escaped segment of a path.

    Raises:
        TypeError: it is neither a `UUID` nor a `str`.
        ValueError: it is empty, `.` or `..`, which would reach another URL.
    """
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, str):
        raise refuse(name, value, "a UUID or a string")
    text = encode_string(value, name)
    if text in {"", ".", ".."}:
        raise ValueError(f"{name} must not be {text!r}: it would reach another URL")
    return quote(utf_8(text, name), safe="")


def query_string(*pairs: tuple[str, str | None]) -> str:
    """The query of escaped values, without those that are None."""
    return "&".join(f"{name}={value}" for name, value in pairs if value is not None)


def query_of(params: Mapping[str, object] | None) -> str:
    """A query from names and values of any kind that a parameter can have.

    Values are written like those of the operations: times in RFC 3339, lists in one parameter,
    by commas. Those that are None are left out.

    Raises:
        TypeError: they are no mapping, a name is no text, or a value is nothing that a query holds.
        ValueError: a list is empty, a time has no offset, a number is not finite.
    """
    given = {} if params is None else params
    if not isinstance(given, Mapping):
        raise TypeError(f"params must be a mapping, not {type(given).__name__}")
    for name in given:
        if not isinstance(name, str):
            raise refuse("the names in params", name, "strings")
    return query_string(
        *(
            (_escape(name, "params"), _query_value(value, f"params[{name!r}]"))
            for name, value in given.items()
        )
    )


def _query_value(value: object, name: str) -> str | None:
    if isinstance(value, list | tuple | set | frozenset):
        return query_list(value, name, _encode_plain, separator=",")
    return query_value(value, name, _encode_plain)


def _encode_plain(value: Any, name: str) -> Any:
    """One value of a query, by its own kind."""
    for kind, encode in _PLAIN:
        if isinstance(value, kind):
            return encode(value, name)
    wanted = "a text, a number, a boolean, a UUID, a date, a datetime, or a list of these"
    raise TypeError(f"{name} must be {wanted}, not {type(value).__name__}")


# The first that fits: a bool is an int to Python, and a datetime a date.
_PLAIN: tuple[tuple[type, Encoder], ...] = (
    (str, encode_string),
    (bool, encode_boolean),
    (int, encode_integer),
    (float, encode_number),
    (UUID, encode_uuid),
    (datetime, encode_datetime),
    (date, encode_date),
)


def query_list(
    value: Any,
    name: str,
    encode: Encoder,
    *,
    separator: str,
    minimum: int = 1,
    unique: bool = False,
    required: bool = False,
) -> str | None:
    """The values of one array parameter, escaped each and joined by `separator`.

    An empty list is refused: on the wire it would say the same as no list at all. With `unique`,
    a value that comes again is left out.
    """
    if value is None and not required:
        return None
    values = encode_list(value, name, encode)
    if len(values) < minimum:
        raise ValueError(
            f"{name} must have at least {minimum} {'item' if minimum == 1 else 'items'}, "
            f"not {len(values)}; leave it out to ask for all"
        )
    written = [_escape(item, name) for item in values]
    return separator.join(dict.fromkeys(written) if unique else written)


def query_value(value: Any, name: str, encode: Encoder, *, required: bool = False) -> str | None:
    """One value, checked and escaped; None for a value that need not be given and is not."""
    if value is None:
        if required:
            raise TypeError(f"{name} must be given, not None")
        return None
    return _escape(encode(value, name), name)


def _escape(value: object, name: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote(utf_8(str(value), name), safe="")
