"""What types a program gets: mypy, pyright, pyrefly and ty check each line, in strict modes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import assert_type
from uuid import UUID

from interop_client import (
    ApiKey,
    ClientCredentials,
    ConflictError,
    InteropClient,
    LtiJwt,
    Operation,
    Page,
    Pager,
    RawResponse,
    ResponseDecodeError,
    StatusError,
)
from interop_client.models import (
    UNSET,
    AuthType,
    Cloud,
    ErrorType,
    Ingestion,
    IngestionState,
    Integration,
    IntegrationVersion,
    Rollover,
    RolloverRequest,
    RolloverStatus,
    Schedule,
    ScheduleRequest,
    ScheduleUpdate,
    ScopingSchool,
    TenantApplication,
    TenantInfo,
    TenantState,
    Unset,
)


async def clients(token: str) -> None:
    """Making a client, and clients from it."""
    assert_type(InteropClient(ClientCredentials("id", "secret")), InteropClient)
    assert_type(InteropClient(ApiKey("key"), timeout=None), InteropClient)
    async with InteropClient(LtiJwt(token)) as interop:
        assert_type(interop, InteropClient)
        assert_type(interop.with_options(timeout=5.0), InteropClient)
        assert_type(interop.for_tenant(await interop.tenants.find("id")), InteropClient)


async def lists(interop: InteropClient) -> None:
    """A list by item, by page, in part, whole, and with pages read ahead."""
    pager = interop.tenants.list(integration=["my-driver"])
    assert_type(pager, Pager[TenantInfo])
    async for tenant in pager:
        assert_type(tenant, TenantInfo)
    async for page in pager.pages():
        assert_type(page, Page[TenantInfo])
        assert_type(page.items, list[TenantInfo])
        assert_type(page.next, str | None)
    async with pager.read_ahead(4) as tenants:
        assert_type(tenants, AsyncIterator[TenantInfo])
    assert_type(await pager.first(), TenantInfo | None)
    assert_type(await pager.collect(limit=10), list[TenantInfo])
    assert_type(interop.clouds.search(name="North"), Pager[Cloud])


async def results(interop: InteropClient, id: UUID) -> None:
    """What the verbs give."""
    assert_type(await interop.rollovers.count(), int)
    assert_type(await interop.rollovers.find(id), Rollover)
    assert_type(await interop.rollovers.find(str(id)), Rollover)
    assert_type(await interop.rollovers.delete(id), None)
    assert_type(await interop.tenants.current(), TenantInfo)
    assert_type(await interop.tenants.state(), TenantState)
    assert_type(await interop.application.find(), TenantApplication)
    assert_type(await interop.integrations.find(id), Integration)
    assert_type(interop.integrations.list_versions(id), Pager[IntegrationVersion])
    schools = [ScopingSchool(school_id=id, selected=True)]
    created = await interop.scoping_schools.create(schools, replace=False)
    assert_type(created, Sequence[ScopingSchool])


async def models(rollover: Rollover, ingestion: Ingestion, tenant: TenantInfo) -> None:
    """What is read: every attribute may be absent. Enums are open, and are text."""
    assert_type(rollover.id, UUID | None)
    assert_type(rollover.start_date, datetime | None)
    assert_type(rollover.type, str | None)
    assert_type(rollover.status, RolloverStatus | None)
    assert_type(ingestion.topics, list[str] | None)
    assert_type(ingestion.state, IngestionState | None)
    if ingestion.state is not None:
        assert_type(ingestion.state.is_known, bool)
        assert_type(ingestion.state.value, str)
    assert_type(tenant.auth, AuthType | None)
    if tenant.auth is not None:
        assert_type(tenant.auth.client_secret, str | None)


def headline(state: IngestionState) -> str:
    """An enum stays open: a value that nobody documented needs a branch of its own.

    Without the last one, a type checker says that not every case returns: the service may add a
    value on any day, and it arrives with its text kept.
    """
    match state:
        case IngestionState.SUCCESS:
            return "done"
        case IngestionState.FAILED | IngestionState.CANCELLED | IngestionState.TIMEOUT:
            return f"ended as {state}"
        case IngestionState.PREPARING | IngestionState.SCHEDULED | IngestionState.EXECUTING:
            return "under way"
        case IngestionState.UNSPECIFIED:
            return "not said"
        case _:
            assert_type(state.is_known, bool)
            return f"new to this version of the client: {state.value}"


async def requests(mine: InteropClient, cloud_id: UUID) -> None:
    """What is sent: required is required, and a plain string will do for an enum."""
    body = RolloverRequest(
        name="Summer",
        start_date=datetime(2027, 6, 15, tzinfo=UTC),
        end_date=datetime(2027, 8, 20, tzinfo=UTC),
        type="school_year",
        status="upcoming",
        cloud_id=cloud_id,
    )
    assert_type(await mine.rollovers.create(body), Rollover)
    schedule = await mine.schedules.create(ScheduleRequest(hour=3))
    assert_type(schedule, Schedule)
    assert_type(schedule.hour, int | None)
    if schedule.id is not None:
        assert_type(
            await mine.schedules.update(schedule.id, ScheduleUpdate(enabled=False)), Schedule
        )
        assert_type(await mine.schedules.run(schedule.id), None)


async def patches(update: ScheduleUpdate) -> None:
    """What changes a part only: a value, null, or not given."""
    assert_type(update.enabled, bool | Unset | None)
    if update.enabled is not UNSET and update.enabled is not None:
        assert_type(update.enabled, bool)


async def errors(mine: InteropClient, id: UUID) -> None:
    """What an error tells."""
    try:
        await mine.schedules.run(id)
    except ConflictError as error:
        assert_type(error.status_code, int)
        assert_type(error.error, ErrorType | None)
        assert_type(error.request_id, str | None)
        assert_type(error.retry_after, float | None)
    except StatusError as error:
        assert_type(error.attempts, int)
    except ResponseDecodeError as error:
        assert_type(error.path, str)


async def raw(interop: InteropClient, count: Operation[int]) -> None:
    """Below the methods: an operation, or a path that no method has."""
    assert_type(await interop.send(count), int)
    response = await interop.request("GET", "/tenants", params={"page": 0})
    assert_type(response, RawResponse)
    assert_type(response.content, bytes)
