"""The page of a fleet: each tenant with its state, problems first, to be sorted and searched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from ..models import Schedule
from ..planning.window import in_zone
from .page import TOOLS, escaped, need_a_person, page, tenant_head
from .status import TenantStatus, nights_of, problems_first

__all__ = ["fleet_page"]

_COLUMNS = (
    "Tenant",
    "Problems",
    "State",
    "Last sync (UTC)",
    "Last ingestion (UTC)",
    "Schedules (UTC)",
    "Current or next rollover (in its time zone)",
)


def fleet_page(rows: Sequence[TenantStatus], *, made_at: datetime) -> str:
    """One HTML page on what each tenant of a fleet is like.

    It is self-contained: no network, a strict content security policy, light and dark, printable.
    All text of tenants is escaped.

    Args:
        rows: the tenants.
        made_at: when they were read.
    """
    bad = sum(bool(each.problems) for each in rows)
    verdict = (
        f'<p class="bad"><strong>{need_a_person(bad, len(rows))}.</strong></p>'
        if bad
        else f'<p class="good"><strong>All {len(rows)} tenants are well.</strong></p>'
    )
    heads = "".join(
        f'<th scope="col"><button type="button">{each}</button></th>' for each in _COLUMNS
    )
    body = "\n".join(_row(each) for each in problems_first(rows))
    table = (
        f'{TOOLS}\n<div class="wide" tabindex="0" role="region" aria-label="Tenants">'
        f"<table data-sortable><caption>Tenants, those with problems first. The headings sort. A "
        "night is a date in the time zone of the tenant; one that is paused in part is not counted."
        f"</caption><thead><tr>{heads}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )
    return page("Status of the fleet", verdict, table, made_at=made_at)


def _row(status: TenantStatus) -> str:
    problems = "".join(f"<li>{escaped(each)}</li>" for each in status.problems)
    ingestion = status.last_ingestion
    last = "none listed"
    if ingestion is not None:
        last = f"{ingestion.state or 'unknown'} {_moment(ingestion.created_at)}"
    cells = (
        _cell(f"<ul>{problems}</ul>" if problems else "none", f"{9999 - len(status.problems)}"),
        _cell(escaped(status.state)),
        _cell(escaped(_moment(status.last_sync)), _key(status.last_sync)),
        _cell(escaped(last), _key(ingestion.created_at if ingestion else None)),
        _cell(escaped(", ".join(map(_schedule, status.schedules)) or "none")),
        _rollover(status),
    )
    kind = ' class="problem"' if status.problems else ""
    return f"<tr{kind}>{tenant_head(status.tenant)}{''.join(cells)}</tr>"


def _rollover(status: TenantStatus) -> str:
    found = status.next_rollover
    if found is None:
        return _cell("none")
    nights = nights_of(found, status.tenant)
    count = "" if nights is None else f" ({nights} whole night{'' if nights == 1 else 's'})"
    text = f"{found.name or found.id}: {status.next_window}{count}"
    return _cell(escaped(text), _key(found.start_date))


def _cell(html: str, key: str | None = None) -> str:
    return f"<td>{html}</td>" if key is None else f'<td data-key="{escaped(key)}">{html}</td>'


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{in_zone(moment, UTC):%Y-%m-%d %H:%M}"


def _key(moment: datetime | None) -> str:
    return "" if moment is None else in_zone(moment, UTC).isoformat()


def _schedule(schedule: Schedule) -> str:
    hour = "?" if schedule.hour is None else f"{schedule.hour}:00"
    if schedule.enabled is False:
        return f"{hour} off"
    return f"{hour} paused" if schedule.paused else hour
