"""From Python values to what goes on the wire. Everything is checked here, before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote
from uuid import UUID

import msgspec

from ._values import OpenEnum, Unset

if TYPE_CHECKING:
    from ._decoding import Model

__all__ = [
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
    "query_scalar",
    "query_string",
    "query_values",
    "xml_content",
]


class Encoder(Protocol):
    """Checks one value and makes its JSON form; `name` says in errors where it stands."""

    def __call__(self, value: Any, name: str) -> Any: ...


def _refuse(name: str, value: object, wanted: str) -> TypeError:
    shown = repr(value) if isinstance(value, bool | int | float | str) else type(value).__name__
    return TypeError(f"{name} must be {wanted}, not {shown}")


def encode_any(value: Any, name: str) -> Any:
    """Any JSON value, as it is."""
    return value


def encode_date(value: Any, name: str) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _refuse(name, value, "a date")
    return value.isoformat()


def encode_string(value: Any, name: str) -> str:
    if isinstance(value, OpenEnum):
        return str(value)
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string, not {type(value).__name__}")
    return value


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
    moment: datetime = value.astimezone(UTC)
    if moment.microsecond == 0:
        precision = "seconds"
    elif moment.microsecond % 1000 == 0:
        precision = "milliseconds"
    else:
        precision = "microseconds"
    return moment.isoformat(timespec=precision)[:-6] + "Z"


def encode_object(value: Any, name: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must be a mapping, not {type(value).__name__}")
    return dict(value)


def encode_model(value: Any, name: str, kind: type[Model]) -> dict[str, Any]:
    if not isinstance(value, kind):
        raise TypeError(f"{name} must be a {kind.__name__}, not {type(value).__name__}")
    data: dict[str, Any] = value.to_dict()
    return data


def encode_list(value: Any, name: str, encode: Encoder) -> list[Any]:
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a list, not {type(value).__name__}")
    return [encode(item, f"{name}[{index}]") for index, item in enumerate(value)]


def json_content(value: object) -> bytes:
    """JSON text of a JSON-ready value."""
    return msgspec.json.encode(value)


def model_content(
    body: Model, kind: type[Model], *, name: str = "body", additional: bool = True
) -> bytes:
    """The JSON body made from a model.

    Properties that only the service may set are left out; with `additional` False, also
    those that the document does not know.
    """
    return json_content(_body(body, kind, name, additional))


def models_content(items: Sequence[Model], kind: type[Model], *, name: str = "items") -> bytes:
    """The JSON body of a bulk request: an object whose `data` lists the models."""
    if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
        raise TypeError(f"{name} must be a list of {kind.__name__}, not {type(items).__name__}")
    return json_content(
        {"data": [_body(item, kind, f"{name}[{index}]", True) for index, item in enumerate(items)]}
    )


def _body(body: Model, kind: type[Model], name: str, additional: bool) -> dict[str, Any]:
    data = encode_model(body, name, kind)
    dropped = kind.READ_ONLY if additional else kind.READ_ONLY | body.additional_properties.keys()
    return {key: value for key, value in data.items() if key not in dropped}


def object_content(body: Mapping[str, object] | None, *, name: str = "body") -> bytes | None:
    """The JSON body of a free-form object; None for no body at all."""
    return None if body is None else json_content(encode_object(body, name))


def xml_content(body: str | bytes, *, name: str = "body") -> bytes:
    """The bytes of an XML document, which must be well-formed.

    Raises:
        TypeError: it is neither `str` nor `bytes`.
        ValueError: it is not well-formed, or it is a `str` that declares another encoding.
    """
    from xml.parsers import expat

    if isinstance(body, str):
        content = body.encode()
    elif isinstance(body, bytes):
        content = body
    else:
        raise TypeError(f"{name} must be XML as str or bytes, not {type(body).__name__}")
    declared: list[str | None] = []
    parser = expat.ParserCreate()
    parser.XmlDeclHandler = lambda version, encoding, standalone: declared.append(encoding)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(f"{name} is not well-formed XML: {error}") from None
    if isinstance(body, str) and declared and (declared[0] or "utf-8").lower() not in _UTF_8:
        raise ValueError(
            f"{name} is a str, sent as UTF-8, but declares encoding {declared[0]!r}; pass bytes"
        )
    return content


_UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii"}


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
    return quote(text, safe="")


def query_string(*pairs: tuple[str, str | None]) -> str:
    """The query of escaped values, without those that are None."""
    return "&".join(f"{name}={value}" for name, value in pairs if value is not None)


def query_values(
    value: Any, name: str, encode: Encoder, *, separator: str, minimum: int = 0
) -> str | None:
    """The values of one array parameter, escaped each and joined by `separator`."""
    if value is None:
        return None
    values = encode_list(value, name, encode)
    if len(values) < minimum:
        raise ValueError(f"{name} must have at least {minimum} item, not {len(values)}; omit it")
    return separator.join(query_value(item, name) for item in values) or None


def query_value(value: object, name: str) -> str:
    """One value, escaped."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote(str(value), safe="")


def query_scalar(value: Any, name: str, encode: Encoder) -> str | None:
    """One optional value, checked and escaped."""
    return (
        None
        if value is None or isinstance(value, Unset)
        else query_value(encode(value, name), name)
    )
