"""Schedules: nightly collections of roster data, created and run safely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from .resource import Schedules

__all__ = ["Schedules"]

__getattr__: Callable[[str], object]
__dir__: Callable[[], list[str]]
__getattr__, __dir__ = lazy(__name__, {"Schedules": "resource"})
