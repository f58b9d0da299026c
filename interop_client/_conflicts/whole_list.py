"""A whole list, read so that a change in the meantime hides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar
from uuid import UUID

if TYPE_CHECKING:
    from ..pagination import Pager

__all__ = ["Identified", "whole_list"]

_MOST_READINGS = 3


class Identified(Protocol):
    """What has an identifier, as far as the service tells it."""

    id: UUID | None


T = TypeVar("T", bound=Identified)


async def whole_list(pager: Pager[T]) -> list[T]:
    """All items of a list, each once.

    One of several pages is read until two readings agree, since a list that changes meanwhile
    may leave out what stays, or show it twice.
    """
    before: list[UUID | None] = []
    for _ in range(_MOST_READINGS):
        pages = [page async for page in pager.pages()]
        items = {item.id or id(item): item for page in pages for item in page}
        ids = [item.id for page in pages for item in page]
        if ids == before or not any(page.next for page in pages):
            break
        before = ids
    return list(items.values())
