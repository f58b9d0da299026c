"""The open enum IngestionType."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._codec.open_enum import OpenEnum

__all__ = ["IngestionType"]


class IngestionType(OpenEnum):
    """What kind of load an ingestion is. That the run of a schedule is a collection is inferred.

    Source: vendor. The vendor's OpenAPI document of ingestions (2020), schema IngestionType.
    """

    UNSPECIFIED = "unspecified"
    COLLECTION = "collection"
    BULK_LOAD = "bulk_load"
    EVENT_BUNDLE = "event_bundle"
    BULK_ATTR_CHANGE = "bulk_attr_change"
    MIRROR = "mirror"

    if TYPE_CHECKING:
        # Or type checkers would take the list for complete, and code for other values for dead.
        _OTHER = str()
