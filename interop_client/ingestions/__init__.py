"""Ingestions: runs of collections and other loads, which can be waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from .resource import Ingestions

__all__ = ["Ingestions"]

__getattr__: Callable[[str], object]
__dir__: Callable[[], list[str]]
__getattr__, __dir__ = lazy(__name__, {"Ingestions": "resource"})
