"""Rollovers: windows between school years in which schedules stand still, written safely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    from .ensure import Action, Ensured
    from .resource import Rollovers

__all__ = ["Action", "Ensured", "Rollovers"]

__getattr__: Callable[[str], object]
__dir__: Callable[[], list[str]]
__getattr__, __dir__ = lazy(
    __name__, {"Action": "ensure", "Ensured": "ensure", "Rollovers": "resource"}
)
