"""From Python values to what goes on the wire. Everything is checked here, before it is sent."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from copy import copy
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote
from uuid import UUID

if TYPE_CHECKING:
    from .decode import Model

__all__ = [
    "encode_additional",
    "encode_any",
    "encode_boolean",
    "encode_date",
    "encode_datetime",
    "encode_integer",
    "encode_list",
    "encode_model",
    "encode_number",
    "encode_object",
    "encode_string",
    "encode_uuid",
    "json_content",
    "model_content",
    "models_content",
    "object_content",
    "path_segment",
    "query_list",
    "query_of",
    "query_string",
    "query_value",
    "xml_content",
]


class Encoder(Protocol):
    """Checks one value and makes its JSON form; `name` says in errors where it stands."""

    def __call__(self, value: Any, name: str) -> Any: ...


def _refuse(name: str, value: object, wanted: str) -> TypeError:
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
                raise _refuse(f"the keys of {name}", key, "strings")
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
        raise _refuse(name, value, "a date")
    return value.isoformat()


def encode_string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    return str.__str__(value)  # the text itself, also of an enum that is shown by its name


def encode_boolean(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise _refuse(name, value, "True or False")
    return value


def encode_integer(
    value: Any, name: str, *, minimum: int | None = None, maximum: int | None = None
) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _refuse(name, value, "a whole number")
    if (minimum is not None and value < minimum) or (maximum is not None and value > maximum):
        bounds = (
            f"from {minimum} to {maximum}"
            if minimum is not None and maximum is not None
            else f"at least {minimum}"
            if minimum is not None
            else f"at most {maximum}"
        )
        raise ValueError(f"{name} must be {bounds}, not {value}")
    return value


def encode_number(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse(name, value, "a number")
    if not math.isfinite(value):
        raise ValueError(f"{name} must be a finite number, not {value}")
    return value


def encode_uuid(value: Any, name: str) -> str:
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, str):
        raise _refuse(name, value, "a UUID")
    try:
        return str(UUID(value))
    except ValueError:
        raise ValueError(f"{name} must be a UUID, not {value!r}") from None


def encode_datetime(value: Any, name: str) -> str:
    """RFC 3339 in UTC, with as many digits of a second as the value has."""
    if not isinstance(value, datetime):
        raise _refuse(name, value, "a datetime")
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


def json_content(value: object, *, name: str = "body") -> bytes:
    """JSON text of a JSON-ready value.

    Raises:
        ValueError: it has a string that is not valid text, or a number that is none.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except ValueError as error:
        wrong = f"{name} cannot be sent as JSON: {error}"
    else:
        return _utf_8(text, name)
    raise ValueError(wrong)


def _utf_8(text: str, name: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        wrong = f"{name} is not valid text: it has half a surrogate pair at {error.start}"
    raise ValueError(wrong)


def model_content(
    body: Model, kind: type[Model], *, name: str = "body", additional: bool = True
) -> bytes:
    """The JSON body made from a model.

    Properties that only the service may set are left out; with `additional` False, also
    those that the document does not know.
    """
    return json_content(_body(body, kind, name, additional=additional), name=name)


def models_content(items: Sequence[Model], kind: type[Model], *, name: str = "items") -> bytes:
    """The JSON body of a bulk request: an object whose `data` lists the models."""
    if isinstance(items, str | bytes) or not isinstance(items, Sequence):
        raise TypeError(f"{name} must be a list of {kind.__name__}, not {type(items).__name__}")
    data = [_body(item, kind, f"{name}[{index}]") for index, item in enumerate(items)]
    return json_content({"data": data}, name=name)


def _body(body: Model, kind: type[Model], name: str, *, additional: bool = True) -> dict[str, Any]:
    if not additional and isinstance(body, kind):
        documented: Any = copy(body)
        documented.additional_properties = {}
        body = documented
    data = encode_model(body, name, kind)
    return {key: value for key, value in data.items() if key not in kind.READ_ONLY}


def object_content(body: Mapping[str, object], *, name: str = "body") -> bytes:
    """The JSON body of a free-form object."""
    return json_content(encode_object(body, name), name=name)


def xml_content(body: str | bytes, *, name: str = "body") -> bytes:
    """The bytes of an XML document, which must be well-formed.

    Raises:
        TypeError: it is neither `str` nor `bytes`.
        ValueError: it is not well-formed, or it is a `str` that declares another encoding.
    """
    from xml.parsers import expat

    if isinstance(body, str):
        content, parser = _utf_8(body, name), expat.ParserCreate("utf-8")
    elif isinstance(body, bytes):
        content, parser = body, expat.ParserCreate()
    else:
        raise TypeError(f"{name} must be XML as str or bytes, not {type(body).__name__}")
    declared = "utf-8"

    def declare(version: str, encoding: str | None, standalone: int) -> None:
        nonlocal declared
        declared = (encoding or declared).lower()

    parser.XmlDeclHandler = declare
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        wrong = f"{name} is not well-formed XML: {error}"
    except (LookupError, ValueError) as error:
        wrong = f"{name} cannot be checked: {error}; send it as UTF-8"
    else:
        ascii_only = declared in {"ascii", "us-ascii"} and content.isascii()
        if isinstance(body, bytes) or ascii_only or declared in {"utf-8", "utf8"}:
            return content
        wrong = f"{name} is a str, sent as UTF-8, but declares encoding {declared!r}; pass bytes"
    raise ValueError(wrong)


def path_segment(value: UUID | str, name: str) -> str:
    """One escaped segment of a path.

    Raises:
        TypeError: it is neither a `UUID` nor a `str`.
        ValueError: it is empty, `.` or `..`, which would reach another URL.
    """
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, str):
        raise _refuse(name, value, "a UUID or a string")
    text = encode_string(value, name)
    if text in {"", ".", ".."}:
        raise ValueError(f"{name} must not be {text!r}: it would reach another URL")
    return quote(_utf_8(text, name), safe="")


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
            raise _refuse("the names in params", name, "strings")
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
    return quote(_utf_8(str(value), name), safe="")
