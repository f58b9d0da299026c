"""A service without HTTP, which counts what it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import anyio.lowlevel
import attrs

from interop_client.operation import Operation, RawResponse
from interop_client.pagination import Page, Pager

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

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


async def cancel_when_blocked(scope: anyio.CancelScope) -> None:
    await anyio.wait_all_tasks_blocked()
    scope.cancel()
