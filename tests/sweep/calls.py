"""The calls that are swept: whatever the package offers to be awaited, in a world of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import cache, partial

import anyio
import anyio.lowlevel
import pytest
from support.places import at, method_of

from interop_client import (
    AuthenticationError,
    BadRequestError,
    ClientCredentials,
    ConfigurationError,
    ConflictError,
    InteropClient,
    LtiJwt,
    MemoryTokenStore,
    OutcomeUnknownError,
    RateLimit,
    Token,
    planning,
    reports,
)
from interop_client._generated.api.clouds.list_clouds import operation as list_clouds
from interop_client.models import (
    Cloud,
    ScopingSchool,
    TenantApplicationUpdate,
    TenantInfo,
)
from interop_client.verify import verify
from interop_client.verify.contract import Contract
from sweep.resources import BLUEPRINT, RESOURCES, Call
from sweep.scene import Scene, Swept
from sweep.world import WithoutBodies, World, world


async def for_each(world: World) -> object:
    async def work(client: InteropClient, tenant: TenantInfo) -> int:
        return await client.rollovers.count()

    others = [str(tenant.id) for tenant in world.sandbox.tenants[:5]]
    async with world.account.for_each_tenant(work, concurrency=3, skip=others) as results:
        return [result.get() async for result in results]


async def for_each_of_integrations(world: World) -> None:
    """Of one that there is, and one that there is not."""

    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        await anyio.lowlevel.checkpoint()

    with pytest.raises(ConfigurationError, match="nowhere"):
        async with world.account.for_each_tenant(work, integration=["nowhere"]) as results:
            assert [each async for each in results] == []


async def for_each_by_id(world: World) -> None:
    """To the end, and left after the first."""

    async def ids() -> AsyncIterator[str]:
        try:
            for tenant in world.sandbox.tenants[:3]:
                await anyio.lowlevel.checkpoint()
                yield str(tenant.id)
        finally:
            await anyio.lowlevel.checkpoint()

    async def work(client: InteropClient, tenant: TenantInfo) -> int:
        return await client.rollovers.count()

    async def progress(_: object) -> None:
        await anyio.lowlevel.checkpoint()

    fleet = world.account.for_each_tenant(work, tenants=ids(), on_progress=progress)
    async with fleet as results:
        assert [result.get() async for result in results]
    async with world.account.for_each_tenant(work, tenants=ids(), concurrency=1) as results:
        await anext(results)
        await anyio.sleep(1)  # Until the work waits for its next result to be taken.


async def plan_and_apply(world: World) -> None:
    """A rollover that is not there, one that is to be longer, and an answer that tells little."""

    async def told(_: object) -> None:
        await anyio.lowlevel.checkpoint()

    for name, day, days in (("Planned", 500, 10), ("Planned", 500, 12), ("Told", 530, 5)):
        if name == "Told":
            world.sandbox.faults.answer("createRollover", 200, '{"data": {"name": "Told"}}')
        wanted = planning.Wanted(
            name=name,
            start=world.sandbox.clock.now() + timedelta(days=day),
            end=world.sandbox.clock.now() + timedelta(days=day + days),
            type="school_year",
            status="upcoming",
            tenants=[str(world.info.id)],
        )
        plan = await planning.plan_rollovers(world.account, wanted)
        await plan.apply(world.account, on_result=told)


async def with_a_new_token(world: World) -> object:
    credentials = ClientCredentials(*world.sandbox.tenants[8].credentials)
    world.sandbox.faults.status("countRollovers", 401)  # so that it is renewed, too
    async with world.client(credentials) as fresh:
        return await fresh.rollovers.count()


class Slow(MemoryTokenStore):
    """A store of a caller, which gives way before it answers."""

    async def get(self, key: str, /) -> Token | None:
        await anyio.lowlevel.checkpoint()
        return await super().get(key)

    async def set(self, key: str, token: Token, /) -> None:
        await anyio.lowlevel.checkpoint()
        await super().set(key, token)

    async def delete(self, key: str, /) -> None:
        await anyio.lowlevel.checkpoint()
        await super().delete(key)


async def with_a_store(world: World) -> None:
    credentials, store = ClientCredentials(*world.sandbox.tenants[8].credentials), Slow()
    for _ in range(2):  # The second finds a token that is refused, and is forgotten.
        world.sandbox.faults.status("countRollovers", 401)
        async with world.client(credentials, token_store=store) as client:
            await client.rollovers.count()


async def with_a_provider(world: World) -> None:
    async def provide() -> str:
        await anyio.lowlevel.checkpoint()
        return "launched"

    async with world.client(LtiJwt.from_provider(provide)) as client:
        with suppress(AuthenticationError):  # It is no token of the service's.
            await client.tenants.current()


async def by_id(world: World) -> object:
    client = world.account.tenant_client(str(world.info.id))
    world.sandbox.faults.status("countRollovers", 401)  # so that it is read again, too
    return await client.rollovers.count()


async def by_id_with_newer_credentials(world: World) -> object:
    """The credentials were read, then are refused, and others are read."""
    world.tenant = world.account.tenant_client(str(world.info.id))
    await world.tenant.rollovers.count()
    world.sandbox.rotate_secret(world.sandbox.tenants[8])
    world.sandbox.revoke_tokens()
    return await world.tenant.rollovers.count()


async def told_of_progress(world: World) -> object:
    async def told(_: object) -> None:
        await anyio.lowlevel.checkpoint()

    found = await world.first("ingestions")
    return await world.tenant.ingestions.wait(found.id, timeout=600.0, on_progress=told)


async def paced(world: World) -> object:
    client = world.tenant.with_options(rate_limit=RateLimit(0.5))
    return [await client.rollovers.count() for _ in range(3)]


async def after_conflicts(world: World) -> None:
    """What is in the way is looked for, whether it is found or not."""
    rollovers = world.tenant.rollovers
    made = await rollovers.create(world.rollover())
    assert made.id is not None
    for operation in ("createRollover", "updateRollover", "deleteRollover"):
        world.sandbox.faults.status(operation, 409)
    await rollovers.create(world.rollover("Another", 700))
    made.name = "Swept again"
    for refused in (
        lambda: rollovers.update(str(made.id), made),
        lambda: rollovers.delete(str(made.id)),
        lambda: rollovers.create(world.rollover("Third", 401)),
        lambda: rollovers.ensure(world.rollover("Fourth", 401)),
    ):
        with suppress(ConflictError):
            await refused()


async def after_refused_runs(world: World) -> None:
    """Why a schedule does not run is looked for."""
    schedules, runnable = world.tenant.schedules, await world.runnable()
    world.sandbox.faults.status("runSchedule", 409)
    with suppress(ConflictError):
        await schedules.run(runnable)
    world.sandbox.faults.status("runSchedule", 400)
    with suppress(BadRequestError):
        await schedules.run(runnable)


async def after_lost_answers(world: World) -> None:
    for operation in ("createRollover", "updateRollover", "createSchedule", "runSchedule"):
        world.sandbox.faults.lose_connection(operation, "after")
    made = await world.tenant.rollovers.create(world.rollover())
    assert made.id is not None
    made.name = "Swept again"
    await world.tenant.rollovers.update(made.id, made)
    await world.tenant.schedules.create(21)
    with suppress(OutcomeUnknownError, ConflictError):
        await world.tenant.schedules.run(await world.runnable())


async def held_back(world: World) -> object:
    """Calls wait together after a 429, and another retry after a 503."""
    world.sandbox.faults.status("countRollovers", 429, retry_after=5)
    world.sandbox.faults.status("countRollovers", 503)
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(world.tenant.rollovers.count)
    return await world.tenant.rollovers.count()


async def told_without_a_body(world: World) -> object:
    """What was written is read back, since no answer holds it."""
    credentials = ClientCredentials(*world.sandbox.account)
    async with world.client(credentials, WithoutBodies) as account:
        await account.clouds.create(Cloud(name="swept"))
        tenant = account.for_tenant(world.info)
        await tenant.application.update(TenantApplicationUpdate(auth_message="swept"))
        school = ScopingSchool(name="Swept", school_id=world.info.id)
        await tenant.scoping_schools.create([school], replace=False)
        found = await account.integrations.list().first()
        assert found is not None
        assert found.id is not None
        version = await account.integrations.list_versions(found.id).first()
        assert version is not None
        assert version.version is not None
        await account.integrations.update_blueprint(found.id, version.version, BLUEPRINT)
        return await tenant.scoping_schools.update(str(world.info.id), school)


@cache
def contract() -> Contract:
    """A part of the document that came with the package."""
    document = Contract.packaged()
    kept = {"listInteropTenants", "findInteropTenant", "countRollovers"}
    document.operations = [each for each in document.operations if each.id in kept]
    return document


async def verified(world: World) -> object:
    return await verify(world.account, tenant=world.info, contract=contract())


async def with_its_own_client(world: World) -> object:
    async with world.client(ClientCredentials(*world.sandbox.account)) as client:
        operation = list_clouds(page=0, page_size=2)
        await client.send(operation)
        await client.send_raw(operation)
        return await client.request(method_of("listActors"), at("listActors"))


async def pages(world: World) -> object:
    pager = world.account.tenants.list(page_size=4)
    found = [page async for page in pager.pages()]
    await pager.first()
    return found, await pager.collect(read_ahead=1)


CALLS: dict[str, Call] = {
    **RESOURCES,
    "pager": pages,
    "client": with_its_own_client,
    "client.for_each_tenant": for_each,
    "client.for_each_tenant, by id": for_each_by_id,
    "client.for_each_tenant, of integrations": for_each_of_integrations,
    "client.tenant_client": by_id,
    "client.tenant_client, with newer credentials": by_id_with_newer_credentials,
    "progress": told_of_progress,
    "a new token": with_a_new_token,
    "a token store": with_a_store,
    "a provider of tokens": with_a_provider,
    "a rate limit": paced,
    "conflicts": after_conflicts,
    "refused runs": after_refused_runs,
    "requests held back": held_back,
    "lost answers": after_lost_answers,
    "answers without a body": told_without_a_body,
    "planning": plan_and_apply,
    "reports.status_of": lambda w: reports.status_of(w.tenant, w.info),
    "verify": verified,
}


def scene(call: Call) -> Scene:
    """A call in a world of its own."""

    @asynccontextmanager
    async def played() -> AsyncIterator[Swept]:
        async with world() as here:

            async def swept() -> object:
                return await call(here)

            yield Swept(swept, partial(after, here))

    return played


async def after(here: World) -> None:
    """What must hold whatever was cancelled: no request hangs, and the same things can be done."""
    here.sandbox.faults.clear()
    assert here.sandbox.requests_in_progress == 0
    names = [each["name"] for each in here.sandbox.tenants[8].rollovers]
    assert names.count("Swept") <= 1
    made = await here.tenant.rollovers.ensure(here.rollover("After", 600))
    assert made.name == "After"
    assert len(await here.account.tenants.list().collect()) == 9
    assert await here.tenant.rollovers.count() == len(here.sandbox.tenants[8].rollovers)
