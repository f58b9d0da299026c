"""Answers that are made up instead of carrying a request out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime

from ..contract.answers import Answer, RefusalError
from ..contract.refusing import checked_count, checked_seconds


def refusal_status(status: object) -> int:
    """The status of a made-up refusal.

    Raises:
        TypeError: it is no number.
        ValueError: it is no status of a refusal.
    """
    number = checked_count("a status", status, least=200, most=599)
    if number < 300:
        raise ValueError(
            f"{number} is the status of a success, and a fault refuses: faults.answer(operation, "
            f"{number}, body) makes up a success"
        )
    return number


def made_up_answer(
    status: object,
    body: bytes | str | None,
    content_type: str | None,
    headers: Mapping[str, str] | None,
    retry_after: float | datetime | str | None,
) -> Answer:
    """An answer with this status, body and headers.

    Raises:
        TypeError, ValueError: it could not be sent like that.
    """
    number = checked_count("a status", status, least=200, most=599)
    if body is None and number == 304:
        answer = Answer(number)
    elif body is None:
        answer = RefusalError(number, "injected", f"The sandbox was told to say {number}.").answer()
    elif isinstance(body, bytes | str):
        content = body.encode() if isinstance(body, str) else body
        answer = Answer(number, content, "application/json" if content else None)
    else:
        raise TypeError(f"a body must be bytes or text, not {body!r}")
    if number in (204, 304) and answer.content:
        raise ValueError(f"an answer with status {number} has no body: say body=b''")
    if content_type is not None:
        answer.content_type = _header("content-type", content_type)
    for name, value in (headers or {}).items():
        answer.headers[_header("a name", name).lower()] = _header(name, value)
    if retry_after is not None:
        answer.headers["retry-after"] = _retry_after(retry_after)
    return answer


def _header(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a header ({name}) must be text, not {value!r}")
    if not value.isascii() or "\r" in value or "\n" in value:
        raise ValueError(f"a header ({name}) must be one line of ASCII, not {value!r}")
    return value


def _retry_after(value: float | datetime | str) -> str:
    if isinstance(value, str):
        return _header("retry-after", value)
    if not isinstance(value, datetime):
        checked_seconds("retry_after", value)
        return str(value)
    if value.tzinfo is None:
        raise ValueError(f"retry_after needs an aware datetime, not {value!r}")
    return format_datetime(value.astimezone(UTC).replace(microsecond=0), usegmt=True)
