"""State of a tenant: which rollovers count, and how two readings of them differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from ..models import Rollover

__all__ = ["differences", "standing"]

# What a plan looks at. `status` moves with the time, so it is no difference.
_COMPARED = ("name", "cloud_id", "actor_id", "type", "start_date", "end_date")


def standing(rollovers: Iterable[Rollover], now: datetime) -> list[Rollover]:
    """The rollovers that have not ended, as far as is known, in a stable order."""
    live = [each for each in rollovers if each.end_date is None or each.end_date > now]
    return sorted(live, key=lambda each: (_shown(each.start_date), str(each.id)))


def differences(seen: Iterable[Rollover], found: Iterable[Rollover], now: datetime) -> list[str]:
    """What is not as it was seen, a line each; what has ended since is none.

    Args:
        seen: the rollovers as a plan saw them.
        found: the rollovers as they are.
        now: the time.
    """
    before = {each.id: each for each in standing(seen, now)}
    after = {each.id: each for each in standing(found, now)}
    lines = [f"{named(each)} is gone" for key, each in before.items() if key not in after]
    lines += [f"{named(each)} is new" for key, each in after.items() if key not in before]
    for key, each in before.items():
        if key in after:
            lines += _changed(each, after[key])
    return lines


def _changed(before: Rollover, after: Rollover) -> Sequence[str]:
    return [
        f"{named(before)}: {name} was {_shown(getattr(before, name))} and is"
        f" {_shown(getattr(after, name))}"
        for name in _COMPARED
        if _shown(getattr(before, name)) != _shown(getattr(after, name))
    ]


def named(rollover: Rollover) -> str:
    """How a rollover is called in a sentence."""
    return f"rollover {rollover.name!r} ({rollover.id})"


def _shown(value: object) -> str:
    """A value as it is compared: times to the millisecond, in which services keep them."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return str(value).lower() if isinstance(value, UUID) else str(value)
