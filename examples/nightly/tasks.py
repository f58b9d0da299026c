"""The night of one tenant: its summer is paused, and its rosters are collected once.

It looks before it writes, so it is safe to repeat, wherever the one before it was killed.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta

import attrs
from docket import Docket, Shared

from interop_client import (
    ConfigurationError,
    InteropClient,
    InteropError,
    RedisTokenStore,
    planning,
)
from interop_client.errors import (
    IngestionPendingError,
    RolloverOverlapError,
    SchedulePausedError,
)
from interop_client.models import IngestionType, RolloverRequest, ScheduleType, TenantInfo

REDIS_URL = os.environ.get("REDIS_URL") or None
CONCURRENCY = int(os.environ.get("NIGHTLY_CONCURRENCY", "20"))  # tenants at once, of each worker
INGESTION_SECONDS = 3600.0
CLOCKS_APART = timedelta(minutes=5)


@attrs.frozen
class Night:
    """What every tenant is to have: one rollover, and one collection since midnight in UTC."""

    day: date
    name: str
    start: date
    end: date
    type: str
    status: str


@attrs.frozen
class Row:
    """What became of one tenant; `why` says what a person has to look at."""

    tenant: str
    rollover: str
    collection: str = ""
    why: Sequence[str] = ()


def queue() -> Docket:
    """Where the tasks are: in Redis, or in this process. What came of them is kept for a day."""
    name = os.environ.get("NIGHTLY_QUEUE", "nightly")
    return Docket(name, REDIS_URL or "memory://", execution_ttl=timedelta(days=1))


@asynccontextmanager
async def connected() -> AsyncIterator[InteropClient]:
    """A client; with Redis, one that shares its tokens with the other workers, encrypted."""
    if REDIS_URL is None:
        async with InteropClient.from_env() as interop:
            yield interop
    else:
        try:
            key = bytes.fromhex(os.environ.get("TOKEN_KEY", ""))
        except ValueError:
            raise ConfigurationError("TOKEN_KEY must be 64 hexadecimal digits") from None
        async with (
            aclosing(RedisTokenStore.from_url(REDIS_URL, encryption_key=key)) as store,
            InteropClient.from_env(token_store=store) as interop,
        ):
            yield interop


async def tenant_night(
    tenant_id: str, label: str, night: Night, interop: InteropClient = Shared(connected)
) -> Row:
    """The task. No credential is in the queue: each worker reads those of the tenant itself."""
    rollover = collection = ""
    why: Sequence[str] = ()
    try:
        tenant = await interop.tenants.find(tenant_id)
        mine = interop.for_tenant(tenant)
        rollover, why = await pause(mine, tenant, night)
        collection = await collect(mine, night)
    except InteropError as error:
        why = [*why, str(error)]
    return Row(label, rollover or "failed", collection or "not done", why)


async def pause(mine: InteropClient, tenant: TenantInfo, night: Night) -> tuple[str, Sequence[str]]:
    """Have the whole window paused; where that cannot be, say why. What is there is what counts."""
    cover, done = await look(mine, tenant, night), "covered"
    if cover.verdict is planning.Verdict.OPEN:
        wanted = RolloverRequest(
            name=night.name,
            start_date=cover.wanted.start,
            end_date=cover.wanted.end,
            type=night.type,
            status=night.status,
            cloud_id=cover.cloud_id,
        )
        try:
            await mine.rollovers.create(wanted)
            done = "created"
        except RolloverOverlapError as error:
            # Somebody was quicker, perhaps another worker with the very same.
            if (cover := await look(mine, tenant, night)).verdict is planning.Verdict.OPEN:
                raise error from None
        else:
            cover = await look(mine, tenant, night)
    if cover.verdict is planning.Verdict.COVERED:
        return done, ()
    return cover.verdict.value, cover.reasons or ["it was created, but then it was not in the list"]


async def look(mine: InteropClient, tenant: TenantInfo, night: Night) -> planning.Cover:
    """How far the window is paused by what is there."""
    rollovers = await mine.rollovers.list().collect()
    zone, now = planning.zone_of(tenant), datetime.now(UTC)
    return planning.judge(
        tenant, rollovers, night.start, night.end, zone=zone, now=now, pausing=[night.status]
    )


async def collect(mine: InteropClient, night: Night) -> str:
    """Collect once in this night; what was begun, by whomever, is waited for and not repeated."""
    began = datetime.combine(night.day, time(), UTC) - CLOCKS_APART
    kinds = (None, ScheduleType.COLLECTION)
    while True:
        schedules = await mine.schedules.list().collect()
        usable = [each for each in schedules if each.enabled is not False and each.type in kinds]
        if (state := await begun_since(mine, began)) is not None:
            return state
        if any(each.last_run_at is not None and each.last_run_at >= began for each in usable):
            return "was run before"  # It has ended, and only what has not ended is listed.
        ready = next((each.id for each in usable if each.id and not each.paused), None)
        if ready is None:
            return "paused at present" if usable else "no schedule to run"
        try:
            await mine.schedules.run_to_completion(ready, timeout=INGESTION_SECONDS)
        except SchedulePausedError:
            return "paused at present"
        except IngestionPendingError as error:
            if error.ingestion.id is None:
                raise
            # An older one, or one that another worker began just now: look again after it.
            await mine.ingestions.wait(error.ingestion.id, timeout=INGESTION_SECONDS)
        else:
            return "collected"


async def begun_since(mine: InteropClient, began: datetime) -> str | None:
    """How the newest collection since then ended; None where there is none."""
    kinds = (None, IngestionType.COLLECTION)
    found = [
        (each.created_at, each.id)
        async for each in mine.ingestions.list()
        if each.created_at and each.created_at >= began and each.id and each.type in kinds
    ]
    if not found:
        return None
    ended = await mine.ingestions.wait(max(found)[1], timeout=INGESTION_SECONDS)
    if ended.state != "success":
        raise InteropError(f"ingestion {ended.id} of this night ended as {ended.state}")
    return "collected"
