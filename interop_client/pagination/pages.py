"""Pages: how a page's `next` is judged, when a list has ended, and the `Pager` over it.

Pages are asked for by number, for as long as a page's `next` is not None (`vendor`). What `next`
says is opaque and never followed: it may name another host.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from ..errors import PagingError
from .slips import IteratorSlips, PagerSlips

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from contextlib import AbstractAsyncContextManager

    from ..operation import Operation, Sender

__all__ = ["Page", "Pager"]

T = TypeVar("T")

_MAX_EMPTY = 5  # so many empty pages in a row, each promising more, are a list without an end
LEFT = "The `async with` of this read_ahead has ended: iterate inside it, or call it again."


@attrs.define
class Page(Generic[T]):
    """What one request for a list brings.

    Args:
        items: the page's items, in the order of the service.
        next: the service's word that there is more; None at the end.
        number: which page of the list this is, counted from 0.
    """

    items: list[T] = attrs.field(repr=lambda items: f"<{len(items)} items>")
    next: str | None = attrs.field(default=None, repr=False)
    number: int = 0

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)


class Pager(PagerSlips, Generic[T]):
    """A list of the service: `async for item in pager` reads it, each time from the start.

    An iterator that raised or was cancelled can go on: it asks for the same page again, so that
    nothing is lost and nothing comes twice. `PagingError` says that a page repeated the one before
    it, or that too many empty pages promised more.

    Args:
        sender: who makes the calls.
        operation: builds the call for one page, from `page=` and `page_size=`.
        page_size: items asked for per page, 1 or more; None leaves it to the service.
        start_page: the number of the first page to read, counted from 0.
        keep: tells which items to keep, for a filter that the service may not respect.

    Raises:
        TypeError: `page_size` or `start_page` is not a whole number.
        ValueError: it is too small.
    """

    def __init__(
        self,
        sender: Sender,
        operation: Callable[..., Operation[Page[T]]],
        *,
        page_size: int | None = None,
        start_page: int = 0,
        keep: Callable[[T], bool] | None = None,
    ) -> None:
        if page_size is not None:
            _check("page_size", page_size, least=1)
        _check("start_page", start_page, least=0)
        self._sender = sender
        self._operation = operation
        self._page_size = page_size
        self._start_page = start_page
        self._keep = keep

    def __aiter__(self) -> AsyncIterator[T]:
        return ItemIterator(PageIterator(self, self._fetch))

    def pages(self) -> AsyncIterator[Page[T]]:
        """Read page by page. A page on which there is nothing to keep is passed over."""
        return PageIterator(self, self._fetch)

    async def first(self) -> T | None:
        """The first item, or None when there is none. Reads no further than needed."""
        async for item in self:
            return item
        return None

    async def collect(self, limit: int | None = None, read_ahead: int = 0) -> list[T]:
        """Read everything, or the first `limit` items, into a list.

        `read_ahead` is how many pages to ask for ahead, as the method does; 0 for none.
        """
        if limit is not None:
            _check("limit", limit, least=0)
        _check("read_ahead", read_ahead, least=0)
        source = self.read_ahead(read_ahead) if read_ahead else nullcontext(aiter(self))
        found: list[T] = []
        async with source as items:
            if limit != 0:
                async for item in items:
                    found.append(item)
                    if len(found) == limit:
                        break
        return found

    def read_ahead(self, n: int) -> AbstractAsyncContextManager[AsyncIterator[T]]:
        """Read item by item while the next `n` pages, 1 or more, are already on their way.

        `async with pager.read_ahead(4) as items:` and inside it `async for item in items`. Items
        come in the same order, and the error of a page comes where its items would have come. Of
        pages that do not exist at most `n` are asked for, and what comes of that is ignored; none
        when a page has said that it is the last. Leaving the `async with` cancels what is in flight
        and waits until it is gone.
        """
        _check("n", n, least=1)
        from .read_ahead import ReadAhead

        return ReadAhead(self, n)

    def _call(self, number: int) -> Operation[Page[T]]:
        """The call for one page, not yet made."""
        return self._operation(page=number, page_size=self._page_size)

    def _fetch(self, number: int) -> Awaitable[Page[T]]:
        """One page as the service gives it: nothing is checked, and nothing filtered."""
        return self._sender.send(self._call(number))


class PageIterator(IteratorSlips, Generic[T]):
    """One reading of a list. `fetch` brings a page, and every page is judged before it is seen."""

    def __init__(self, pager: Pager[T], fetch: Callable[[int], Awaitable[Page[T]]]) -> None:
        self._pager = pager
        self._fetch = fetch
        self._number = pager._start_page
        self._before: tuple[int, list[object]] | None = None  # the last page that had items
        self._empty = 0
        self._ended = self._busy = self.closed = False

    def __aiter__(self) -> AsyncIterator[Page[T]]:
        return self

    async def __anext__(self) -> Page[T]:
        if self.closed:
            raise RuntimeError(LEFT)
        if self._busy:
            raise RuntimeError(
                "Another task is waiting for this iterator's next page: iterate in one task only."
            )
        self._busy = True
        try:
            while not self._ended:
                page = self._judge(await self._fetch(self._number))
                if page.items:
                    return page
            raise StopAsyncIteration
        finally:
            self._busy = False

    def _judge(self, page: Page[T]) -> Page[T]:
        """Step past `page` and return what the caller may see of it, or raise and stay before."""
        number, before, empty, keep = self._number, self._before, 0, self._pager._keep
        if page.items:
            before = number, _identity(page.items)
            if self._before is not None and self._before[1] == before[1]:
                raise PagingError(
                    f"{self._pager._call(number).operation_id}: page {number} has the same items "
                    f"as page {self._before[0]}; its paging.next is "
                    f"{'absent' if page.next is None else 'present'}. It was not yielded. Read the "
                    "list again; if it stays so, tell the service's support."
                )
        elif page.next is not None:
            empty = self._empty + 1
            if empty == _MAX_EMPTY:
                raise PagingError(
                    f"{self._pager._call(number).operation_id}: pages {number + 1 - empty} to "
                    f"{number} are empty, yet paging.next is present in each and promises more. "
                    f"To look further, read with start_page={number + 1}; if it stays so, tell "
                    "the service's support."
                )
        items = page.items if keep is None else [item for item in page.items if keep(item)]
        self._number, self._before, self._empty = number + 1, before, empty
        self._ended = page.next is None
        return Page(items, page.next, number)


class ItemIterator(IteratorSlips, Generic[T]):
    def __init__(self, pages: PageIterator[T]) -> None:
        self._pages = pages
        self._ready: Iterator[T] = iter(())

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        for item in self._ready:
            return item
        self._ready = iter((await self._pages.__anext__()).items)
        return next(self._ready)

    def close(self) -> None:
        self._pages.closed = True
        self._ready = iter(())


def _identity(items: list[T]) -> list[object]:
    """Their ids, which a caller's changes to an item leave alone; without ids the items."""
    ids: list[object] = [getattr(item, "id", None) for item in items]
    return [*items] if None in ids else ids


def _check(name: str, value: object, *, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    if value < least:
        raise ValueError(f"{name} must be {least} or more, not {value!r}")
