"""Read-back: what a write made or changed, looked up where its answer does not hold it.

The document names the operations; each way here is tried in its order. A way gives None where it
cannot tell for certain, so that nothing is returned that somebody else may have made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import unquote, urlsplit

import attrs

from ..operation import ReadBack
from ..pagination import Pager

if TYPE_CHECKING:
    from ..operation import Operation, Sender
    from ..pagination import Page

T = TypeVar("T")

_MILLISECOND = timedelta(milliseconds=1)


@attrs.frozen(eq=False, repr=False)
class Found(ReadBack[T]):
    """Reads the object whose id was known before.

    Args:
        find: builds the call.
    """

    find: Callable[[], Operation[T]]

    async def __call__(
        self, sender: Sender, written: Operation[Any], headers: Mapping[str, str]
    ) -> T | None:
        """What is there now."""
        return await sender.send(self.find())


@attrs.frozen(eq=False, repr=False)
class Located(ReadBack[T]):
    """Reads the object whose id is the last segment of the `Location` header.

    The address itself is not followed: it may name another host.

    Args:
        find: builds the call from the id.
    """

    find: Callable[[str], Operation[T]]

    async def __call__(
        self, sender: Sender, written: Operation[Any], headers: Mapping[str, str]
    ) -> T | None:
        """What is there; None where the header is missing or holds no id."""
        identifier = _located(headers)
        if identifier is None:
            return None
        try:
            operation = self.find(identifier)
        except (TypeError, ValueError):
            return None
        return await sender.send(operation)


@attrs.frozen(eq=False, repr=False)
class Listed(ReadBack[T]):
    """Reads the only object of a list that has what is known of the one that was written.

    Args:
        pages: builds the call for a page of the list.
        body: the properties that it shares with the body that was sent.
        known: other properties that are known, with their values.
        location: the property that the last segment of the `Location` header has; empty for none.
    """

    pages: Callable[..., Operation[Page[T]]]
    body: tuple[str, ...] = ()
    known: Mapping[str, object] = attrs.field(factory=dict)
    location: str = ""

    async def __call__(
        self, sender: Sender, written: Operation[Any], headers: Mapping[str, str]
    ) -> T | None:
        """The object; None where none, or more than one, may be it."""
        wanted = {**self.known, **_given(written.body, self.body)}
        if self.location:
            wanted[self.location] = _located(headers)
        if not wanted or None in wanted.values():
            return None
        matching = [each async for each in Pager(sender, self.pages) if _has(each, wanted)]
        return matching[0] if len(matching) == 1 else None


@attrs.frozen(eq=False, repr=False)
class EachListed(ReadBack[list[T]], Generic[T]):
    """Reads, for each object of a bulk request, the only one of a list that has its properties.

    Args:
        pages: builds the call for a page of the list.
        body: the properties to compare.
    """

    pages: Callable[..., Operation[Page[T]]]
    body: tuple[str, ...]

    async def __call__(
        self, sender: Sender, written: Operation[Any], headers: Mapping[str, str]
    ) -> list[T] | None:
        """The objects, in the order in which they were sent; None where one is not certain."""
        items: Any = written.body
        wanted = [_given(item, self.body) for item in items]
        if not all(wanted):
            return None
        there = await Pager(sender, self.pages).collect() if wanted else []
        matching = [[each for each in there if _has(each, item)] for item in wanted]
        return [each[0] for each in matching] if all(len(each) == 1 for each in matching) else None


def _given(body: object, names: tuple[str, ...]) -> dict[str, object]:
    """The properties that a body gives a value."""
    values = {name: getattr(body, name, None) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _has(found: object, wanted: Mapping[str, object]) -> bool:
    return all(_same(getattr(found, name, None), value) for name, value in wanted.items())


def _same(one: object, other: object) -> bool:
    """Whether two values are one to the service, which may keep whole milliseconds."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return abs(one - other) < _MILLISECOND
    return one == other or str(one).casefold() == str(other).casefold()


def _located(headers: Mapping[str, str]) -> str | None:
    try:
        path = urlsplit(headers.get("location", "")).path
    except ValueError:
        return None
    return unquote(path.rstrip("/").rpartition("/")[2]) or None
