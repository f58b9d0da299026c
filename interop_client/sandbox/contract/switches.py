"""Switches: attributes that can be set, to what their annotation allows, and no others."""

from __future__ import annotations

import types
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from .refusing import checked_count, one_of, unknown


class Switches:
    """What can be switched: a misspelt name, or a position that is not there, is an error at once
    and not a new attribute that nothing looks at.

    Raises:
        AttributeError: there is no such switch; the message has the nearest right name.
        TypeError, ValueError: the switch has no such position.
    """

    def __setattr__(self, name: str, value: object) -> None:
        kind: Any = type(self)
        positions = _positions(kind)
        if name not in positions:
            known = [each for each in positions if not each.startswith("_")]
            raise AttributeError(unknown(f"switch of {kind.__name__}", name, known))
        _check(name, positions[name], value)
        super().__setattr__(name, value)


@cache
def _positions(kind: type[Switches]) -> dict[str, Any]:
    return get_type_hints(kind)


def _check(name: str, positions: Any, value: object) -> None:
    if get_origin(positions) is Literal:
        one_of(f"position of {name}", value, get_args(positions))
    elif positions is int:
        checked_count(name, value)
    elif get_origin(positions) in (Union, types.UnionType):
        if value is None and type(None) in get_args(positions):
            return
        (kind,) = (each for each in get_args(positions) if each is not type(None))
        _check(name, kind, value)
    elif positions in (bool, str, bytes) and not isinstance(value, positions):
        raise TypeError(f"{name} must be {positions.__name__}, not {value!r}")
