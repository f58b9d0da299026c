"""Pager: a long list, read item by item, page by page, or ahead."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Generic, TypeVar

from .iteration import ItemIterator, PageIterator, Reading
from .slips import PagerSlips

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from ..operation import Operation, Sender
    from .page import Page

T = TypeVar("T")


class Pager(PagerSlips, Generic[T]):
    """A list of the service: `async for item in pager` reads it, each time from the start.

    An iterator that raised or was cancelled can go on: it asks for the same page again, so that
    nothing is lost and nothing comes twice. `PagingError` says that a page repeated an
    earlier one, or that too many empty pages promised more.

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
        self._reading = Reading(
            sender, lambda number: operation(page=number, page_size=page_size), start_page, keep
        )

    def __aiter__(self) -> AsyncIterator[T]:
        return ItemIterator(PageIterator(self._reading))

    def pages(self) -> AsyncIterator[Page[T]]:
        """Read page by page. A page on which there is nothing to keep is passed over."""
        return PageIterator(self._reading)

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
        # Imported when it is used: few lists are read so.
        from .read_ahead import ReadAhead

        return ReadAhead(self._reading, n)


def _check(name: str, value: object, *, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    if value < least:
        raise ValueError(f"{name} must be {least} or more, not {value!r}")
