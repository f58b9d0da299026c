"""Neighbours: where rollovers of one cloud overlap, and what is open between two that are close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

import attrs

from ..models import Rollover, TenantInfo
from ..planning import Window, zone_of
from ..planning.window import counted, open_between

__all__ = ["Neighbours", "conflicts_of", "neighbours_of", "window_of"]

# Two rollovers closer than this leave nights open that were likely meant to be paused.
_CLOSE = timedelta(days=7)


@attrs.frozen
class Neighbours:
    """Two rollovers of one cloud that a person should look at together.

    Args:
        before: the one that begins first.
        after: the other.
        window: what both pause, or what is open between them.
        overlap: whether it is what both pause.
    """

    before: Rollover
    after: Rollover
    window: Window
    overlap: bool

    def __str__(self) -> str:
        one, other = (each.name or f"rollover {each.id}" for each in (self.before, self.after))
        if self.overlap:
            return f"{one!r} and {other!r} overlap"
        nights = self.window.night_count
        are = "is" if nights == 1 else "are"
        return f"{counted(nights)} {are} open between {one!r} and {other!r}"


def conflicts_of(rollovers: Iterable[Rollover], tenant: TenantInfo) -> list[str]:
    """Overlaps of a tenant's rollovers, and what is open between two that are close, in words."""
    return list(map(str, neighbours_of(rollovers, tenant)))


def neighbours_of(rollovers: Iterable[Rollover], tenant: TenantInfo) -> Iterator[Neighbours]:
    """Each pair of a tenant's rollovers that overlaps, or leaves a few nights open.

    A rollover is held against the one of its cloud, of those that begin before it, that ends last.
    """
    furthest: dict[UUID | None, tuple[Rollover, Window]] = {}
    known = [(each, window) for each in rollovers if (window := window_of(each, tenant))]
    for after, window in sorted(known, key=lambda each: (each[1].start, each[1].end)):
        found = furthest.get(after.cloud_id)
        if found is not None and (near := _near(*found, after, window)):
            yield near
        if found is None or found[1].end < window.end:
            furthest[after.cloud_id] = (after, window)


def _near(before: Rollover, first: Window, after: Rollover, second: Window) -> Neighbours | None:
    if second.start < first.end:
        both = attrs.evolve(second, end=min(first.end, second.end))
        return Neighbours(before, after, both, overlap=True)
    gap = open_between(first.end, second.start, first.zone)
    if gap is None or gap.end - gap.start > _CLOSE:
        return None
    return Neighbours(before, after, gap, overlap=False)


def window_of(rollover: Rollover, tenant: TenantInfo) -> Window | None:
    """The window of a rollover in the tenant's time zone; None where it is none."""
    if rollover.start_date is None or rollover.end_date is None:
        return None
    try:
        return Window(rollover.start_date, rollover.end_date, zone_of(tenant).info)
    except ValueError:
        return None
