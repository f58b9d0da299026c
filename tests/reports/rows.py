"""Rows of made-up tenants for the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from interop_client.models import (
    AccountRefType,
    AuthType,
    Ingestion,
    IntegrationStatusType,
    Rollover,
    Schedule,
    TenantInfo,
)
from interop_client.reports import TenantStatus
from interop_client.reports.neighbours import conflicts_of

NOW = datetime(2027, 1, 15, 8, tzinfo=UTC)
EVIL = "<script>alert(1)</script>"
SECRET = "s3cret-of-the-tenant"


def rollover(name: str, start: int, end: int) -> Rollover:
    """One from so many days from now to so many."""
    return Rollover(
        id=UUID(int=abs(start) * 1000 + end),
        name=name,
        cloud_id=UUID(int=5),
        start_date=NOW + timedelta(days=start),
        end_date=NOW + timedelta(days=end),
    )


def row(
    number: int, *rollovers: Rollover, name: str | None = None, problems: tuple[str, ...] = ()
) -> TenantStatus:
    tenant = TenantInfo(
        id=UUID(int=number + 1),
        name=name or f"District {number}",
        account=AccountRefType(timezone="America/Denver"),
        status=IntegrationStatusType(
            op_state="running", last_sync_at=NOW - timedelta(hours=number % 30)
        ),
        auth=AuthType(client_id="id", client_secret=SECRET),
    )
    return TenantStatus(
        tenant=tenant,
        rollovers=rollovers,
        schedules=[Schedule(hour=3), Schedule(hour=9, enabled=False), Schedule(paused=True)],
        last_ingestion=Ingestion(id=UUID(int=9), created_at=NOW),
        problems=(*problems, *conflicts_of(rollovers, tenant)),
    )


def rows() -> list[TenantStatus]:
    return [
        row(1, rollover("Summer", 150, 220)),
        row(2, rollover("A", 10, 30), rollover("B", 20, 40), name=EVIL),
        row(3, rollover("A", 10, 30), rollover("B", 33, 40), name="\"quoted\" & 'so'"),
        row(4, name="Nothing there", problems=("no schedule: nothing is collected",)),
        row(5, Rollover(name=EVIL), name="Odd dates"),
    ]


def many(count: int) -> list[TenantStatus]:
    return [row(each, rollover("Summer", 150 + each % 9, 220)) for each in range(count)]
