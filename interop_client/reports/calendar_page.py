"""The calendar of a fleet: every rollover on a time axis, with overlaps and gaps, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from ..models import Rollover, TenantInfo
from ..planning.window import in_zone
from .neighbours import conflicts_of, neighbours_of, window_of
from .page import TOOLS, escaped, page, tenant_head, tenants
from .status import TenantStatus, shown_window

__all__ = ["calendar_page"]

_WIDTH = 720
_HEIGHT = 26
_LONGEST = timedelta(days=3 * 366)


def calendar_page(rows: Sequence[TenantStatus], *, made_at: datetime) -> str:
    """One HTML page with the rollovers of a fleet on a time axis, and the same facts as text.

    Args:
        rows: the tenants.
        made_at: when they were read.
    """
    first, last = _span(rows, made_at)
    axis = _Axis(first, last, made_at)
    bad = sum(bool(_facts(each)) for each in rows)
    in_order = sorted(rows, key=lambda each: (not _facts(each), each.tenant.name or ""))
    intro = (
        f"<p>{tenants(len(rows))}, {first:%d %b %Y} to {last:%d %b %Y}. A solid bar is a time in "
        "which collections pause, a red one an overlap, a dashed frame a gap between two that are "
        f"close. {tenants(bad)} {'has' if bad == 1 else 'have'} an overlap or a gap, or could not "
        "be read. The times of rollovers are in the time zone of their tenant, which stands below "
        "its name; the axis is in UTC.</p>"
    )
    body = "\n".join(_row(each, axis) for each in in_order)
    table = (
        f'{TOOLS}\n<div class="wide" tabindex="0" role="region" aria-label="Calendar">'
        "<table data-sortable><caption>Rollovers by tenant. The headings sort.</caption>"
        '<thead><tr><th scope="col"><button type="button">Tenant</button></th>'
        f'<th scope="col">{axis.head()}<span class="dim">Time (UTC)</span></th>'
        '<th scope="col"><button type="button">Rollovers</button></th>'
        '<th scope="col"><button type="button">Schedules (UTC)</button></th></tr></thead>'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )
    return page("Calendar of rollovers", intro, table, made_at=made_at)


class _Axis:
    """Where on the axis a time is."""

    def __init__(self, first: datetime, last: datetime, now: datetime) -> None:
        self._first = first
        self._length = last - first
        self._now = now

    def at(self, moment: datetime) -> float:
        share = (moment - self._first) / self._length
        return round(min(max(share, 0.0), 1.0) * _WIDTH, 1)

    def head(self) -> str:
        """The months along the axis."""
        marks = []
        month = self._first.replace(day=1)
        step = 1 if self._length < timedelta(days=500) else 3
        while month < self._first + self._length:
            x = self.at(month)
            if self._first <= month and x < _WIDTH - 40:
                marks.append(f'<text x="{x}" y="14">{month:%b %y}</text>')
            for _ in range(step):
                month = (month + timedelta(days=32)).replace(day=1)
        return (
            f'<svg width="{_WIDTH}" height="18" viewBox="0 0 {_WIDTH} 18" aria-hidden="true">'
            f"{''.join(marks)}</svg>"
        )

    def picture(self, status: TenantStatus) -> str:
        """The bars of one tenant; the same stands as text beside them."""
        windows = [window_of(each, status.tenant) for each in status.rollovers]
        shapes = [
            f'<line class="axis" x1="0" x2="{_WIDTH}" y1="{_HEIGHT // 2}" y2="{_HEIGHT // 2}"/>',
            *(self._bar("bar", each.start, each.end, 6, 14) for each in windows if each),
            *self._marks(status.rollovers, status.tenant),
        ]
        now = self.at(self._now)
        shapes.append(f'<line class="now" x1="{now}" x2="{now}" y1="0" y2="{_HEIGHT}"/>')
        return (
            f'<svg width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
            f'aria-hidden="true">{"".join(shapes)}</svg>'
        )

    def _marks(self, rollovers: Sequence[Rollover], tenant: TenantInfo) -> Iterable[str]:
        for found in neighbours_of(rollovers, tenant):
            kind, y, height = ("overlap", 2, 22) if found.overlap else ("gap", 3, 20)
            yield self._bar(kind, found.window.start, found.window.end, y, height)

    def _bar(self, kind: str, start: datetime, end: datetime, y: int, height: int) -> str:
        x = self.at(start)
        width = max(round(self.at(end) - x, 1), 2.0)
        return f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}"/>'


def _span(rows: Iterable[TenantStatus], now: datetime) -> tuple[datetime, datetime]:
    """The first and the last day of the axis: a year at least, three at most."""
    ends = [
        in_zone(moment, UTC)
        for each in rows
        for rollover in each.rollovers
        for moment in (rollover.start_date, rollover.end_date)
        if moment is not None
    ]
    now = now.astimezone(UTC)
    first = max(min([now - timedelta(days=30), *ends]), now - timedelta(days=366))
    last = min(max([now + timedelta(days=335), *ends]), first + _LONGEST)
    return first.replace(hour=0, minute=0, second=0, microsecond=0), last


def _facts(status: TenantStatus) -> list[str]:
    return (
        conflicts_of(status.rollovers, status.tenant) if status.readable else list(status.problems)
    )


def _row(status: TenantStatus, axis: _Axis) -> str:
    tenant = status.tenant
    texts = [_text(each, status) for each in status.rollovers]
    texts += [f'<span class="bad">{escaped(each)}</span>' for each in _facts(status)]
    items = "".join(f"<li>{each}</li>" for each in texts)
    nothing = "none" if status.readable else "not known"
    hours = ", ".join(f"{each.hour}:00" for each in status.schedules if each.hour is not None)
    kind = ' class="problem"' if _facts(status) else ""
    starts = [each.start_date for each in status.rollovers if each.start_date is not None]
    key = in_zone(min(starts), UTC).isoformat() if starts else "9999"
    return (
        f"<tr{kind}>{tenant_head(tenant)}"
        f"<td>{axis.picture(status)}</td>"
        f'<td data-key="{escaped(key)}">{f"<ul>{items}</ul>" if items else nothing}</td>'
        f"<td>{escaped(hours or nothing)}</td></tr>"
    )


def _text(rollover: Rollover, status: TenantStatus) -> str:
    name = rollover.name or rollover.id
    return escaped(f"{name}: {shown_window(rollover, status.tenant)}")
