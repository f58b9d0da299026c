"""Lists that contradict themselves, and errors and cancellation in the middle."""

from __future__ import annotations

import json
import weakref
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import pytest

from interop_client.errors import PagingError
from interop_client.models import ScopingSchool
from interop_client.pagination import Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
from pagination.service import Service, Thing, cancel_when_blocked, everything, numbers

pytestmark = pytest.mark.anyio


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


@pytest.mark.parametrize("depth", [0, 3])
@pytest.mark.parametrize(
    "things",
    [
        [[Thing(1), Thing(2)], [Thing(3), Thing(4)], [Thing(5)]],
        [[ScopingSchool(name="a"), ScopingSchool(name="b")], [ScopingSchool(name="c")]],
    ],
)
async def test_a_list_that_goes_round_in_circles_ends_before_anything_comes_twice(
    things: list[list[Any]], depth: int
) -> None:
    service = Service([*things, *things, *things])
    seen: list[Any] = []

    async def read(items: AsyncIterator[Any]) -> None:
        async for item in items:
            seen.append(item)
            await anyio.lowlevel.checkpoint()

    async def read_at_this_depth() -> None:
        if not depth:
            await read(aiter(service.pager()))
        else:
            async with service.pager().read_ahead(depth) as items:
                await read(items)

    with pytest.raises(PagingError, match=f"page {len(things)} has the same items as page 0"):
        await read_at_this_depth()
    assert seen == [item for page in things for item in page]


async def test_things_without_ids_are_compared_as_they_are() -> None:
    things = [[Thing(None, "a")], [Thing(None, "b")], [Thing(None, "b")]]
    pages = Service(things).pager().pages()
    assert [(await anext(pages)).items for _ in range(2)] == things[:2]
    with pytest.raises(PagingError, match="same items"):
        await anext(pages)


async def test_pages_without_ids_that_differ_in_one_object_are_not_the_same() -> None:
    def schools(different: int) -> list[Any]:
        return [ScopingSchool(name="b" if at == different else "a") for at in range(20)]

    service = Service([schools(at) for at in range(20)])
    assert len([page async for page in service.pager().pages()]) == 20


async def test_objects_without_ids_may_be_nested_as_deeply_as_can_be_read() -> None:
    text = '{"later": ' + "[" * 150 + "]" * 150 + "}"
    pages = [[ScopingSchool.from_dict(json.loads(text))], [ScopingSchool(name="b")]]
    assert [page.items async for page in Service(pages).pager().pages()] == pages


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
            group.start_soon(cancel_when_blocked, scope)
            await anext(items)
    assert service.cancelled == [1]
    service.release(1)
    assert await everything(items) == [2, 3, 4, 5]
    assert service.started == [0, 1, 1, 2]


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
