"""Lazy imports: a package offers names whose modules load when they are first asked for."""

from __future__ import annotations

import sys

# Type checkers know the name; importing it from typing would be most of this module's cost.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def lazy(
    package: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """The `__getattr__` and `__dir__` of a package whose names load when first asked for (PEP 562).

    Args:
        package: the package's `__name__`.
        modules: for each name, the module below the package that defines it.
    """

    def getattribute(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        from importlib import import_module

        value: object = getattr(import_module(f"{package}.{modules[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    def names() -> list[str]:
        return sorted({*vars(sys.modules[package]), *modules})

    return getattribute, names
