"""Filters applied again on the client, where the service is known not to respect them always."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

__all__ = ["keep_where"]


def keep_where(values: Collection[object] | None, *paths: str) -> Callable[[Any], bool] | None:
    """A test for items of which one of the attributes at `paths` is among `values`.

    Capitals and small letters are alike. An item is dropped only where all of these attributes
    are known and none is among the values: nothing is dropped on a guess.

    Args:
        values: what was asked for; None where nothing was.
        paths: dotted attribute names, as `integration.id`.
    """
    if values is None:
        return None
    wanted = {str(value).casefold() for value in values}
    routes = [path.split(".") for path in paths]

    def keep(item: Any) -> bool:
        found = [_follow(item, route) for route in routes]
        return None in found or any(str(value).casefold() in wanted for value in found)

    return keep


def _follow(item: Any, route: list[str]) -> object:
    for name in route:
        item = getattr(item, name, None)
    return item
