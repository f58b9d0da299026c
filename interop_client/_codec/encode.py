"""Encoders: Python values, a datetime or an id, to their text in bodies and queries alike."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

if TYPE_CHECKING:
    from .model import Model


class Encoder(Protocol):
    """Checks one value and makes its JSON form; `name` says in errors where it stands."""

    def __call__(self, value: Any, name: str) -> Any: ...


def refuse(name: str, value: object, wanted: str) -> TypeError:
    """The error for a value of the wrong kind; a text of the caller is not shown."""
    shown = repr(value) if isinstance(value, bool | int | float | str) else type(value).__name__
    return TypeError(f"{name} must be {wanted}, not {shown}")


def encode_any(value: Any, name: str) -> Any:
    """Any JSON value, copied: what is returned shares nothing that can be changed."""
    try:
        return _json_value(value, name)
    except RecursionError:
        pass
    raise ValueError(f"{name} is nested too deeply, or holds itself")


def _json_value(value: Any, name: str) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return encode_string(value, name)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise refuse(f"the keys of {name}", key, "strings")
        return {
            encode_string(key, name): _json_value(item, f"{name}.{key}")
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_json_value(item, f"{name}[{index}]") for index, item in enumerate(value)]
    raise TypeError(f"{name} must be a JSON value, not {type(value).__name__}")


def encode_additional(values: Mapping[str, Any], data: dict[str, Any], name: str) -> None:
    """Add to `data` the properties that the document does not know, without those that are null."""
    for key, value in values.items():
        if value is not None and key not in data:
            data[key] = encode_any(value, f"{name}.additional_properties[{key!r}]")


def encode_date(value: Any, name: str) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise refuse(name, value, "a date")
    return value.isoformat()


def encode_string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    return str.__str__(value)  # the text itself, also of an enum that is shown by its name


def encode_boolean(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise refuse(name, value, "True or False")
    return value


def encode_integer(
    value: Any, name: str, *, minimum: int | None = None, maximum: int | None = None
) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse(name, value, "a whole number")
    if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
        if minimum is None:
            bounds = f"at most {maximum}"
        elif maximum is None:
            bounds = f"at least {minimum}"
        else:
            bounds = f"from {minimum} to {maximum}"
        raise ValueError(f"{name} must be {bounds}, not {value}")
    return value


def encode_number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refuse(name, value, "a number")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number, not {value}")
    return value


def encode_uuid(value: Any, name: str) -> str:
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, str):
        raise refuse(name, value, "a UUID")
    try:
        return str(UUID(value))
    except ValueError:
        raise ValueError(f"{name} must be a UUID, not {value!r}") from None


def encode_datetime(value: Any, name: str) -> str:
    """RFC 3339 in UTC, with as many digits of a second as the value has."""
    if not isinstance(value, datetime):
        raise refuse(name, value, "a datetime")
    if value.utcoffset() is None:
        raise ValueError(
            f"{name} must be an aware datetime, not {value.isoformat()} without an offset; "
            "say which time zone is meant, for example with tzinfo=datetime.UTC"
        )
    moment: datetime = value
    with suppress(OverflowError):  # at the ends of the calendar: it keeps its own offset
        moment = value.astimezone(UTC)
    if moment.microsecond == 0:
        precision = "seconds"
    elif moment.microsecond % 1000 == 0:
        precision = "milliseconds"
    else:
        precision = "microseconds"
    text = moment.isoformat(timespec=precision)
    return f"{text[:-6]}Z" if text.endswith("+00:00") else text


def encode_object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a mapping, not {type(value).__name__}")
    data: dict[str, Any] = encode_any(value, name)
    return data


def encode_model(value: Any, name: str, kind: type[Model]) -> dict[str, Any]:
    if not isinstance(value, kind):
        article = "an" if kind.__name__[0] in "AEIOU" else "a"
        raise TypeError(f"{name} must be {article} {kind.__name__}, not {type(value).__name__}")
    data: dict[str, Any] = value.to_dict()
    return data


def encode_list(value: Any, name: str, encode: Encoder) -> list[Any]:
    if isinstance(value, str):
        raise TypeError(f"{name} must be a list, not a single string: put it in brackets")
    if isinstance(value, bytes | Mapping) or not isinstance(value, Collection):
        raise TypeError(f"{name} must be a list, not {type(value).__name__}")
    return [encode(item, f"{name}[{index}]") for index, item in enumerate(value)]


def utf_8(text: str, name: str) -> bytes:
    """The bytes of a text, which must be valid."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        wrong = f"{name} is not valid text: it has half a surrogate pair at {error.start}"
    raise ValueError(wrong)
