"""A call of each method of each resource, with all that has to be done before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from interop_client.models import (
    Cloud,
    Integration,
    IntegrationVersion,
    ScheduleUpdate,
    ScopingCourse,
    ScopingSchool,
    TenantApplicationUpdate,
)
from sweep.world import World

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


async def find_integration(world: World) -> object:
    integration = await _integration(world)
    assert integration.id is not None
    return await world.account.integrations.find(integration.id)


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


async def find_schedule(world: World) -> object:
    return await world.tenant.schedules.find(await world.runnable())


async def run_schedule(world: World) -> None:
    await world.tenant.schedules.run(await world.runnable(), wait_for_pending=60.0)


async def run_to_completion(world: World) -> object:
    return await world.tenant.schedules.run_to_completion(
        await world.runnable(), timeout=600.0, wait_for_pending=600.0
    )


async def wait_for_ingestion(world: World) -> object:
    found = await world.first("ingestions")
    return await world.tenant.ingestions.wait(found.id, timeout=600.0)


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


async def _enabled(world: World, action: str) -> object:
    identifier = await world.runnable()
    call = getattr(world.tenant.schedules, action)
    return await (
        call(identifier, ScheduleUpdate(enabled=False)) if action == "update" else call(identifier)
    )


RESOURCES: dict[str, Call] = {
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
    "integrations.find": find_integration,
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
    "schedules.find": find_schedule,
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
}
