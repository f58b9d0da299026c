"""Reading ahead: the same items in the same order, with pages on their way."""

from __future__ import annotations

import contextlib
import gc
import weakref
from collections import Counter
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interop_client.errors import PagingError
from interop_client.operation import Operation
from interop_client.pagination import Page, Pager
from interop_client.pagination import read_ahead as _read_ahead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
from pagination.service import Service, cancel_when_blocked, everything, flat, numbers, settled

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


@pytest.mark.parametrize("depth", [1, 2, 4])
async def test_while_a_page_is_read_the_next_ones_are_in_flight_or_ready(depth: int) -> None:
    service = Service(numbers(20))
    async with service.pager().read_ahead(depth) as items:
        for page in range(6):
            for item in (2 * page, 2 * page + 1):
                assert await anext(items) == item
                await anyio.wait_all_tasks_blocked()
                assert sorted(service.started) == list(range(page + depth + 1))
    assert service.in_flight == 0


async def test_requests_ahead_run_at_once() -> None:
    service = Service(numbers(9), holding=set(range(9)))
    async with service.pager().read_ahead(3) as items, anyio.create_task_group() as group:
        group.start_soon(everything, items)
        await anyio.wait_all_tasks_blocked()
        assert service.in_flight == 4
        group.cancel_scope.cancel()


async def test_order_is_kept_when_later_pages_come_first() -> None:
    service = Service(numbers(6), holding={0, 1, 2, 3})
    got: list[int] = []
    async with service.pager().read_ahead(3) as items, anyio.create_task_group() as group:

        async def read() -> None:
            got.extend(await everything(items))

        group.start_soon(read)
        for number in (3, 2, 1):
            await anyio.wait_all_tasks_blocked()
            service.release(number)
        await anyio.wait_all_tasks_blocked()
        assert got == []
        service.release(0)
    assert got == flat(numbers(6))


@pytest.mark.parametrize("depth", [1, 3, 8])
@pytest.mark.parametrize("pages", [1, 2, 5])
async def test_at_most_n_requests_go_beyond_the_last_page(depth: int, pages: int) -> None:
    service = Service(numbers(pages), holding={pages - 1})
    async with service.pager().read_ahead(depth) as items, anyio.create_task_group() as group:
        group.start_soon(everything, items)
        await anyio.wait_all_tasks_blocked()
        service.release(pages - 1)
    assert Counter(service.started)[pages - 1] == 1
    assert len([number for number in service.started if number >= pages]) <= depth


async def test_pages_that_come_together_are_decoded_in_order_between_new_requests() -> None:
    service = Service(numbers(9), holding={0, 1, 2})
    decoded: list[tuple[int, int]] = []

    def operation(*, page: int, page_size: int | None) -> Operation[Page[Any]]:
        call = service.operation(page=page, page_size=page_size)

        def parse(content: bytes) -> Page[Any]:
            decoded.append((page, max(service.started)))
            return call.parse(content)

        return attrs.evolve(call, parse=parse)

    async with Pager(service, operation).read_ahead(2) as items:

        async def let_go() -> None:
            await anyio.wait_all_tasks_blocked()
            for number in (2, 1, 0):
                service.release(number)

        async with anyio.create_task_group() as group:
            group.start_soon(let_go)
            assert await everything(items) == flat(numbers(9))
    assert decoded[:3] == [(0, 2), (1, 3), (2, 4)]


async def test_once_the_end_is_known_requests_beyond_are_cancelled_and_none_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_read_ahead, "_PATIENCE", 0)
    service = Service(numbers(4), holding=set(range(20)))
    got: list[int] = []
    async with service.pager().read_ahead(6) as items, anyio.create_task_group() as group:

        async def read() -> None:
            got.extend(await everything(items))

        group.start_soon(read)
        await anyio.wait_all_tasks_blocked()
        assert sorted(service.started) == list(range(7))
        service.release(5)
        await settled()
        assert service.cancelled == [6]
        service.release(3)
        await settled()
        assert service.cancelled == [6, 4]
        assert service.in_flight == 3
        for number in range(3):
            service.release(number)
    assert got == flat(numbers(4))
    assert sorted(service.started) == list(range(7))


async def test_a_request_that_has_not_begun_when_the_end_is_known_never_begins() -> None:
    service = Service(numbers(2), steps=dict.fromkeys(range(20), 0))
    async with service.pager().read_ahead(5) as items:
        assert await everything(items) == [0, 1, 2, 3]
    assert service.beyond_known_end == []


async def test_an_answer_that_comes_after_it_was_dropped_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_read_ahead, "_PATIENCE", 0)
    service = Service(numbers(3), holding={0, 1, 2, 3}, stubborn={3})
    got: list[int] = []
    async with service.pager().read_ahead(3) as items, anyio.create_task_group() as group:

        async def read() -> None:
            got.extend(await everything(items))

        group.start_soon(read)
        for number in (2, 3, 0, 1):
            await settled()
            service.release(number)
    assert got == flat(numbers(3))
    assert sorted(service.started) == [0, 1, 2, 3]


async def test_new_requests_get_on_their_way_though_the_reader_never_pauses() -> None:
    depth = 4
    service = Service(numbers(20), steps=dict.fromkeys(range(20), 0))
    async with service.pager().read_ahead(depth) as items:
        await anext(items)
        await anyio.wait_all_tasks_blocked()
        for page in range(1, depth):
            for _ in range(2):
                await anext(items)
            assert max(service.started) >= page + depth - 1


