"""Runs over a fleet that stop early, begin later, or take a share."""

from __future__ import annotations

import pickle
from uuid import UUID, uuid4

import anyio
import pytest

from fleet.districts import Districts, drain, tenant_id
from interop_client import ConfigurationError, FleetResult, FleetStoppedError, InteropClient
from interop_client.fleet import in_shard
from interop_client.models import TenantInfo

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


async def nothing(client: InteropClient, tenant: TenantInfo) -> None:
    return None


async def fails(client: InteropClient, tenant: TenantInfo) -> None:
    raise ValueError(f"no luck in {tenant.name}")


async def test_too_many_failures_stop_the_run_after_what_was_begun() -> None:
    seen: list[FleetResult[None]] = []
    async with Districts(100).client() as interop:
        with pytest.raises(FleetStoppedError, match="no luck") as stopped:
            await drain(interop.for_each_tenant(fails, concurrency=4, max_failures=5), seen)
    assert 6 <= len(seen) < 6 + 4
    assert len(stopped.value.results) == len(seen)
    assert not any(result.tenant.auth for result in stopped.value.results)
    assert pickle.loads(pickle.dumps(stopped.value)).results[0].tenant.name == "District 0"


async def test_as_many_failures_as_allowed_stop_nothing() -> None:
    async with Districts(5).client() as interop:
        assert len(await drain(interop.for_each_tenant(fails, max_failures=5))) == 5


async def test_none_allowed_stops_at_the_first() -> None:
    async with Districts(50).client() as interop:
        with pytest.raises(FleetStoppedError, match="1 of 1 tenants"):
            await drain(interop.for_each_tenant(fails, concurrency=1, max_failures=0))


async def test_a_share_is_judged_from_twenty_tenants_on() -> None:
    seen: list[FleetResult[None]] = []
    async with Districts(100).client() as interop:
        with pytest.raises(FleetStoppedError):
            await drain(interop.for_each_tenant(fails, concurrency=1, max_failures=0.5), seen)
    assert len(seen) == 20


async def test_a_share_below_the_bound_stops_nothing() -> None:
    async def one_in_ten(client: InteropClient, tenant: TenantInfo) -> None:
        assert tenant.id is not None
        if tenant.id.int % 10 == 0:
            raise ValueError("no")

    async with Districts(100).client() as interop:
        assert len(await drain(interop.for_each_tenant(one_in_ten, max_failures=0.2))) == 100


async def test_shares_are_whole_and_do_not_overlap() -> None:
    seen: list[UUID | None] = []
    sizes = []
    async with Districts(200, page_size=50).client() as interop:
        for index in range(4):
            async with interop.for_each_tenant(nothing, shard=(index, 4)) as results:
                mine = [result.tenant.id async for result in results]
            seen += mine
            sizes.append(len(mine))
    assert sorted(seen, key=str) == [tenant_id(number) for number in range(200)]
    assert min(sizes) > 25


def test_a_share_hangs_on_the_id_alone_however_it_is_written() -> None:
    for _ in range(50):
        one = uuid4()
        for index in range(3):
            assert in_shard(one, (index, 3)) == in_shard(str(one).upper(), (index, 3))


def test_shares_stay_the_same_from_version_to_version() -> None:
    shares = [next(i for i in range(5) if in_shard(tenant_id(n), (i, 5))) for n in range(12)]
    assert shares == SHARES


SHARES = [3, 0, 0, 4, 4, 0, 4, 1, 0, 3, 3, 3]


async def test_a_run_can_begin_after_a_tenant_and_leave_some_out() -> None:
    async with Districts(12, page_size=5).client() as interop:
        skip: list[UUID | str] = [tenant_id(8), str(tenant_id(10)).upper()]
        found = await drain(interop.for_each_tenant(nothing, after=tenant_id(6), skip=skip))
    names = sorted(str(result.tenant.name) for result in found)
    assert names == ["District 11", "District 7", "District 9"]


async def test_a_tenant_to_begin_after_that_is_not_there_is_told() -> None:
    seen: list[FleetResult[None]] = []
    async with Districts(3).client() as interop:
        with pytest.raises(ConfigurationError, match="after="):
            await drain(interop.for_each_tenant(fails, after=uuid4()), seen)
    assert seen == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"concurrency": 0}, "concurrency"),
        ({"concurrency": 2.0}, "concurrency"),
        ({"concurrency": True}, "concurrency"),
        ({"shard": (3, 3)}, "shard"),
        ({"shard": [0, 3]}, "shard"),
        ({"shard": 2}, "shard"),
        ({"skip": "11111111-1111-1111-1111-111111111111"}, "skip"),
        ({"skip": ["not an id"]}, "skip"),
        ({"after": 7}, "after"),
        ({"max_failures": -1}, "max_failures"),
        ({"max_failures": 1.5}, "max_failures"),
        ({"max_failures": True}, "max_failures"),
        ({"on_progress": 3}, "on_progress"),
        ({"tenants": "all"}, "tenants"),
        ({"tenants": 7}, "tenants"),
        ({"tenants": [], "integration": ["driver"]}, "not both"),
    ],
    ids=str,
)
async def test_what_cannot_be_meant_is_refused_before_anything_is_sent(
    wrong: dict[str, object], says: str
) -> None:
    service = Districts(3)
    async with service.client() as interop:
        call: object = interop.for_each_tenant
        assert callable(call)
        with pytest.raises((TypeError, ValueError), match=says):
            call(nothing, **wrong)
        with pytest.raises(TypeError, match="work"):
            call(None)
    assert service.lists == 0


async def test_tasks_that_fail_while_they_are_cancelled_end_nothing_else() -> None:
    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        if tenant.name == "District 0":
            return
        async with anyio.create_task_group() as group:
            group.start_soon(fails_at_its_end)
            await anyio.sleep(1000)

    async def fails_at_its_end() -> None:
        try:
            await anyio.sleep(1000)
        finally:
            raise ValueError("while it was cleaned up")

    async with Districts(5).client() as interop:
        async with interop.for_each_tenant(work) as results:
            async for result in results:
                assert result.tenant.name == "District 0"
                break
        with anyio.move_on_after(1) as scope:
            await drain(interop.for_each_tenant(work))
        assert scope.cancelled_caught


async def test_a_run_that_was_not_begun_says_how_to_begin_it() -> None:
    async with Districts(1).client() as interop:
        run = interop.for_each_tenant(nothing)
        with pytest.raises(RuntimeError, match="async with interop"):
            await anext(run)
        await drain(run)
        with pytest.raises(RuntimeError, match="has ended"):
            await anext(run)
