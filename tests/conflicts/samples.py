"""Rollovers and conflicts to look at, made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from interop_client.errors import ConflictError
from interop_client.models import Rollover, RolloverRequest

CLOUD = UUID(int=0xC10)
OTHER_CLOUD = UUID(int=0xC11)
NOW = datetime(2031, 6, 15, 12, tzinfo=UTC)


def day(number: float) -> datetime:
    return datetime(2031, 6, 1, tzinfo=UTC) + timedelta(days=number - 1)


def request(start: datetime, end: datetime, **changes: object) -> RolloverRequest:
    made = RolloverRequest(
        name="Summer",
        start_date=start,
        end_date=end,
        type="school_year",
        status="upcoming",
        cloud_id=CLOUD,
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def rollover(start: datetime | None, end: datetime | None, **changes: object) -> Rollover:
    read = Rollover(
        id=UUID(int=1),
        name="Summer",
        start_date=start,
        end_date=end,
        type="school_year",
        cloud_id=CLOUD,
    )
    for name, value in changes.items():
        setattr(read, name, value)
    return read


def conflict() -> ConflictError:
    return ConflictError(
        "POST x answered 409", status_code=409, method="POST", url="x", request_id="r-1", attempts=2
    )
