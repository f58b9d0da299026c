"""The open enum RolloverStatus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._codec.open_enum import OpenEnum

__all__ = ["RolloverStatus"]


class RolloverStatus(OpenEnum):
    """Where a rollover stands in time: before, within or after its window.

    Source: inferred. The page has an enum here and lost its values; a neighbouring product of
    the vendor shows these three.
    """

    UPCOMING = "upcoming"
    ONGOING = "ongoing"
    COMPLETED = "completed"

    if TYPE_CHECKING:
        # Or type checkers would take the list for complete, and code for other values for dead.
        _OTHER = str()
