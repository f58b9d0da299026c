"""Page: what one request for a list brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import attrs

from .._shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


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

    def __repr__(self) -> str:
        return shown(self)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)
