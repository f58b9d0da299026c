"""Iteration over pages: how a page's `next` is judged, and when a list has ended.

Pages are asked for by number, for as long as a page's `next` is not None (`vendor`). What `next`
says is opaque and never followed: it may name another host.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from ..errors import PagingError
from .page import Page
from .slips import IteratorSlips

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

    from ..operation import Operation, Sender

T = TypeVar("T")

_MAX_EMPTY = 5  # so many empty pages in a row, each promising more, are a list without an end
LEFT = "The `async with` of this read_ahead has ended: iterate inside it, or call it again."


class Reading(Generic[T]):
    """Which list is read, from where, and what is kept of it.

    Args:
        sender: who makes the calls.
        call: the call for the page of a number, not yet made.
        start_page: the number of the first page, counted from 0.
        keep: which items are kept; None for all.
    """

    def __init__(
        self,
        sender: Sender,
        call: Callable[[int], Operation[Page[T]]],
        start_page: int,
        keep: Callable[[T], bool] | None,
    ) -> None:
        self.sender = sender
        self.call = call
        self.start_page = start_page
        self.keep = keep

    def fetch(self, number: int) -> Awaitable[Page[T]]:
        """One page as the service gives it: nothing is checked, and nothing filtered."""
        return self.sender.send(self.call(number))


class PageIterator(IteratorSlips, Generic[T]):
    """One reading of a list. `fetch` brings a page, and every page is judged before it is seen."""

    def __init__(
        self, reading: Reading[T], fetch: Callable[[int], Awaitable[Page[T]]] | None = None
    ) -> None:
        self._reading = reading
        self._fetch = reading.fetch if fetch is None else fetch
        self._number = reading.start_page
        self._before: tuple[int, list[object]] | None = None  # the last page that had items
        self._read: dict[int, int] = {}  # all of these, by what they are known by
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
        number, before, empty, keep = self._number, self._before, 0, self._reading.keep
        digest: int | None = None
        if page.items:
            identity, digest = _identity(page.items)
            same = None if digest is None else self._read.get(digest)
            if before is not None and before[1] == identity:
                same = before[0]
            if same is not None:
                raise PagingError(
                    f"{self._reading.call(number).operation_id}: page {number} has the same items "
                    f"as page {same}; its paging.next is "
                    f"{'absent' if page.next is None else 'present'}. It was not yielded. Read the "
                    "list again; if it stays so, tell the service's support."
                )
            before = number, identity
        elif page.next is not None:
            empty = self._empty + 1
            if empty == _MAX_EMPTY:
                raise PagingError(
                    f"{self._reading.call(number).operation_id}: pages {number + 1 - empty} to "
                    f"{number} are empty, yet paging.next is present in each and promises more. "
                    f"To look further, read with start_page={number + 1}; if it stays so, tell "
                    "the service's support."
                )
        items = page.items if keep is None else [item for item in page.items if keep(item)]
        if digest is not None:
            self._read[digest] = number
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


def _identity(items: list[T]) -> tuple[list[object], int | None]:
    """What tells a page from the next: its ids, which a caller's changes to an item leave alone;
    without ids the items. And a number to know it again by when it is gone, since a list may go
    round in circles: of the ids, or of the models without; None where there is neither.
    """
    ids: list[object] = [getattr(item, "id", None) for item in items]
    if None not in ids:
        return ids, hash(tuple(ids))
    written = [write for item in items if (write := getattr(item, "to_dict", None)) is not None]
    if not written:
        return [*items], None
    try:
        return [*items], hash((len(items), *(repr(write()) for write in written)))
    except (ValueError, RecursionError):
        return [*items], None  # It can be read, but is nested too deeply to be written.
