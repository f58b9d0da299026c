"""Work and other arguments of a run over a fleet that cannot be meant."""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import AsyncIterator, Awaitable, Generator
from typing import Any

import anyio
import pytest

from fleet.districts import Districts, drain, tenant_id
from interop_client import FleetResult, InteropClient
from interop_client.fleet import in_shard
from interop_client.models import TenantInfo

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


async def count(client: InteropClient, tenant: TenantInfo) -> int:
    return await client.rollovers.count()


async def of_one(client: InteropClient) -> None:
    pass


async def yields(client: InteropClient, tenant: TenantInfo) -> AsyncIterator[int]:
    yield 1


@pytest.mark.parametrize(
    ("options", "kind", "says"),
    [
        ({"work": None}, TypeError, "work must be an async function .*, not None"),
        ({"skip": None}, TypeError, "skip must be a collection of ids, not None"),
        ({"tenants": [None]}, TypeError, "tenants must hold ids .*, not None"),
        ({"work": of_one}, TypeError, "of a client and a tenant, and of_one is not: too many"),
        ({"work": lambda: None}, TypeError, "of a client and a tenant, and .*lambda.* is not"),
        ({"work": yields}, TypeError, "yields yields: let it return"),
        ({"on_progress": lambda: None}, TypeError, "on_progress must be a function of one"),
        ({"tenants": b"seven"}, TypeError, "tenants must be tenants or their ids"),
        ({"tenants": [tenant_id(0), 7]}, TypeError, "tenants must hold ids .* not int"),
        ({"tenants": (tenant_id(0), "seven")}, ValueError, "tenants must hold ids"),
        ({"integration": "driver"}, (TypeError, ValueError), "integration"),
        ({"integration": []}, ValueError, "integration"),
    ],
)
async def test_what_cannot_be_meant_is_refused_before_anything_is_sent(
    options: dict[str, Any], kind: type[Exception], says: str
) -> None:
    service = Districts(3)
    async with service.client() as interop:
        with pytest.raises(kind, match=says):
            interop.for_each_tenant(**{"work": count, **options})
    assert (service.lists, service.finds) == (0, 0)


@pytest.mark.parametrize(("given", "kind"), [(7, "int"), (None, "None")])
async def test_work_that_is_not_async_is_called_once_and_stops_the_run(
    given: object, kind: str
) -> None:
    called: list[str | None] = []

    def work(client: InteropClient, tenant: TenantInfo) -> Any:
        called.append(tenant.name)
        return given

    seen: list[FleetResult[Any]] = []
    async with Districts(36).client() as interop:
        with pytest.raises(TypeError, match=rf"work gave {kind}, .* Is it `async def`\?"):
            await drain(interop.for_each_tenant(work), seen)
    assert called == ["District 0"]
    assert [type(each.error) for each in seen] == [TypeError]


async def test_work_may_give_whatever_can_be_awaited() -> None:
    class Work:
        async def __call__(self, client: InteropClient, tenant: TenantInfo) -> int:
            return await client.rollovers.count()

    def later(client: InteropClient, tenant: TenantInfo) -> Awaitable[int]:
        return client.rollovers.count()

    async def of_three(client: InteropClient, tenant: TenantInfo, more: int) -> int:
        return await client.rollovers.count()

    @functools.wraps(of_three)
    async def adds(client: InteropClient, tenant: TenantInfo) -> int:
        return await of_three(client, tenant, 3)

    @types.coroutine
    def old(client: InteropClient, tenant: TenantInfo) -> Generator[Any, Any, int]:
        return (yield from client.rollovers.count().__await__())

    async with Districts(2).client() as interop:
        for work in (Work(), later, adds, old, functools.partial(of_three, more=3)):
            assert [each.get() for each in await drain(interop.for_each_tenant(work))] == [7, 7]


async def test_work_that_does_not_tell_its_signature_is_called() -> None:
    class Work:
        @property
        def __signature__(self) -> object:
            # As where an annotation names what is imported for type checkers alone.
            raise NameError("name 'TenantInfo' is not defined")

        async def __call__(self, client: InteropClient, tenant: TenantInfo) -> int:
            return await client.rollovers.count()

    async with Districts(1).client() as interop:
        assert [each.get() for each in await drain(interop.for_each_tenant(Work()))] == [7]


async def test_work_that_only_says_what_it_takes_is_called() -> None:
    async def of_three(client: InteropClient, tenant: TenantInfo, more: int) -> int:
        return await client.rollovers.count()

    # As libraries that check arguments leave it; what wraps the function then says the same.
    vars(of_three)["__signature__"] = inspect.signature(of_three)

    @functools.wraps(of_three)
    async def adds(client: InteropClient, tenant: TenantInfo) -> int:
        return await of_three(client, tenant, 3)

    async with Districts(1).client() as interop:
        assert [each.get() for each in await drain(interop.for_each_tenant(adds))] == [7]


async def test_a_run_is_not_stopped_with_what_is_no_error() -> None:
    async with Districts(2).client() as interop, interop.for_each_tenant(count) as results:
        error: Any = "enough"
        with pytest.raises(TypeError, match="error must be an Exception or None, not str"):
            results.stop(error)
        assert [each.get() async for each in results] == [7, 7]


@pytest.mark.parametrize("shard", [(3, 3), (0, 0), (-1, 2)])
def test_a_share_that_there_is_not_is_refused(shard: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="shard must be"):
        in_shard(tenant_id(0), shard)


@pytest.mark.parametrize("ends", [SystemExit(7), KeyboardInterrupt()])
async def test_work_that_ends_the_program_ends_it_in_order(ends: BaseException) -> None:
    cleaned: list[str | None] = []
    went_through = False

    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        try:
            await anyio.sleep(5 if tenant.name == "District 3" else 100)
            raise ends
        except anyio.get_cancelled_exc_class():
            cleaned.append(tenant.name)
            raise

    async def body(interop: InteropClient) -> None:
        nonlocal went_through
        async with interop.for_each_tenant(work) as results:
            try:
                await anext(results)
            finally:
                went_through = True

    async with Districts(6).client() as interop:
        with pytest.raises(type(ends)) as caught:
            await body(interop)
    assert caught.value is ends
    assert went_through
    assert sorted(map(str, cleaned)) == [f"District {number}" for number in (0, 1, 2, 4, 5)]
