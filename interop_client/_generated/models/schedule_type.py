"""The open enum ScheduleType."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._codec.open_enum import OpenEnum

__all__ = ["ScheduleType"]


class ScheduleType(OpenEnum):
    """What a schedule does. One can create, or run at will, those of type collection only.

    Source: page. Prose on the create and the run of a schedule names this value; the others are
    not published.
    """

    COLLECTION = "collection"

    if TYPE_CHECKING:
        # Or type checkers would take the list for complete, and code for other values for dead.
        _OTHER = str()
