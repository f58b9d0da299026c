"""Filters applied again on the client, where the service is known not to respect them always."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["keep_where"]


def keep_where(values: Iterable[object] | None, *paths: str) -> Callable[[Any], bool] | None:
    """A test for items of which one of the attributes at `paths` is among `values`.

    An item that has none of these attributes is kept: nothing speaks against it.

    Args:
        values: what was asked for; None where nothing was.
        paths: dotted attribute names, as `integration.id`.
    """
    if values is None or isinstance(values, str):
        return None
    wanted = {str(value).casefold() for value in values}
    routes = [path.split(".") for path in paths]

    def keep(item: Any) -> bool:
        found = {str(value).casefold() for route in routes if (value := _follow(item, route))}
        return not found or not wanted.isdisjoint(found)

    return keep


def _follow(item: Any, route: list[str]) -> object:
    for name in route:
        item = getattr(item, name, None)
    return item
