"""Request bodies: from models and values to JSON, and XML that is checked to be well-formed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from .encode import encode_model, encode_object, utf_8

if TYPE_CHECKING:
    from .model import Model


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
        return utf_8(text, name)
    raise ValueError(wrong)


def model_content(body: Model, kind: type[Model], *, additional: bool = True) -> bytes:
    """The JSON body made from a model.

    Properties that only the service may set are left out; with `additional` False, also
    those that the document does not know.
    """
    return json_content(_body(body, kind, "body", additional=additional))


def models_content(items: Sequence[Model], kind: type[Model]) -> bytes:
    """The JSON body of a bulk request: an object whose `data` lists the models."""
    if isinstance(items, str | bytes) or not isinstance(items, Sequence):
        raise TypeError(f"items must be a list of {kind.__name__}, not {type(items).__name__}")
    data = [_body(item, kind, f"items[{index}]") for index, item in enumerate(items)]
    return json_content({"data": data}, name="items")


def _body(body: Model, kind: type[Model], name: str, *, additional: bool = True) -> dict[str, Any]:
    if not additional and isinstance(body, kind):
        documented: Any = copy(body)
        documented.additional_properties = {}
        body = documented
    data = encode_model(body, name, kind)
    return {key: value for key, value in data.items() if key not in kind.READ_ONLY}


def object_content(body: Mapping[str, object]) -> bytes:
    """The JSON body of a free-form object."""
    return json_content(encode_object(body, "body"))


def xml_content(body: str | bytes) -> bytes:
    """The bytes of an XML document, which must be well-formed.

    Raises:
        TypeError: it is neither `str` nor `bytes`.
        ValueError: it is not well-formed, or it is a `str` that declares another encoding.
    """
    from xml.parsers import expat

    if isinstance(body, str):
        content, parser = utf_8(body, "body"), expat.ParserCreate("utf-8")
    elif isinstance(body, bytes):
        content, parser = body, expat.ParserCreate()
    else:
        raise TypeError(f"body must be XML as str or bytes, not {type(body).__name__}")
    declared = "utf-8"

    def declare(version: str, encoding: str | None, standalone: int) -> None:
        nonlocal declared
        declared = (encoding or declared).lower()

    parser.XmlDeclHandler = declare
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        wrong = f"body is not well-formed XML: {error}"
    except (LookupError, ValueError) as error:
        wrong = f"body cannot be checked: {error}; send it as UTF-8"
    else:
        ascii_only = declared in {"ascii", "us-ascii"} and content.isascii()
        if isinstance(body, bytes) or ascii_only or declared in {"utf-8", "utf8"}:
            return content
        wrong = f"body is a str, sent as UTF-8, but declares encoding {declared!r}; pass bytes"
    raise ValueError(wrong)
