"""Raw requests: operations that the document does not know, as the escape hatch sends them."""

from __future__ import annotations

import enum
import json as json_
from typing import TYPE_CHECKING
from urllib.parse import unquote

from .._codec.url import query_of
from .._config.base_url import relative_path
from .._generated.client import OPERATIONS
from ..operation import Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._config.headers import ExtraHeaders


# What HTTP says may be repeated, of paths that the document does not know.
_IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "DELETE", "PUT"})


class Nothing(enum.Enum):
    """The type of `NOTHING`."""

    NOTHING = "no body"


NOTHING = Nothing.NOTHING


def described(
    method: str,
    path: str,
    *,
    params: Mapping[str, object] | None,
    json: object,
    content: bytes | str | None,
    headers: ExtraHeaders,
) -> Operation[bytes]:
    """The operation that a method, a path and a body amount to.

    Raises:
        TypeError: an argument of the wrong type, or a body that JSON cannot hold.
        ValueError: a path that leads elsewhere, two bodies, or no HTTP method.
    """
    if not isinstance(method, str):
        raise TypeError(f"method must be a text, not {type(method).__name__}")
    # CONNECT opens a tunnel and is for proxies.
    if not (method.isascii() and method.isalpha()) or method.upper() == "CONNECT":
        raise ValueError(f"method must be an HTTP method, not {method!r}")
    url, query = relative_path(path)
    added = query_of(params)
    sent = _content(json, content)
    content_type = headers.get("content-type")
    if json is not NOTHING:
        content_type = content_type or "application/json"
    method = method.upper()
    return Operation(
        operation_id=f"{method} {url}",
        method=method,
        url=url,
        query="&".join(part for part in (query, added) if part),
        content=sent,
        content_type=content_type,
        body=content if json is NOTHING else json,
        accept=headers.get("accept") or "application/json",
        repeatable=_is_repeatable(method, url),
        parse=bytes,
    )


def _content(json: object, content: bytes | str | None) -> bytes | None:
    """The bytes of a body; None without one."""
    if json is not NOTHING:
        if content is not None:
            raise ValueError("give json or content, not both")
        return json_.dumps(json, separators=(",", ":"), allow_nan=False).encode()
    if isinstance(content, str):
        return content.encode()
    if content is not None and not isinstance(content, bytes):
        raise TypeError(f"content must be bytes or a text, not {type(content).__name__}")
    return content


def _is_repeatable(method: str, url: str) -> bool:
    """Whether sending it twice has the effect of sending it once: as the document says of the
    operation that has this path, and as HTTP says of any other."""
    segments = _segments(url)
    known = [
        repeatable
        for its_method, path, repeatable in OPERATIONS
        if its_method == method and _is_below(_segments(path), segments)
    ]
    return all(known) if known else method in _IDEMPOTENT


def _segments(path: str) -> list[str]:
    return [unquote(segment).casefold() for segment in path.split("/") if segment]


def _is_below(template: list[str], segments: list[str]) -> bool:
    """Whether a path ends as a template says, whatever it is below of."""
    return len(template) <= len(segments) and all(
        expected.startswith("{") or expected == segment
        for expected, segment in zip(
            template, segments[len(segments) - len(template) :], strict=True
        )
    )
