"""Operations that the document does not know: what the escape hatch sends."""

from __future__ import annotations

import enum
import json as json_
import re
from typing import TYPE_CHECKING

from .._config.base_url import relative_path, written_query
from ..operation import Operation

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NOTHING", "Nothing", "described"]

_METHOD = re.compile(r"[A-Za-z]+")

_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "DELETE", "PUT"})


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
    content_type: str | None,
    accept: str | None,
) -> Operation[bytes]:
    """The operation that a method, a path and a body amount to.

    Raises:
        TypeError: an argument of the wrong type, or a body that JSON cannot hold.
        ValueError: a path that leads elsewhere, two bodies, or no HTTP method.
    """
    if not isinstance(method, str):
        raise TypeError(f"method must be a text, not {type(method).__name__}")
    # CONNECT opens a tunnel and is for proxies.
    if not _METHOD.fullmatch(method) or method.upper() == "CONNECT":
        raise ValueError(f"method must be an HTTP method, not {method!r}")
    if json is not NOTHING and content is not None:
        raise ValueError("give json or content, not both")
    url, query = relative_path(path)
    added = written_query(params)
    body: object = content
    if isinstance(content, str):
        content = content.encode()
    elif content is not None and not isinstance(content, bytes):
        raise TypeError(f"content must be bytes or a text, not {type(content).__name__}")
    if json is not NOTHING:
        body = json
        content = json_.dumps(json, separators=(",", ":"), allow_nan=False).encode()
        content_type = content_type or "application/json"
    method = method.upper()
    return Operation(
        operation_id=f"{method} {url}",
        method=method,
        url=url,
        query="&".join(part for part in (query, added) if part),
        content=content,
        content_type=content_type,
        body=body,
        accept=accept or "application/json",
        repeatable=method in _REPEATABLE and not _changes_rollover(method, url),
        parse=bytes,
    )


def _changes_rollover(method: str, url: str) -> bool:
    """Whether it is the PUT that, sent twice, may undo what somebody else changed in between."""
    return method == "PUT" and "rollovers" in url.casefold().split("/")
