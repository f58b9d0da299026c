"""Hints for slips with lists, such as `for` over a pager: what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._hints import refuses

__all__ = ["IteratorSlips", "PagerSlips", "ReadAheadSlips"]


class PagerSlips:
    """The slips that a `Pager` answers."""

    if not TYPE_CHECKING:
        __iter__ = __contains__ = __next__ = __reversed__ = refuses(
            "A Pager is read with `async for item in pager`, or into a list with"
            " `await pager.collect()`."
        )
        __await__ = refuses(
            "A Pager is not awaited: `await pager.collect()` reads it into a list,"
            " `await pager.first()` its first item, and `async for item in pager` all of it."
        )
        __len__ = refuses(
            "A Pager does not know its length before it was read:"
            " `len(await pager.collect())` reads all of it; some lists have a `count()`."
        )
        __getitem__ = refuses(
            "A Pager has no index or slice: `await pager.first()` is its first item,"
            " `await pager.collect(limit=10)` its first ten, and after `await pager.collect()`"
            " there is a list."
        )
        __enter__ = __aenter__ = refuses(
            "A Pager is not opened: `async for item in pager` reads it, and"
            " `async with pager.read_ahead(4) as items` reads ahead."
        )
        __exit__ = __aexit__ = __enter__

        def __bool__(self) -> bool:
            # As it is without a length.
            return True


class IteratorSlips:
    """The slips that an iterator over pages or items answers."""

    if not TYPE_CHECKING:
        __iter__ = __next__ = refuses(
            "Pages and items come with `async for`: they are read from the service meanwhile."
        )
        __await__ = refuses(
            "What `pages()` or `aiter()` gives is not awaited: `async for page in pager.pages()`."
        )


class ReadAheadSlips:
    """The slips that `read_ahead(...)` answers."""

    if not TYPE_CHECKING:
        __aiter__ = __iter__ = __await__ = __anext__ = __next__ = __enter__ = refuses(
            "Reading ahead has to end: `async with pager.read_ahead(4) as items:`, and in it"
            " `async for item in items:`."
        )
        __exit__ = __enter__
