"""Retry rules: who decides that a request may be sent again after a failure. Pure functions."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from ._clock import wall_time

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Verdict", "judge", "read_retry_after"]

_SECONDS = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")


class Verdict(Enum):
    """What follows from a failure."""

    FAIL = "it is an error"
    RETRY = "it may be sent again"
    UNKNOWN = "nobody knows whether it happened"


def judge(status: int | None, *, method: str, repeatable: bool, sent: bool = True) -> Verdict:
    """What follows from an answer that is no success, or from none at all.

    Args:
        status: the HTTP status; None when no answer came.
        method: the HTTP method.
        repeatable: whether sending the request twice has the effect of sending it once.
        sent: without an answer, whether any of the request may have reached the service.
    """
    if status == 429 or (status is None and not sent):
        return Verdict.RETRY
    if status is None or status in (502, 504):
        return Verdict.RETRY if repeatable else Verdict.UNKNOWN
    if status in (408, 503) and repeatable:
        return Verdict.RETRY
    if status == 500 and method == "GET":
        return Verdict.RETRY
    return Verdict.FAIL


def read_retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that a response's `Retry-After` asks for; None without one that makes sense.

    A date is taken relative to the response's own `Date`, so that our clock does not matter.
    """
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    # One that came twice, as from a gateway and from the service, is joined by commas.
    parts = [part.strip() for part in value.split(",")]
    if all(_SECONDS.fullmatch(part) for part in parts):
        return max(map(float, parts))
    # Imported by the first date: its import is slow, and a call that succeeds has none to read.
    from ._http_date import read_date

    until = read_date(value)
    if until is None:
        return None
    now = read_date(headers.get("date", ""))
    return max(0.0, until.timestamp() - (wall_time() if now is None else now.timestamp()))
