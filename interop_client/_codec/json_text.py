"""JSON text of the service to values: strict and fast, or as tolerant as the format allows.

What one odd value of a page should not cost is all the others. So where the fast parser refuses a
text, the parser of the standard library gets it, which takes more: half a surrogate pair (read as
U+FFFD, so that it can be shown and sent), numbers without end or beyond any bound (read as null),
control characters, and the mark that some put before UTF-8.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

import msgspec

from ..errors import ResponseDecodeError

_MARK = b"\xef\xbb\xbf"
_HALF_A_PAIR = "[\ud800-\udfff]"

_strict = msgspec.json.Decoder()


def value_of(text: bytes | msgspec.Raw) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: it is none; also as msgspec.DecodeError and UnicodeDecodeError.
        RecursionError: it is nested too deeply.
    """
    try:
        return _strict.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        refused = error
    try:
        value = _tolerant.decode(bytes(text).removeprefix(_MARK).decode())
    except ValueError:
        pass
    else:
        return _clean(value)
    raise refused


def load(content: bytes) -> Any:
    """The value of a response body.

    Raises:
        ResponseDecodeError: it is not JSON, or nested too deeply.
    """
    try:
        return value_of(content)
    except RecursionError:
        wrong = too_deep(content)
    except ValueError as error:
        wrong = not_json(content, str(error))
    raise wrong


def not_json(content: bytes, why: str) -> ResponseDecodeError:
    """The error for a body that is no JSON, or empty."""
    what = f"is not JSON ({why})" if content.strip() else "is empty where JSON is documented"
    return ResponseDecodeError(
        f"the response body {what}; it has {len(content)} bytes. "
        "Something other than the service may have answered"
    )


def too_deep(content: bytes) -> ResponseDecodeError:
    """The error for a body that no parser can follow."""
    return ResponseDecodeError(
        f"the response body is nested too deeply to be read; it has {len(content)} bytes"
    )


def _whole(digits: str) -> int | None:
    try:
        return int(digits)
    except ValueError:  # more digits than Python turns into a number
        return None


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


def _nothing(name: str) -> None:
    """What is read of NaN and Infinity."""


_tolerant = json.JSONDecoder(
    strict=False, parse_constant=_nothing, parse_int=_whole, parse_float=_finite
)


def _clean(value: Any) -> Any:
    """The value, in which every text can be written as UTF-8."""
    if isinstance(value, str):
        return re.sub(_HALF_A_PAIR, "\ufffd", value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {re.sub(_HALF_A_PAIR, "\ufffd", key): _clean(item) for key, item in value.items()}
    return value
