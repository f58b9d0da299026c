"""What a `Pager` reads, and how it is asked for."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, assert_type

import anyio
import anyio.lowlevel
import pytest

from interop_client.errors import PagingError
from interop_client.operation import Operation
from interop_client.pagination import Page, Pager

if TYPE_CHECKING:
    pass
from pagination.service import Service, Thing, everything, flat, numbers

pytestmark = pytest.mark.anyio


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
