"""Rollovers: windows between school years in which schedules stand still, written safely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy

if TYPE_CHECKING:
    from .ensure import Action, Ensured
    from .resource import Rollovers

__all__ = ["Action", "Ensured", "Rollovers"]

__getattr__, __dir__ = lazy(
    __name__, {"Action": "ensure", "Ensured": "ensure", "Rollovers": "resource"}
)
