"""What a `Pager` promises, against a service without HTTP that counts what it is asked."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import weakref
from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar, assert_type

import anyio
import anyio.lowlevel
import attrs
import pytest
import trio
from hypothesis import given, settings
from hypothesis import strategies as st

from interop_client.errors import PagingError
from interop_client.operation import Operation, RawResponse
from interop_client.pagination import Page, Pager
from interop_client.pagination import read_ahead as _read_ahead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

pytestmark = pytest.mark.anyio

T = TypeVar("T")


@attrs.define(eq=False)
class Service:
    """Serves `pages`, by number; the last one, and whatever is beyond, promises nothing more."""

    pages: Sequence[list[Any]]
    words: dict[int, str | None] = attrs.field(factory=dict)  # `next`, where it is special
    errors: dict[int, list[BaseException]] = attrs.field(factory=dict)  # for the first attempts
    steps: dict[int, int] = attrs.field(factory=dict)  # how long an answer takes; 1 if not said
    holding: set[int] = attrs.field(factory=set)
    stubborn: set[int] = attrs.field(factory=set)  # answered even when cancelled
    farewell: int = 0  # how long a cancelled request takes to be gone
    released: dict[int, anyio.Event] = attrs.field(factory=dict)
    asked: list[tuple[int, int | None]] = attrs.field(factory=list)
    in_flight: int = 0
    cancelled: list[int] = attrs.field(factory=list)
    end: int | None = None  # the lowest page that said that it is the end
    beyond_known_end: list[int] = attrs.field(factory=list)

    @property
    def started(self) -> list[int]:
        return [number for number, _ in self.asked]

    def operation(self, *, page: int, page_size: int | None) -> Operation[Page[Any]]:
        return Operation(
            operation_id="listThings",
            method="GET",
            url="/things",
            query=f"{page} {page_size}",
            parse=self._page,
        )

    def _page(self, content: bytes) -> Page[Any]:
        number = int(content.split()[0])
        if number >= len(self.pages):
            return Page([])
        more = "https://elsewhere.example/secret" if number < len(self.pages) - 1 else None
        page = Page(list(self.pages[number]), self.words.get(number, more))
        if page.next is None and (self.end is None or number < self.end):
            self.end = number
        return page

    async def send(self, operation: Operation[T], /) -> T:
        return operation.parse((await self.send_raw(operation)).content)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        number, page_size = (None if w == "None" else int(w) for w in operation.query.split())
        assert number is not None
        self.asked.append((number, page_size))
        if self.end is not None and number > self.end:
            self.beyond_known_end.append(number)
        self.in_flight += 1
        try:
            with anyio.CancelScope(shield=number in self.stubborn):
                for _ in range(self.steps.get(number, 1)):
                    await anyio.lowlevel.checkpoint()
                if number in self.holding:
                    await self.released.setdefault(number, anyio.Event()).wait()
            if self.errors.get(number):
                raise self.errors[number].pop(0)
            return RawResponse(status_code=200, headers={}, content=operation.query.encode())
        except anyio.get_cancelled_exc_class():
            with anyio.CancelScope(shield=True):
                for _ in range(self.farewell):
                    await anyio.lowlevel.checkpoint()
            self.cancelled.append(number)
            raise
        finally:
            self.in_flight -= 1

    def release(self, number: int) -> None:
        self.holding.discard(number)
        self.released.setdefault(number, anyio.Event()).set()

    def pager(self, **options: Any) -> Pager[Any]:
        return Pager(self, self.operation, **options)


@attrs.define(weakref_slot=True)
class Thing:
    id: int | None
    name: str = ""


def numbers(pages: int, size: int = 2) -> list[list[int]]:
    return [list(range(size * page, size * page + size)) for page in range(pages)]


def flat(pages: Sequence[list[Any]]) -> list[Any]:
    return [item for page in pages for item in page]


async def settled() -> None:
    """Until all tasks wait for something else than a time that has come."""
    await anyio.sleep(0.01)
    await anyio.wait_all_tasks_blocked()


async def everything(iterator: AsyncIterator[T]) -> list[T]:
    return [item async for item in iterator]


async def ahead(service: Service, depth: int) -> list[Any]:
    async with service.pager().read_ahead(depth) as items:
        return await everything(items)


# Reading


async def test_items_come_in_order_with_one_request_per_page() -> None:
    service = Service(numbers(3))
    assert [item async for item in service.pager()] == [0, 1, 2, 3, 4, 5]
    assert service.asked == [(0, None), (1, None), (2, None)]


async def test_page_size_and_start_page_are_asked_for() -> None:
    service = Service(numbers(3))
    assert [item async for item in service.pager(page_size=50, start_page=1)] == [2, 3, 4, 5]
    assert service.asked == [(1, 50), (2, 50)]


async def test_each_reading_starts_anew() -> None:
    service = Service(numbers(2))
    pager = service.pager()
    assert [item async for item in pager] == [item async for item in pager] == [0, 1, 2, 3]
    assert service.started == [0, 1, 0, 1]


async def test_nothing_is_asked_for_before_the_first_item_is_wanted() -> None:
    service = Service(numbers(2))
    aiter(service.pager())
    service.pager().pages()
    async with service.pager().read_ahead(3):
        await anyio.wait_all_tasks_blocked()
    assert service.started == []


async def test_the_bound_arguments_of_a_partial_reach_every_call() -> None:
    service = Service(numbers(2))
    seen: list[str] = []

    def operation(*, page: int, page_size: int | None, name: str) -> Operation[Page[int]]:
        seen.append(name)
        return service.operation(page=page, page_size=page_size)

    pager = Pager(service, functools.partial(operation, name="x"))
    assert_type(pager, Pager[int])
    assert await pager.collect() == [0, 1, 2, 3]
    assert seen == ["x", "x"]


async def test_items_and_pages_are_precisely_typed() -> None:
    service = Service([[Thing(1)]])
    pager: Pager[Thing] = service.pager()
    async for item in pager:
        assert_type(item, Thing)
    async for page in pager.pages():
        assert_type(page, Page[Thing])
        assert_type(page.items, list[Thing])
    async with pager.read_ahead(1) as items:
        async for item in items:
            assert_type(item, Thing)
    assert_type(await pager.first(), Thing | None)
    assert_type(await pager.collect(), list[Thing])


async def test_pages_carry_their_numbers_and_their_items() -> None:
    service = Service(numbers(4))
    pages = await everything(service.pager(start_page=1).pages())
    assert [(page.number, page.items, list(page), len(page)) for page in pages] == [
        (1, [2, 3], [2, 3], 2),
        (2, [4, 5], [4, 5], 2),
        (3, [6, 7], [6, 7], 2),
    ]
    assert [page.next is None for page in pages] == [False, False, True]


async def test_the_end_is_remembered() -> None:
    service = Service(numbers(1))
    items = aiter(service.pager())
    assert await everything(items) == [0, 1]
    assert await everything(items) == []
    assert service.started == [0]


async def test_what_next_says_does_not_matter_only_whether_it_is_there() -> None:
    service = Service(numbers(4), words={0: "", 1: "page=0", 2: "https://elsewhere.example/"})
    assert await service.pager().collect() == flat(numbers(4))
    assert service.started == [0, 1, 2, 3]


async def test_a_page_without_next_ends_the_list_though_more_pages_exist() -> None:
    service = Service(numbers(4), words={1: None})
    assert await service.pager().collect() == [0, 1, 2, 3]
    assert service.started == [0, 1]


def test_a_page_shows_neither_its_items_nor_its_next() -> None:
    assert repr(Page(["hunter2"], "token=hunter2", 3)) == "Page(items=<1 items>, number=3)"


# Lists that contradict themselves


@pytest.mark.parametrize("empty", [1, 4])
async def test_empty_pages_in_the_middle_are_passed_over(empty: int) -> None:
    service = Service([[1], *[[]] * empty, [2], *[[]] * empty, [3], []])
    assert await service.pager().collect() == [1, 2, 3]
    assert [page.items async for page in service.pager().pages()] == [[1], [2], [3]]


async def test_five_empty_pages_that_promise_more_are_an_error_and_can_be_asked_again() -> None:
    service = Service([[1], [], [], [], [], [], [2]])
    items = aiter(service.pager())
    assert await anext(items) == 1
    for _ in range(2):
        with pytest.raises(PagingError, match="listThings: pages 1 to 5 are empty") as raised:
            await anext(items)
    assert "start_page=6" in raised.value.message
    assert "secret" not in raised.value.message
    assert service.started == [0, 1, 2, 3, 4, 5, 5]
    service.pages = [[1], [], [], [], [], [2], [3]]
    assert await everything(items) == [2, 3]


async def test_five_empty_pages_are_no_error_when_the_last_promises_nothing() -> None:
    service = Service([[1], [], [], [], [], []])
    assert await service.pager().collect() == [1]


@pytest.mark.parametrize("last", [False, True])
async def test_a_page_equal_to_the_one_before_is_an_error_and_not_yielded(last: bool) -> None:
    secret = {"client_secret": "hunter2"}
    service = Service([[1], [secret, 2], [secret, 2], [3]], words={2: None} if last else {})
    items = aiter(service.pager())
    assert [await anext(items) for _ in range(3)] == [1, secret, 2]
    for _ in range(2):
        with pytest.raises(PagingError, match="listThings: page 2 has the same items") as raised:
            await anext(items)
    assert f"paging.next is {'absent' if last else 'present'}" in raised.value.message
    assert "as page 1" in raised.value.message
    assert "hunter2" not in raised.value.message
    assert "elsewhere" not in raised.value.message
    service.pages = [[1], [secret, 2], [4], [5]]
    assert await everything(items) == ([4] if last else [4, 5])


async def test_a_page_that_differs_in_one_item_is_no_repetition() -> None:
    service = Service([[1, 2, 3], [1, 9, 3], [1, 2, 3], [1, 2]])
    assert await service.pager().collect() == [1, 2, 3, 1, 9, 3, 1, 2, 3, 1, 2]


async def test_an_empty_page_between_does_not_hide_a_repetition() -> None:
    with pytest.raises(PagingError, match="page 2 has the same items as page 0"):
        await Service([[1], [], [1], []]).pager().collect()


async def test_a_repetition_is_seen_though_the_caller_changed_the_items() -> None:
    service = Service([])
    service.pages = [[Thing(1), Thing(2)], [Thing(1), Thing(2)], []]
    seen = []

    async def change() -> None:
        async for thing in service.pager():
            thing.name = "changed"
            seen.append(thing.id)

    with pytest.raises(PagingError, match="same items"):
        await change()
    assert seen == [1, 2]


async def test_a_repetition_is_seen_though_the_caller_emptied_the_page() -> None:
    async def empty() -> None:
        async for page in Service([[1, 2], [1, 2], []]).pager().pages():
            page.items.clear()

    with pytest.raises(PagingError, match="same items"):
        await empty()


async def test_things_without_ids_are_compared_as_they_are() -> None:
    things = [[Thing(None, "a")], [Thing(None, "b")], [Thing(None, "b")]]
    pages = Service(things).pager().pages()
    assert [(await anext(pages)).items for _ in range(2)] == things[:2]
    with pytest.raises(PagingError, match="same items"):
        await anext(pages)


# Filtering on this side


async def test_only_items_to_keep_come_out() -> None:
    service = Service(numbers(3))
    pager = service.pager(keep=lambda item: item % 2 == 1)
    assert await pager.collect() == [1, 3, 5]
    assert [page.items async for page in pager.pages()] == [[1], [3], [5]]
    assert await pager.first() == 1


async def test_pages_emptied_by_the_filter_are_not_empty_pages() -> None:
    service = Service(numbers(9))
    assert await service.pager(keep=lambda item: item > 15).collect() == [16, 17]
    assert [page.number async for page in service.pager(keep=lambda i: i > 15).pages()] == [8]


async def test_repetition_is_judged_before_filtering() -> None:
    with pytest.raises(PagingError, match="same items"):
        await Service([[1], [1], [2]]).pager(keep=lambda item: item == 2).collect()
    service = Service([[1, 8], [1, 9], [2]])
    assert await service.pager(keep=lambda item: item < 3).collect() == [1, 1, 2]


async def test_a_filter_that_raises_loses_no_page() -> None:
    faults = [ValueError("no")]

    def keep(item: int) -> bool:
        if item == 2 and faults:
            raise faults.pop()
        return True

    items = aiter(Service(numbers(2)).pager(keep=keep))
    assert [await anext(items), await anext(items)] == [0, 1]
    with pytest.raises(ValueError, match="no"):
        await anext(items)
    assert await everything(items) == [2, 3]


# first and collect


async def test_first_stops_after_the_first_item_and_leaves_the_page_size_alone() -> None:
    service = Service([[], [7, 8], [9]])
    assert await service.pager().first() == 7
    assert service.asked == [(0, None), (1, None)]


async def test_first_of_nothing_is_none() -> None:
    assert await Service([[]]).pager().first() is None
    assert await Service([[1]]).pager(keep=lambda item: item > 1).first() is None


@pytest.mark.parametrize(
    ("limit", "requests"), [(0, 0), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (99, 3)]
)
async def test_collect_stops_at_its_limit_and_asks_for_no_page_too_many(
    limit: int, requests: int
) -> None:
    service = Service(numbers(3))
    assert await service.pager().collect(limit) == flat(numbers(3))[:limit]
    assert service.started == [0, 1, 2][:requests]


@pytest.mark.parametrize("limit", [None, 0, 3, 4, 99])
async def test_collect_reading_ahead_gives_the_same_and_leaves_nothing(limit: int | None) -> None:
    service = Service(numbers(5))
    assert await service.pager().collect(limit, read_ahead=2) == flat(numbers(5))[:limit]
    assert service.in_flight == 0


async def test_collect_reads_ahead_only_when_told() -> None:
    for depth in (0, 3):
        service = Service(numbers(9), holding={0})
        async with anyio.create_task_group() as group:
            group.start_soon(functools.partial(service.pager().collect, read_ahead=depth))
            await anyio.wait_all_tasks_blocked()
            assert sorted(service.started) == list(range(depth + 1))
            service.release(0)


# Arguments


@pytest.mark.parametrize("value", [True, False, 2.0, "2", b"2"])
@pytest.mark.parametrize("name", ["page_size", "start_page", "limit", "read_ahead", "n"])
async def test_what_is_not_a_whole_number_is_refused_with_its_value(
    name: str, value: object
) -> None:
    with pytest.raises(TypeError) as raised:
        await _use(name, value)
    assert str(raised.value) == f"{name} must be a whole number, not {value!r}"


@pytest.mark.parametrize(
    ("name", "least"),
    [("page_size", 1), ("start_page", 0), ("limit", 0), ("read_ahead", 0), ("n", 1)],
)
async def test_too_small_a_number_is_refused_with_its_value(name: str, least: int) -> None:
    await _use(name, least)
    for value in (least - 1, -5):
        with pytest.raises(ValueError, match=f"^{name} must be {least} or more, not {value}$"):
            await _use(name, value)


async def _use(name: str, value: Any) -> None:
    service = Service(numbers(1))
    if name in ("limit", "read_ahead"):
        await service.pager().collect(**{name: value})
    elif name == "n":
        service.pager().read_ahead(value)
    else:
        service.pager(**{name: value})


async def test_no_start_page_and_no_read_ahead_depth_can_be_none() -> None:
    for name in ("start_page", "read_ahead", "n"):
        with pytest.raises(TypeError, match="not None"):
            await _use(name, None)


# Errors and cancellation in the middle


async def test_after_an_error_the_same_page_is_asked_for_again() -> None:
    service = Service(numbers(3), errors={1: [OSError("lost"), OSError("lost")]})
    items = aiter(service.pager())
    assert [await anext(items), await anext(items)] == [0, 1]
    for _ in range(2):
        with pytest.raises(OSError, match="lost"):
            await anext(items)
    assert await everything(items) == [2, 3, 4, 5]
    assert service.started == [0, 1, 1, 1, 2]


async def test_after_a_cancellation_the_same_page_is_asked_for_again() -> None:
    service = Service(numbers(3), holding={1})
    items = aiter(service.pager())
    assert [await anext(items), await anext(items)] == [0, 1]
    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as group:
            group.start_soon(_cancel_when_blocked, scope)
            await anext(items)
    assert service.cancelled == [1]
    service.release(1)
    assert await everything(items) == [2, 3, 4, 5]
    assert service.started == [0, 1, 1, 2]


async def _cancel_when_blocked(scope: anyio.CancelScope) -> None:
    await anyio.wait_all_tasks_blocked()
    scope.cancel()


@pytest.mark.parametrize("depth", [0, 2])
async def test_two_tasks_cannot_wait_for_one_iterator(depth: int) -> None:
    service = Service(numbers(3), holding={1})
    got: list[int] = []

    async def reader(items: AsyncIterator[int]) -> None:
        got.extend(await everything(items))

    async def two(items: AsyncIterator[int]) -> None:
        assert [await anext(items), await anext(items)] == [0, 1]
        async with anyio.create_task_group() as group:
            group.start_soon(reader, items)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(RuntimeError, match="Another task is waiting for this iterator"):
                await anext(items)
            service.release(1)

    if depth:
        async with service.pager().read_ahead(depth) as items:
            await two(items)
    else:
        await two(aiter(service.pager()))
    assert got == [2, 3, 4, 5]


@pytest.mark.parametrize("identified", [True, False])
@pytest.mark.parametrize("depth", [0, 1, 4])
async def test_only_the_pages_in_flight_are_in_memory(depth: int, identified: bool) -> None:
    alive: weakref.WeakSet[Fresh] = weakref.WeakSet()

    class Fresh:
        def __init__(self, number: int) -> None:
            self.id = number if identified else None
            alive.add(self)

    class Endless(Service):
        def _page(self, content: bytes) -> Page[Any]:
            number = int(content.split()[0])
            return Page([Fresh(10 * number + i) for i in range(10)], "more" * (number < 29) or None)

    service = Endless([])
    most = 0

    async def read(items: AsyncIterator[Fresh]) -> None:
        nonlocal most
        async for _ in items:
            most = max(most, len(alive))
            await anyio.lowlevel.checkpoint()

    if depth:
        async with service.pager().read_ahead(depth) as items:
            await read(items)
    else:
        await read(aiter(service.pager()))
    # The page that is read and those ahead; without ids also the one before, to compare with.
    # One item more: the loop's own variable.
    assert most <= 10 * (1 + depth + (not identified)) + 1


# Reading ahead


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
                    group.start_soon(_cancel_when_blocked, scope)
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


# Leaving


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


# Any list


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
