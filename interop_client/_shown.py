"""Showing: the one `__repr__` of all classes with fields, where each would have one compiled."""

from __future__ import annotations

from reprlib import recursive_repr
from typing import Any

import attrs


@recursive_repr("...")
def shown(thing: object) -> str:
    """The class and its fields, as attrs would show them: what has `repr=False` is left out, and
    what has a function there is shown by that.

    attrs compiles a method for each class when it is imported, which is a third of what such a
    class costs; this one looks at the fields when something is shown.
    """
    kind: Any = type(thing)
    fields = (
        f"{field.name}={_shown(getattr(thing, field.name, attrs.NOTHING), field.repr)}"
        for field in attrs.fields(kind)
        if field.repr
    )
    return f"{kind.__qualname__.rpartition('>.')[2]}({', '.join(fields)})"


def _shown(value: object, way: Any) -> str:
    text: str = repr(value) if way is True else way(value)
    return text
