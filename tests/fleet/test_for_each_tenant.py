"""Work for every tenant of a fleet."""

from __future__ import annotations

from uuid import UUID

import anyio
import pytest

from fleet.districts import Districts, drain, tenant_id
from interop_client import (
    AuthenticationError,
    ConfigurationError,
    FleetProgress,
    FleetResult,
    InteropClient,
    InteropError,
    PermissionDeniedError,
)
from interop_client._clock import loop_time
from interop_client.models import TenantInfo

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


class Halt(BaseException):
    """What ends a program, as an interrupt does."""


async def count(client: InteropClient, tenant: TenantInfo) -> int:
    return await client.rollovers.count()


async def test_every_tenant_is_worked_on_once_with_its_own_client() -> None:
    service = Districts(25)
    seen: list[str | None] = []
    async with service.client() as interop, interop.for_each_tenant(count) as results:
        async for result in results:
            assert result.ok
            assert result.get() == 7
            assert result.seconds == 1.0
            seen.append(result.tenant.name)
    assert sorted(seen, key=str) == sorted(f"District {number}" for number in range(25))


async def test_so_many_at_once_and_no_more() -> None:
    service = Districts(60)
    async with service.client() as interop:
        began = loop_time()
        assert len(await drain(interop.for_each_tenant(count, concurrency=15))) == 60
        assert loop_time() - began == 4.0
    assert service.most_in_flight == 15


async def test_results_come_as_they_complete() -> None:
    async def work(client: InteropClient, tenant: TenantInfo) -> float:
        assert tenant.id is not None
        await anyio.sleep(10 - tenant.id.int)
        return loop_time()

    async with Districts(3).client() as interop, interop.for_each_tenant(work) as results:
        names = [result.tenant.name async for result in results]
    assert names == ["District 2", "District 1", "District 0"]


async def test_a_failure_of_any_kind_ends_nothing_else() -> None:
    async def work(client: InteropClient, tenant: TenantInfo) -> int:
        if tenant.name == "District 3":
            raise ZeroDivisionError("a bug of the caller's")
        return await client.rollovers.count()

    service = Districts(12)
    service.without_credentials = {5}
    async with service.client() as interop, interop.for_each_tenant(work) as results:
        failed = {result.tenant.name: result.error async for result in results if not result.ok}
    assert {name: type(error) for name, error in failed.items()} == {
        "District 3": ZeroDivisionError,
        "District 5": ConfigurationError,
    }
    assert "District 5" in str(failed["District 5"])


async def test_the_error_of_a_result_is_raised_by_get() -> None:
    service = Districts(1)
    service.without_credentials = {0}
    async with service.client() as interop, interop.for_each_tenant(count) as results:
        (result,) = [result async for result in results]
    with pytest.raises(ConfigurationError):
        result.get()


async def test_the_list_is_read_page_by_page_while_work_goes_on() -> None:
    service = Districts(100, page_size=10)
    async with service.client() as interop, interop.for_each_tenant(count, concurrency=5) as run:
        pages_after = [service.lists async for _ in run]
    assert pages_after[0] == 1
    assert pages_after[-1] == 10
    assert pages_after == sorted(pages_after)


async def test_a_slow_reader_slows_the_work_down() -> None:
    service = Districts(100, page_size=5)
    async with service.client() as interop, interop.for_each_tenant(count, concurrency=5) as run:
        await anext(aiter(run))
        await anyio.sleep(1000)
        assert service.lists <= 3


async def test_leaving_cancels_what_is_in_flight() -> None:
    service = Districts(10, seconds=100.0)
    service.without_credentials = {0}
    async with service.client() as interop:
        began = loop_time()
        async with interop.for_each_tenant(count) as results:
            async for result in results:
                assert not result.ok
                await anyio.sleep(1)
                assert service.in_flight == 9
                break
        assert service.in_flight == 0
        assert loop_time() - began == 1.0


async def test_an_error_of_the_body_comes_out_as_it_is() -> None:
    service = Districts(10)
    async with service.client() as interop:
        with pytest.raises(KeyError, match="mine"):
            async with interop.for_each_tenant(count):
                raise KeyError("mine")
    assert service.in_flight == 0


async def test_a_cancelled_run_leaves_nothing_behind() -> None:
    service = Districts(30, seconds=10.0)
    async with service.client() as interop:
        with anyio.move_on_after(5):
            await drain(interop.for_each_tenant(count))
        assert service.in_flight == 0


async def test_a_list_that_cannot_be_read_on_is_told_after_the_results() -> None:
    service = Districts(30)
    service.broken_page = 2
    done: list[FleetResult[int]] = []
    async with service.client() as interop:
        with pytest.raises(PermissionDeniedError):
            await drain(interop.for_each_tenant(count), done)
    assert len(done) == 20


async def test_an_interrupt_in_the_work_ends_the_program_and_not_a_tenant() -> None:
    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        raise Halt

    async with Districts(3).client() as interop:
        with pytest.raises(Halt):
            await drain(interop.for_each_tenant(work))


async def test_a_cancellation_that_nobody_meant_is_a_failure_of_that_tenant() -> None:
    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        with anyio.CancelScope() as scope:
            scope.cancel()
            try:
                await anyio.sleep(1)
            except BaseException as error:
                escaped = error
        raise escaped

    async with Districts(2).client() as interop, interop.for_each_tenant(work) as results:
        errors = [result.error async for result in results]
    assert len(errors) == 2
    assert all(type(error) is InteropError and "District" in str(error) for error in errors)


async def test_progress_is_told_after_each_tenant() -> None:
    told: list[FleetProgress] = []

    async def note(progress: FleetProgress) -> None:
        told.append(progress)

    service = Districts(3)
    service.without_credentials = {1}
    async with service.client() as interop:
        await drain(interop.for_each_tenant(count, on_progress=note))
    assert [progress.done for progress in told] == [1, 2, 3]
    assert told[-1] == FleetProgress(done=3, failed=1, running=0, listed=3, complete=True)


async def test_tenants_may_be_given_and_some_by_id_alone() -> None:
    service = Districts(5)
    async with service.client() as interop:
        listed = await interop.tenants.list().collect(2)
        wanted: list[TenantInfo | UUID | str] = [
            listed[1],
            tenant_id(3),
            str(tenant_id(4)),
            tenant_id(77),
        ]
        async with interop.for_each_tenant(count, tenants=wanted) as results:
            found = {str(result.tenant.id): result.ok async for result in results}
    assert found == {
        str(tenant_id(1)): True,
        str(tenant_id(3)): True,
        str(tenant_id(4)): True,
        str(tenant_id(77)): False,
    }


async def test_refused_credentials_of_the_account_end_the_run_and_not_each_tenant() -> None:
    service = Districts(100)
    service.refused = True
    wanted = [tenant_id(number) for number in range(100)]
    seen: list[FleetResult[int]] = []
    async with service.client() as interop:
        with pytest.raises(AuthenticationError):
            await drain(interop.for_each_tenant(count, tenants=wanted, concurrency=2), seen)
    assert service.finds < 10
    assert not any(each.ok for each in seen)


async def test_a_run_is_read_inside_its_block_only() -> None:
    async with Districts(2).client() as interop:
        async with interop.for_each_tenant(count) as results:
            pass
        with pytest.raises(RuntimeError, match="has ended"):
            await anext(aiter(results))


async def test_nothing_begins_before_the_block() -> None:
    service = Districts(2)
    async with service.client() as interop:
        interop.for_each_tenant(count)
        await anyio.sleep(10)
    assert service.lists == 0
