"""Decoders: JSON values to models, one value at a time, tolerant and exact about where it fails.

One page can hold thousands of objects, so each object takes the first of two ways that fits:
compiled decoders (msgspec) where it is exactly as documented, and `Model._decode`, which
tolerates whatever a service may send, where it is not. Both give the same models and the
same errors; docs/decisions/decoding.md says how that is kept so, and what it costs.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from ..errors import ResponseDecodeError
from .open_enum import OpenEnum
from .times import date_from_iso, datetime_from_iso, to_datetime

E = TypeVar("E", bound=OpenEnum)
T = TypeVar("T")

_convert = msgspec.convert


class WrongValueError(Exception):
    """A value that cannot be read as documented; the path to it grows on the way up."""

    def __init__(
        self, expected: str, value: object, path: str = "", *, shown: bool = False
    ) -> None:
        super().__init__(expected)
        self.expected = expected
        self.found = _describe(value, shown)
        self.kind = _describe(value, False)
        self.path = path

    def below(self, name: str, *, secret: bool = False) -> WrongValueError:
        """This error, seen from the object or list that holds the value."""
        if secret:
            self.found = self.kind
        self.path = name + ("." if self.path and not self.path.startswith("[") else "") + self.path
        return self

    def as_error(self) -> ResponseDecodeError:
        """The public error."""
        where = f" at {self.path}" if self.path else ""
        return ResponseDecodeError(
            f"the response has {self.found}{where} where {self.expected} is documented; "
            "if the service has changed, correct openapi/interop.yaml and generate again",
            path=self.path,
        )


_KINDS = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
}


def _describe(value: object, shown: bool) -> str:
    kind = _KINDS.get(type(value), "an unknown value")
    if shown and isinstance(value, str) and len(value) <= 40:
        return f"the string {value!r}"
    if shown and (type(value) is float or (type(value) is int and value.bit_length() <= 64)):
        return f"the number {value}"
    return kind


def required(value: T | None) -> T:
    """A value that must be there."""
    if value is None:
        raise WrongValueError("a value", None)
    return value


def decode_any(value: Any) -> object:
    return value


def decode_string(value: Any) -> str | None:
    if value is None or type(value) is str:
        return value
    if isinstance(value, str):
        return str.__str__(value)
    raise WrongValueError("a string", value)


def decode_boolean(value: Any) -> bool | None:
    if value is None or type(value) is bool:
        return value
    raise WrongValueError("a boolean", value)


def decode_integer(value: Any) -> int | None:
    if value is None or type(value) is int:
        return value
    raise WrongValueError("a whole number", value, shown=True)


def decode_number(value: Any) -> float | None:
    if value is None or type(value) is float:
        return value
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            pass
    raise WrongValueError("a number", value, shown=True)


def decode_uuid(value: Any) -> UUID | None:
    if value is None or isinstance(value, UUID):
        return value
    if type(value) is str:
        try:
            return _convert(value, UUID)
        except msgspec.ValidationError:
            pass
    raise WrongValueError("a UUID", value, shown=True)


def decode_datetime(value: Any) -> datetime | None:
    """An aware datetime; a text without an offset reads as UTC.

    Texts of up to 24 characters have at most four digits of a second in RFC 3339, so both
    parsers read them alike; longer ones go to msgspec first, which rounds a ninth digit.
    """
    if value is None:
        return None
    try:
        if type(value) is str:
            result = datetime_from_iso(value) if len(value) <= 24 else to_datetime(value)
        elif isinstance(value, datetime):
            result = value
        else:
            raise WrongValueError("a date-time", value, shown=True)
    except ValueError:  # msgspec.ValidationError is one
        result = _parse_unusual(value)
    return result if result.tzinfo is not None else result.replace(tzinfo=UTC)


def _parse_unusual(value: str) -> datetime:
    try:
        return to_datetime(value)
    except msgspec.ValidationError:
        pass
    try:
        return datetime_from_iso(value)
    except ValueError:
        pass
    raise WrongValueError("a date-time", value, shown=True)


def decode_date(value: Any) -> date | None:
    if value is None:
        return None
    if type(value) is str:
        try:
            return date_from_iso(value)
        except ValueError:
            pass
    raise WrongValueError("a date", value, shown=True)


def decode_enum(kind: type[E], value: Any) -> E | None:
    if value is None:
        return None
    if isinstance(value, str):
        known = kind._value2member_map_.get(value)
        return known if isinstance(known, kind) else kind(value)
    raise WrongValueError("a string", value)


def decode_object(value: Any) -> dict[str, Any] | None:
    if value is None or type(value) is dict:
        return value
    raise WrongValueError("an object", value)


def decode_list(value: Any, decode: Callable[[Any], T | None]) -> list[T] | None:
    """A list, each item read by `decode`; null among the items reads as absent."""
    if value is None:
        return None
    if type(value) is not list:
        raise WrongValueError("a list", value)
    result: list[T] = []
    for index, item in enumerate(value):
        if item is not None:
            try:
                read = decode(item)
            except WrongValueError as error:
                raise error.below(f"[{index}]") from None
            if read is not None:
                result.append(read)
    return result
