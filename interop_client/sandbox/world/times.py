"""Date-times as they travel: RFC 3339 text, written in UTC with milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime


def write_time(moment: datetime) -> str:
    """An aware time as the service writes it, such as `2026-07-01T00:00:00.000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_time(text: object) -> datetime | None:
    """The instant that a text states, or None where it states none; without an offset, UTC."""
    if not isinstance(text, str):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
