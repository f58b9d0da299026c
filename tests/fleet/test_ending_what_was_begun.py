"""Runs over a fleet that are to end: what was begun is done to its end, and told of."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import anyio
import pytest

from fleet.districts import Districts, drain, tenant_id
from interop_client import (
    FleetProgress,
    FleetResult,
    FleetStoppedError,
    InteropClient,
    InteropError,
)
from interop_client.models import TenantInfo

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


class Work:
    """Work of 10 seconds, which the first tenant has done after one."""

    def __init__(self) -> None:
        self.begun: list[str | None] = []
        self.ended: list[str | None] = []

    async def __call__(self, client: InteropClient, tenant: TenantInfo) -> None:
        self.begun.append(tenant.name)
        await anyio.sleep(1 if tenant.id == tenant_id(0) else 10)
        self.ended.append(tenant.name)


def fails(progress: FleetProgress) -> None:
    raise OSError("nobody looks at it any more")


async def fails_later(progress: FleetProgress) -> None:
    await anyio.sleep(1)
    fails(progress)


@pytest.mark.parametrize("note", [fails, fails_later])
async def test_progress_that_cannot_be_told_cancels_nothing(note: object) -> None:
    work, seen, first = Work(), list[FleetResult[None]](), list[Exception]()

    async def told(progress: FleetProgress) -> None:
        assert callable(note)
        try:
            if (waiting := note(progress)) is not None:
                await waiting
        except OSError as error:
            first.append(error)
            raise

    async with Districts(50).client() as interop:
        with pytest.raises(OSError, match="nobody looks") as raised:
            await drain(interop.for_each_tenant(work, concurrency=4, on_progress=told), seen)
    assert raised.value is first[0]
    assert len(work.begun) == 4
    assert sorted(work.ended, key=str) == sorted(work.begun, key=str)
    assert len(seen) == 4
    assert all(each.ok for each in seen)


async def let_out(progress: FleetProgress) -> None:
    """Awaits what somebody else has cancelled."""
    with anyio.CancelScope() as scope:
        scope.cancel()
        try:
            await anyio.sleep(1)
        except anyio.get_cancelled_exc_class() as error:
            cancelled = error
    raise cancelled


async def exhausted(progress: FleetProgress) -> None:
    await anext(nothing())


async def nothing() -> AsyncIterator[None]:
    for each in list[None]():
        yield each


@pytest.mark.parametrize(
    ("note", "kind", "said"),
    [
        (let_out, InteropError, "on_progress ended as cancelled .* nobody cancelled the run"),
        (exhausted, RuntimeError, "stopped by a StopAsyncIteration"),
    ],
)
async def test_a_run_that_progress_stops_in_an_odd_way_does_not_look_done(
    note: Callable[[FleetProgress], Awaitable[None]], kind: type[Exception], said: str
) -> None:
    work, seen = Work(), list[FleetResult[None]]()
    async with Districts(50).client() as interop:
        with pytest.raises(kind, match=said):
            await drain(interop.for_each_tenant(work, concurrency=4, on_progress=note), seen)
    assert len(work.begun) == len(work.ended) == len(seen) == 4


async def test_what_ends_a_program_is_raised_at_once() -> None:
    class Halt(BaseException):
        pass

    def halts(progress: FleetProgress) -> None:
        raise Halt

    work = Work()
    async with Districts(50).client() as interop:
        with pytest.raises(Halt):
            await drain(interop.for_each_tenant(work, concurrency=4, on_progress=halts))
    assert work.ended == ["District 0"]


async def test_so_it_is_where_the_run_was_cancelled_before() -> None:
    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        try:
            await anyio.sleep_forever()
        finally:
            sys.exit(3)

    async with Districts(50).client() as interop:
        with anyio.move_on_after(5), pytest.raises(SystemExit) as ended:
            await drain(interop.for_each_tenant(work, concurrency=4))
    assert ended.value.code == 3


async def test_the_first_that_ends_the_program_is_raised() -> None:
    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        try:
            await anyio.sleep(1 if tenant.id == tenant_id(0) else 10)
        finally:
            sys.exit(tenant.name)

    async with Districts(50).client() as interop:
        with pytest.raises(SystemExit, match="District 0"):
            await drain(interop.for_each_tenant(work, concurrency=4))


@pytest.mark.parametrize("error", [None, ValueError("enough")])
async def test_a_loop_can_stop_the_run_and_cancels_nothing(error: Exception | None) -> None:
    work, seen = Work(), list[FleetResult[None]]()

    async def loop(interop: InteropClient) -> None:
        async with interop.for_each_tenant(work, concurrency=4) as results:
            async for result in results:
                seen.append(result)
                results.stop(error)
                results.stop(ValueError("another") if error else None)

    async with Districts(50).client() as interop:
        if error is None:
            await loop(interop)
        else:
            with pytest.raises(ValueError, match="enough"):
                await loop(interop)
    assert len(work.begun) == len(work.ended) == len(seen)
    assert len(seen) in (4, 5)  # One may be begun while the first is told of.


async def slowly() -> AsyncIterator[TenantInfo]:
    """A tenant at once, and another after each five seconds."""
    async with Districts(9).client() as interop:
        async for tenant in interop.tenants.list():
            yield tenant
            await anyio.sleep(5)


async def test_a_tenant_that_comes_after_the_stop_is_not_begun() -> None:
    work = Work()
    async with (
        Districts(9).client() as interop,
        interop.for_each_tenant(work, tenants=slowly()) as results,
    ):
        async for _ in results:
            results.stop()
    assert work.begun == ["District 0"]


async def test_a_tenant_that_comes_after_too_many_failures_is_not_begun() -> None:
    begun = []

    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        begun.append(tenant.name)
        await anyio.sleep(1)
        raise ValueError("no luck")

    async with Districts(9).client() as interop:
        with pytest.raises(FleetStoppedError):
            await drain(interop.for_each_tenant(work, tenants=slowly(), max_failures=0))
    assert begun == ["District 0"]


async def broken_meanwhile() -> AsyncIterator[TenantInfo]:
    """A tenant at once, and then a list that cannot be read on."""
    async with Districts(9).client() as interop:
        async for tenant in interop.tenants.list():
            yield tenant
            await anyio.sleep(5)
            raise OSError("the list is gone")


async def test_a_list_that_breaks_after_too_many_failures_does_not_hide_them() -> None:
    async def work(client: InteropClient, tenant: TenantInfo) -> None:
        await anyio.sleep(1)
        raise ValueError("no luck")

    async with Districts(9).client() as interop:
        with pytest.raises(FleetStoppedError, match="no luck") as stopped:
            await drain(interop.for_each_tenant(work, tenants=broken_meanwhile(), max_failures=0))
    assert len(stopped.value.results) == 1


async def test_a_list_that_breaks_after_the_loop_stopped_the_run_is_no_error() -> None:
    work, seen = Work(), list[FleetResult[None]]()
    async with (
        Districts(9).client() as interop,
        interop.for_each_tenant(work, tenants=broken_meanwhile()) as results,
    ):
        async for result in results:
            seen.append(result)
            results.stop()
    assert [each.ok for each in seen] == [True]
