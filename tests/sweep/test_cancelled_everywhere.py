"""Each public call, cancelled at every await in turn: nothing is left, and the next call works.

What was written is looked at afterwards: a write that was cancelled is there once or not at all,
and the same things can still be done.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import anyio
import anyio.lowlevel
import pytest
from support.cancelling import cancelled_at

from interop_client import ClientCredentials, InteropClient, InteropError, planning
from interop_client.models import (
    Cloud,
    Integration,
    IntegrationVersion,
    ScheduleUpdate,
    ScopingCourse,
    ScopingSchool,
    TenantApplicationUpdate,
    TenantInfo,
)
from sweep.world import World, Yielding, world

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

BLUEPRINT = (
    "<IntegrationBlueprint Name='swept' Version='2.0' SchemaVersion='2.0.0'>"
    "<Integration><Title>Swept</Title></Integration></IntegrationBlueprint>"
)


Call = Callable[[World], Awaitable[object]]


async def _clouds(world: World, act: Callable[[Cloud], Awaitable[object]]) -> object:
    found = await world.account.clouds.list().first()
    assert found is not None
    return await act(found)


async def _integration(world: World) -> Integration:
    found = await world.account.integrations.list().first()
    assert found is not None
    return found


async def _version(world: World) -> tuple[Any, str]:
    integration = await _integration(world)
    assert integration.id is not None
    version = await world.account.integrations.list_versions(integration.id).first()
    assert version is not None
    return integration.id, str(version.version)


async def delete_cloud(world: World) -> None:
    made = await world.account.clouds.create(Cloud(name="to delete"))
    assert made.id is not None
    await world.account.clouds.delete(made.id)


async def delete_integration(world: World) -> None:
    made = await world.account.integrations.create(Integration(name=f"swept {world.sandbox}"))
    assert made.id is not None
    await world.account.integrations.delete(made.id)


async def update_integration(world: World) -> None:
    integration = await _integration(world)
    assert integration.id is not None
    await world.account.integrations.update(integration.id, Integration(title="Swept"))


async def create_version(world: World) -> object:
    integration = await _integration(world)
    assert integration.id is not None
    return await world.account.integrations.create_version(integration.id, BLUEPRINT)


async def delete_version(world: World) -> None:
    await world.account.integrations.delete_version(*await _version(world))


async def update_version(world: World) -> None:
    identifier, version = await _version(world)
    body = IntegrationVersion(title="Swept")
    await world.account.integrations.update_version(identifier, version, body)


async def update_blueprint(world: World) -> object:
    identifier, version = await _version(world)
    return await world.account.integrations.update_blueprint(identifier, version, BLUEPRINT)


async def update_application(world: World) -> object:
    body = TenantApplicationUpdate(auth_message="swept")
    return await world.tenant.application.update(body)


async def modify(world: World) -> object:
    made = await world.tenant.rollovers.ensure(world.rollover())
    assert made.id is not None

    def longer(rollover: Any) -> Any:
        rollover.end_date += timedelta(days=1)
        return rollover

    return await world.tenant.rollovers.modify(made.id, longer)


async def update_rollover(world: World) -> object:
    made = await world.tenant.rollovers.ensure(world.rollover())
    assert made.id is not None
    return await world.tenant.rollovers.update(made.id, world.rollover())


async def delete_rollover(world: World) -> None:
    made = await world.tenant.rollovers.ensure(world.rollover())
    assert made.id is not None
    await world.tenant.rollovers.delete(made.id)


async def find_rollover(world: World) -> object:
    made = await world.tenant.rollovers.ensure(world.rollover())
    assert made.id is not None
    return await world.tenant.rollovers.find(made.id)


async def run_schedule(world: World) -> None:
    await world.tenant.schedules.run(await world.runnable(), wait_for_pending=60.0)


async def run_to_completion(world: World) -> object:
    return await world.tenant.schedules.run_to_completion(
        await world.runnable(), timeout=600.0, wait_for_pending=600.0
    )


async def wait_for_ingestion(world: World) -> object:
    found = await world.first("ingestions")
    return await world.tenant.ingestions.wait(found.id, timeout=600.0)


async def for_each(world: World) -> object:
    async def work(client: InteropClient, tenant: TenantInfo) -> int:
        return await client.rollovers.count()

    async with world.account.for_each_tenant(work, concurrency=3) as results:
        return [result.get() async for result in results]


async def plan_and_apply(world: World) -> object:
    wanted = planning.Wanted(
        name="Planned",
        start=world.sandbox.clock.now() + timedelta(days=500),
        end=world.sandbox.clock.now() + timedelta(days=510),
        type="school_year",
        status="upcoming",
        tenants=[str(world.info.id)],
    )
    plan = await planning.plan_rollovers(world.account, wanted)
    return await plan.apply(world.account)


async def with_a_new_token(world: World) -> object:
    credentials = ClientCredentials(*world.sandbox.tenants[8].credentials)
    world.sandbox.faults.status("countRollovers", 401)  # so that it is renewed, too
    async with InteropClient(
        credentials,
        base_url=world.sandbox.base_url,
        transport=Yielding(world.sandbox.transport),
    ) as fresh:
        return await fresh.rollovers.count()


async def ahead(world: World) -> object:
    async with world.account.tenants.list(page_size=2).read_ahead(2) as items:
        return [item async for item in items]


def scoping(kind: str, item: Any) -> dict[str, Call]:
    key = f"{item.__name__.removeprefix('Scoping').lower()}_id"

    async def found(world: World) -> tuple[Any, Any]:
        resource = getattr(world.tenant, kind)
        await resource.create([item(name="Swept", **{key: world.info.id})], replace=False)
        return resource, getattr(await resource.list().first(), key)

    async def find(world: World) -> object:
        resource, identifier = await found(world)
        return await resource.find(identifier)

    async def update(world: World) -> object:
        resource, identifier = await found(world)
        return await resource.update(identifier, item(name="Again", **{key: identifier}))

    async def delete(world: World) -> object:
        resource, identifier = await found(world)
        return await resource.delete(identifier)

    return {
        f"{kind}.create": lambda w: getattr(w.tenant, kind).create([item(name="S")], replace=True),
        f"{kind}.find": find,
        f"{kind}.update": update,
        f"{kind}.delete": delete,
        f"{kind}.delete_all": lambda w: getattr(w.tenant, kind).delete_all(),
        f"{kind}.list": lambda w: getattr(w.tenant, kind).list().collect(),
    }


CALLS: dict[str, Call] = {
    "actors.list": lambda w: w.account.actors.list().collect(),
    "clouds.list": lambda w: w.account.clouds.list().collect(),
    "clouds.create": lambda w: w.account.clouds.create(Cloud(name="swept")),
    "clouds.search": lambda w: w.account.clouds.search(name="x").collect(),
    "clouds.find": lambda w: _clouds(w, lambda c: w.account.clouds.find(str(c.id))),
    "clouds.list_actors": lambda w: _clouds(
        w, lambda c: w.account.clouds.list_actors(str(c.id)).collect()
    ),
    "clouds.delete": delete_cloud,
    "integrations.list": lambda w: w.account.integrations.list().collect(),
    "integrations.create": lambda w: w.account.integrations.create(Integration(name="swept")),
    "integrations.find": lambda w: w.account.integrations.list().first(),
    "integrations.update": update_integration,
    "integrations.delete": delete_integration,
    "integrations.list_versions": _version,
    "integrations.create_version": create_version,
    "integrations.update_version": update_version,
    "integrations.delete_version": delete_version,
    "integrations.update_blueprint": update_blueprint,
    "tenants.list": ahead,
    "tenants.find": lambda w: w.account.tenants.find(str(w.info.id)),
    "tenants.current": lambda w: w.tenant.tenants.current(),
    "tenants.state": lambda w: w.tenant.tenants.state(),
    "application.find": lambda w: w.tenant.application.find(),
    "application.update": update_application,
    **scoping("scoping_schools", ScopingSchool),
    **scoping("scoping_courses", ScopingCourse),
    "rollovers.list": lambda w: w.tenant.rollovers.list().collect(),
    "rollovers.create": lambda w: w.tenant.rollovers.create(w.rollover()),
    "rollovers.ensure": lambda w: w.tenant.rollovers.ensure(w.rollover()),
    "rollovers.ensured": lambda w: w.tenant.rollovers.ensured(w.rollover()),
    "rollovers.count": lambda w: w.tenant.rollovers.count(),
    "rollovers.find": find_rollover,
    "rollovers.update": update_rollover,
    "rollovers.modify": modify,
    "rollovers.delete": delete_rollover,
    "schedules.list": lambda w: w.tenant.schedules.list().collect(),
    "schedules.create": lambda w: w.tenant.schedules.create(23),
    "schedules.ensure": lambda w: w.tenant.schedules.ensure(22),
    "schedules.count": lambda w: w.tenant.schedules.count(),
    "schedules.find": lambda w: w.runnable(),
    "schedules.update": lambda w: _enabled(w, "update"),
    "schedules.enable": lambda w: _enabled(w, "enable"),
    "schedules.disable": lambda w: _enabled(w, "disable"),
    "schedules.delete": lambda w: _enabled(w, "delete"),
    "schedules.run": run_schedule,
    "schedules.run_to_completion": run_to_completion,
    "ingestions.list": lambda w: w.tenant.ingestions.list().collect(),
    "ingestions.count": lambda w: w.tenant.ingestions.count(),
    "ingestions.find": lambda w: w.first("ingestions"),
    "ingestions.wait": wait_for_ingestion,
    "client.token": with_a_new_token,
    "client.request": lambda w: w.account.request("GET", "/actors"),
    "client.for_each_tenant": for_each,
    "planning": plan_and_apply,
}


async def _enabled(world: World, action: str) -> object:
    identifier = await world.runnable()
    call = getattr(world.tenant.schedules, action)
    return await (
        call(identifier, ScheduleUpdate(enabled=False)) if action == "update" else call(identifier)
    )


def test_every_public_call_of_a_resource_is_swept() -> None:
    client = InteropClient(ClientCredentials("a", "b"))
    public = {
        f"{name}.{method}"
        for name in CALLS
        if (resource := getattr(client, name.partition(".")[0], None)) is not None
        for name in [name.partition(".")[0]]
        for method, value in inspect.getmembers(type(resource), callable)
        if not method.startswith("_")
    }
    assert public <= set(CALLS)


async def sweep(call: Call) -> int:
    """Cancel a call at each of its awaits, each time in a world of its own; how many there are."""
    at = 1
    while True:
        async with world() as here:
            error: InteropError | None = None
            try:
                with anyio.fail_after(10_000):
                    steps = await cancelled_at(lambda: _coroutine(call, here), at)
            except InteropError as raised:
                # A write whose cancellation came too late may fail; it must not hang or hide.
                error, steps = raised, None
            await after(here)
            if error is None and steps is not None and steps.taken < at:
                return at - 1
        at += 1
        assert at < 5_000


async def _coroutine(call: Call, here: World) -> object:
    return await call(here)


async def after(here: World) -> None:
    """What must hold whatever was cancelled: no request hangs, and the same things can be done."""
    assert here.sandbox.requests_in_progress == 0
    names = [each["name"] for each in here.sandbox.tenants[8].rollovers]
    assert names.count("Swept") <= 1
    made = await here.tenant.rollovers.ensure(here.rollover("After", 600))
    assert made.name == "After"
    assert len(await here.account.tenants.list().collect()) == 9
    assert await here.tenant.rollovers.count() == len(here.sandbox.tenants[8].rollovers)


@pytest.mark.parametrize("name", CALLS)
async def test_a_call_cancelled_at_any_await_leaves_nothing_behind(name: str) -> None:
    awaits = await sweep(CALLS[name])
    print(f"{name}: cancelled at each of {awaits} awaits")
    assert awaits >= 2
