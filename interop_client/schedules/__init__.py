"""Schedules: nightly collections of roster data, created and run safely."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._lazy import lazy

if TYPE_CHECKING:
    from .resource import Schedules

__all__ = ["Schedules"]

__getattr__, __dir__ = lazy(__name__, {"Schedules": "resource"})
