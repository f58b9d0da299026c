"""Every operation through the client, on every profile of the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from support.documented import OPERATIONS as DOCUMENTED
from support.documented import argument
from support.seeded import seeded

from interop_client import ClientCredentials, InteropClient, NotFoundError, Pager, models
from interop_client._generated.client import METHODS
from interop_client.sandbox import Sandbox, Tenant
from interop_client.sandbox.contract.document import Operation, load_document
from interop_client.sandbox.contract.profile import ProfileName
from interop_client.sandbox.operations import OPERATIONS

pytestmark = [pytest.mark.anyio, pytest.mark.both_backends]

ALL = load_document().operations
BLUEPRINT = '<B Version="9.0"><Integration><Title>A</Title></Integration></B>'


@pytest.fixture
async def sandbox(anyio_backend: object, profile: ProfileName) -> AsyncIterator[Sandbox]:
    async with Sandbox(profile=profile, serve=False) as sandbox:
        yield sandbox


@pytest.fixture
async def account(sandbox: Sandbox) -> AsyncIterator[InteropClient]:
    auth = ClientCredentials(*sandbox.account)
    async with InteropClient(
        auth, base_url=sandbox.base_url, transport=sandbox.transport
    ) as client:
        yield client


@pytest.fixture
def tenant(sandbox: Sandbox) -> Tenant:
    return sandbox.tenants[0]


@pytest.fixture
def actor(account: InteropClient, tenant: Tenant) -> InteropClient:
    return account.for_tenant(ClientCredentials(*tenant.credentials))


def sent(operation: Operation, tenant: Tenant) -> list[Any]:
    """The body of an operation; the example of the document where none is made here."""
    made = bodies(tenant)
    if operation.operation_id in made or operation.operation_id in OPERATIONS:
        return made.get(operation.operation_id, [])
    return argument(next(each for each in DOCUMENTED if each.id == operation.operation_id))


def bodies(tenant: Tenant) -> dict[str, list[Any]]:
    """The bodies of the operations that the sandbox knows."""
    window = {"start_date": "2031-06-01T00:00:00Z", "end_date": "2031-08-01T00:00:00Z"}
    rollover = models.RolloverRequest.from_dict(
        {"name": "S", "type": "x", "status": "upcoming", "cloud_id": tenant.cloud_id, **window}
    )
    return {
        "createCloud": [models.Cloud(name="A")],
        "createIntegration": [models.Integration(name="a", title="A")],
        "updateIntegration": [models.Integration(title="B")],
        "createIntegrationVersion": [BLUEPRINT],
        "updateIntegrationVersion": [models.IntegrationVersion(title="B")],
        "updateIntegrationBlueprint": [BLUEPRINT],
        "createScopingSchools": [[models.ScopingSchool(name="A")]],
        "updateScopingSchool": [models.ScopingSchool(name="B")],
        "createScopingCourses": [[models.ScopingCourse(name="A")]],
        "updateScopingCourse": [models.ScopingCourse(name="B")],
        "updateTenantApplication": [models.TenantApplicationUpdate(auth_state_pending="confirmed")],
        "createRollover": [rollover],
        "updateRollover": [rollover],
        "createSchedule": [13],
        "updateSchedule": [models.ScheduleUpdate(enabled=False)],
    }


@pytest.mark.parametrize("operation", ALL, ids=lambda operation: operation.operation_id)
async def test_an_operation_works(
    operation: Operation,
    sandbox: Sandbox,
    tenant: Tenant,
    account: InteropClient,
    actor: InteropClient,
) -> None:
    resource, method = METHODS[operation.operation_id].split(".")
    client = actor if operation.credential == "actor" else account
    call = getattr(getattr(client, resource), method)
    options = {"replace": False} if operation.operation_id.startswith("createScoping") else {}
    arguments = [
        *seeded(operation, sandbox, tenant),
        *sent(operation, tenant),
    ]
    result = call(*arguments, **options)
    result = await (result.collect() if isinstance(result, Pager) else result)
    assert sandbox.requests_to(operation.operation_id)[-1].effect
    if method == "count":
        assert type(result) is int
    elif method in ("delete", "delete_all", "delete_version", "run"):
        assert result is None


async def test_all_pages_come_and_the_filter_holds(
    sandbox: Sandbox, account: InteropClient
) -> None:
    every = await account.tenants.list().collect()
    assert [str(each.id) for each in every] == [each.id for each in sandbox.tenants]
    some = await account.tenants.list(integration=["grade-lens"], page_size=3).collect()
    assert {each.integration.name for each in some if each.integration} == {"grade-lens"}
    assert len(some) == sum(each.integration == "grade-lens" for each in sandbox.tenants)


async def test_what_is_written_is_read_back(
    sandbox: Sandbox, account: InteropClient, actor: InteropClient
) -> None:
    integration = next(iter(sandbox.state.integrations))["id"]
    await account.integrations.update(integration, models.Integration(title="Renamed"))
    assert (await account.integrations.find(integration)).title == "Renamed"
    (school,) = await actor.scoping_schools.create([models.ScopingSchool(name="A")], replace=True)
    assert (await actor.scoping_schools.find(str(school.school_id))).name == "A"
    schedule = await actor.schedules.create(13)
    changed = await actor.schedules.disable(str(schedule.id))
    assert changed.enabled is False


async def test_what_is_not_there_is_an_error_of_its_kind(account: InteropClient) -> None:
    with pytest.raises(NotFoundError):
        await account.clouds.find("00000000-0000-4000-8000-000000000000")
