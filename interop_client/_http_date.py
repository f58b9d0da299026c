"""HTTP dates, such as `Fri, 27 Nov 2026 08:49:37 GMT`: what a header field says of a moment."""

from __future__ import annotations

from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def read_date(text: str) -> datetime | None:
    """The moment that a date names, in UTC where it names no offset; None for what is no date."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
