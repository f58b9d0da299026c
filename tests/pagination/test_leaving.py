"""Leaving a `read_ahead`: nothing stays behind, whatever ends it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import pytest
import trio

from interop_client.errors import PagingError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
from pagination.service import Service, ahead, everything, numbers

pytestmark = pytest.mark.anyio


def _slow_to_go() -> Service:
    return Service(numbers(9), holding=set(range(1, 9)), farewell=5)


async def test_leaving_early_cancels_what_is_in_flight_and_waits_until_it_is_gone() -> None:
    service = _slow_to_go()
    async with service.pager().read_ahead(3) as items:
        async for _ in items:
            break
        await anyio.wait_all_tasks_blocked()
        assert service.in_flight == 3
    assert service.in_flight == 0
    assert sorted(service.cancelled) == [1, 2, 3]


@pytest.mark.parametrize(
    "error", [ValueError("mine"), ExceptionGroup("mine", [ValueError()]), KeyboardInterrupt()]
)
async def test_an_error_of_the_body_comes_out_as_it_is_with_nothing_in_flight(
    error: BaseException,
) -> None:
    service = _slow_to_go()
    try:
        async with service.pager().read_ahead(3) as items:
            assert await anext(items) == 0
            await anyio.wait_all_tasks_blocked()
            raise error
    except BaseException as caught:
        if caught is not error:
            raise
    else:
        pytest.fail("the error was lost")
    assert service.in_flight == 0
    assert sorted(service.cancelled) == [1, 2, 3]


async def test_an_error_of_the_pager_comes_out_as_it_is() -> None:
    service = Service(numbers(5), errors={1: [OSError("lost")]})
    with pytest.raises(OSError, match=r"^lost$"):
        await ahead(service, 3)
    with pytest.raises(PagingError):
        await Service([[1], [1], [2]]).pager().collect(read_ahead=1)


async def test_a_cancelled_scope_around_it_ends_it_with_nothing_in_flight() -> None:
    service = _slow_to_go()
    with anyio.CancelScope() as scope:
        async with service.pager().read_ahead(3) as items:
            assert await anext(items) == 0
            await anyio.wait_all_tasks_blocked()
            scope.cancel()
            await everything(items)
    assert scope.cancelled_caught
    assert service.in_flight == 0
    assert sorted(service.cancelled) == sorted(service.started)[1:]
    assert {1, 2, 3} <= set(service.cancelled)


async def test_a_deadline_around_it_ends_it_with_nothing_in_flight() -> None:
    service = _slow_to_go()
    scope = anyio.CancelScope()

    async def read() -> None:
        with scope:
            await ahead(service, 3)

    async with anyio.create_task_group() as group:
        group.start_soon(read)
        await anyio.wait_all_tasks_blocked()
        scope.deadline = anyio.current_time()
    assert scope.cancelled_caught
    assert service.in_flight == 0
    assert sorted(service.cancelled) == [1, 2, 3, 4]


async def test_a_deadline_inside_leaves_the_iterator_usable() -> None:
    service = _slow_to_go()
    async with service.pager().read_ahead(1) as items:
        assert [await anext(items), await anext(items)] == [0, 1]
        with anyio.move_on_after(0) as scope:
            await anext(items)
        assert scope.cancelled_caught
        service.release(1)
        assert await anext(items) == 2


async def test_an_error_of_the_body_survives_a_cancellation_during_the_leaving() -> None:
    service = _slow_to_go()

    async def fail() -> None:
        with anyio.CancelScope() as scope:
            async with service.pager().read_ahead(3) as items:
                assert await anext(items) == 0
                await anyio.wait_all_tasks_blocked()
                scope.cancel()
                raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await fail()
    assert service.in_flight == 0


async def test_after_leaving_the_iterator_says_so() -> None:
    async with Service(numbers(3)).pager().read_ahead(1) as items:
        assert await anext(items) == 0  # one more item of this page is at hand
    with pytest.raises(RuntimeError, match="`async with` of this read_ahead has ended"):
        await anext(items)
    async with Service(numbers(1)).pager().read_ahead(1) as items:
        assert await everything(items) == [0, 1]
        assert await everything(items) == []
    with pytest.raises(RuntimeError, match="`async with` of this read_ahead has ended"):
        await anext(items)


async def test_a_reader_left_behind_in_another_task_is_told() -> None:
    service = Service(numbers(3), holding={0})
    told = []

    async def read(items: AsyncIterator[int]) -> None:
        with pytest.raises(RuntimeError, match="has ended"):
            await anext(items)
        told.append(True)

    async with anyio.create_task_group() as group, service.pager().read_ahead(1) as items:
        group.start_soon(read, items)
        await anyio.wait_all_tasks_blocked()
    assert told == [True]
    assert service.in_flight == 0


async def test_a_request_that_has_not_begun_on_leaving_never_begins() -> None:
    service = Service(numbers(9))
    told = []

    async def read(items: AsyncIterator[int]) -> None:
        with pytest.raises(RuntimeError, match="has ended"):
            await anext(items)
        told.append(True)

    async with anyio.create_task_group() as group, service.pager().read_ahead(8) as items:
        group.start_soon(read, items)
        await anyio.lowlevel.checkpoint()  # on asyncio, so long that the reader waits
        begun = list(service.started)
    assert service.started == begun
    assert told == [True]
    assert service.in_flight == 0


class Halt(BaseException):
    """Ends a program, as KeyboardInterrupt does, but can be raised in a test."""


async def test_what_ends_a_program_comes_out_at_once_and_as_it_is() -> None:
    halt = Halt()
    service = Service(numbers(9), errors={3: [halt]}, holding={1})
    with pytest.raises(Halt) as raised:
        await ahead(service, 4)
    assert raised.value is halt
    assert service.in_flight == 0


def test_ctrl_c_in_a_request_or_in_the_body_comes_out_of_trio_as_it_is() -> None:
    async def main(service: Service, body: Callable[[], None]) -> None:
        async with service.pager().read_ahead(2) as items:
            await anext(items)
            body()
            await everything(items)

    def interrupt() -> None:
        raise KeyboardInterrupt

    asked = Service(numbers(9), errors={1: [KeyboardInterrupt()]}, holding={2})
    with pytest.raises(KeyboardInterrupt):
        trio.run(main, asked, lambda: None)
    with pytest.raises(KeyboardInterrupt):
        trio.run(main, _slow_to_go(), interrupt)


def _on_asyncio(test: Callable[[], Any]) -> None:
    with asyncio.Runner() as runner:
        runner.run(test())


def test_a_cancelled_asyncio_task_is_cancelled_once_and_leaves_nothing() -> None:
    async def main() -> None:
        service = _slow_to_go()

        async def read() -> None:
            try:
                async with service.pager().read_ahead(3) as items:
                    await everything(items)
            finally:
                assert service.in_flight == 0
                seen.append(_cancelling())

        seen: list[int] = []
        task = asyncio.create_task(read())
        await anyio.wait_all_tasks_blocked()
        assert service.in_flight == 4
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert task.cancelled()
        assert seen == [1]
        assert len(asyncio.all_tasks()) == 1

    _on_asyncio(main)


def test_a_task_cancelled_during_the_leaving_is_cancelled() -> None:
    async def main() -> None:
        service = _slow_to_go()

        async def read() -> None:
            try:
                async with service.pager().read_ahead(3) as items:
                    await anext(items)
                    await leave.wait()
            finally:
                assert service.in_flight == 0
                seen.append(_cancelling())

        seen: list[int] = []
        leave = asyncio.Event()
        task = asyncio.create_task(read())
        await anyio.wait_all_tasks_blocked()
        leave.set()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert service.in_flight == 3
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert seen == [1]

    _on_asyncio(main)


def test_an_asyncio_timeout_around_it_is_a_timeout_and_leaves_the_task_clean() -> None:
    async def timed_out(reading: Awaitable[object]) -> None:
        async with asyncio.timeout(0.01):
            await reading

    async def main() -> None:
        service = _slow_to_go()
        with pytest.raises(TimeoutError):
            await timed_out(ahead(service, 3))
        assert service.in_flight == 0
        assert _cancelling() == 0
        async with service.pager().read_ahead(1) as items:
            assert await anext(items) == 0
            with pytest.raises(TimeoutError):
                await timed_out(everything(items))
            service.release(1)
            assert await anext(items) == 2
        assert _cancelling() == 0

    _on_asyncio(main)


def test_a_cancellation_from_inside_a_request_reaches_the_reader_as_without_reading_ahead() -> None:
    async def main() -> None:
        service = Service(numbers(3), errors={1: [asyncio.CancelledError()]})
        async with service.pager().read_ahead(2) as items:
            assert [await anext(items), await anext(items)] == [0, 1]
            with pytest.raises(asyncio.CancelledError):
                await anext(items)
            assert await everything(items) == [2, 3, 4, 5]

    _on_asyncio(main)


def _cancelling() -> int:
    task = asyncio.current_task()
    assert task is not None
    return task.cancelling()