async def test_errors_and_items_beyond_the_end_are_dropped() -> None:
    service = Service(numbers(8), words={2: None}, holding={2})
    service.errors = {3: [OSError("beyond")], 4: [OSError("beyond")]}
    got: list[int] = []
    async with service.pager().read_ahead(4) as items, anyio.create_task_group() as group:

        async def read() -> None:
            got.extend(await everything(items))

        group.start_soon(read)
        await anyio.wait_all_tasks_blocked()
        assert service.errors == {3: [], 4: []}
        service.release(2)
    assert got == flat(numbers(3))


async def test_an_error_comes_after_the_items_before_it_and_its_page_can_be_had_again() -> None:
    service = Service(numbers(5), errors={2: [OSError("lost")]}, steps={0: 5, 1: 5})
    async with service.pager().read_ahead(4) as items:
        got = [await anext(items) for _ in range(4)]
        assert service.errors == {2: []}
        with pytest.raises(OSError, match="lost"):
            await anext(items)
        got += await everything(items)
    assert got == flat(numbers(5))
    assert Counter(service.started)[2] == 2
    assert max(Counter(number for number in service.started if number != 2).values()) == 1


@pytest.mark.parametrize("depth", [0, 2])
async def test_an_error_that_was_handled_leaves_nothing_to_the_garbage_collector(
    depth: int,
) -> None:
    service = Service(numbers(3), errors={1: [LostError()]})
    error = weakref.ref(service.errors[1][0])

    async def read(items: AsyncIterator[int]) -> None:
        with contextlib.suppress(LostError):
            await everything(items)

    gc.disable()
    try:
        if depth:
            async with service.pager().read_ahead(depth) as items:
                await read(items)
        else:
            await read(aiter(service.pager()))
        assert service.errors == {1: []}
        assert error() is None
    finally:
        gc.enable()


class LostError(Exception):
    """Can be referred to weakly."""


async def test_an_error_that_was_not_reached_is_not_raised_on_leaving() -> None:
    service = Service(numbers(5), errors={1: [OSError("lost")]})
    async with service.pager().read_ahead(2) as items:
        assert await anext(items) == 0
        await anyio.wait_all_tasks_blocked()
        assert service.errors == {1: []}


async def test_a_last_page_that_was_refused_may_say_later_that_it_is_not_the_last() -> None:
    service = Service([[0], [1], [1]])
    async with service.pager().read_ahead(2) as items:
        assert [await anext(items), await anext(items)] == [0, 1]
        with pytest.raises(PagingError):
            await anext(items)
        service.pages, service.end = [[0], [1], [2], [3], [4], [5], [6]], None
        assert await anext(items) == 2
        assert await anext(items) == 3
        await anyio.wait_all_tasks_blocked()
        assert max(service.started) == 5
        assert await everything(items) == [4, 5, 6]


async def test_a_cancelled_wait_keeps_the_request_in_flight() -> None:
    service = Service(numbers(3), holding={1})
    async with service.pager().read_ahead(1) as items:
        assert [await anext(items), await anext(items)] == [0, 1]
        for _ in range(2):
            with anyio.CancelScope() as scope:
                async with anyio.create_task_group() as group:
                    group.start_soon(cancel_when_blocked, scope)
                    await anext(items)
            assert scope.cancelled_caught
        assert service.cancelled == []
        service.release(1)
        assert await everything(items) == [2, 3, 4, 5]
    assert Counter(service.started)[1] == 1


async def test_each_read_ahead_reads_from_the_start() -> None:
    pager = Service(numbers(2)).pager()
    for _ in range(2):
        async with pager.read_ahead(1) as items:
            assert await everything(items) == [0, 1, 2, 3]


@attrs.frozen
class Scripted:
    """One page of a made-up list."""

    size: int
    repeats: bool
    ends: bool
    errors: int
    steps: int


SCRIPTS = st.lists(
    st.builds(
        Scripted,
        size=st.sampled_from([0, 0, 1, 2, 3]),
        repeats=st.sampled_from([False, False, False, True]),
        ends=st.sampled_from([False, False, False, False, False, True]),
        errors=st.sampled_from([0, 0, 0, 1, 2]),
        steps=st.integers(0, 4),
    ),
    max_size=14,
)


def _scripted(script: list[Scripted]) -> Service:
    pages: list[list[int]] = []
    for number, page in enumerate(script):
        fresh = [10 * number + i for i in range(page.size)]
        pages.append(pages[-1] if page.repeats and pages else fresh)
    return Service(
        pages,
        words={number: None for number, page in enumerate(script) if page.ends},
        errors={n: [OSError(n, i) for i in range(p.errors)] for n, p in enumerate(script)},
        steps={number: page.steps for number, page in enumerate(script)},
    )


async def _trace(items: AsyncIterator[int], pauses: int) -> list[object]:
    """Everything that comes out, errors included, until the end or the second PagingError."""
    seen: list[object] = []
    while True:
        try:
            seen.append(await anext(items))
        except StopAsyncIteration:
            return seen
        except (OSError, PagingError) as error:
            seen.append(repr(error))
            if isinstance(error, PagingError) and seen[-2:-1] == seen[-1:]:
                return seen
        for _ in range(pauses):
            await anyio.lowlevel.checkpoint()


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@given(script=SCRIPTS, depth=st.integers(1, 6), pauses=st.integers(0, 3))
@settings(deadline=None)
def test_reading_ahead_gives_exactly_what_reading_page_by_page_gives(
    backend: str, script: list[Scripted], depth: int, pauses: int
) -> None:
    async def main() -> None:
        plain, early = _scripted(script), _scripted(script)
        expected = await _trace(aiter(plain.pager()), pauses)
        async with early.pager().read_ahead(depth) as items:
            assert await _trace(items, pauses) == expected
        assert early.in_flight == 0
        assert early.beyond_known_end == []
        last = max(plain.started)
        assert max(early.started) <= last + depth
        assert [n for n in sorted(early.started) if n <= last] == sorted(plain.started)

    anyio.run(main, backend=backend)
