"""The open enum IngestionType."""

from __future__ import annotations

from ..._codec.open_enum import OpenEnum

__all__ = ["IngestionType"]


class IngestionType(OpenEnum):
    """What kind of load an ingestion is. The run of a schedule is a collection.

    Source: vendor. The vendor's generated Java client (v2, 2022), enum IngestionType.
    """

    UNSPECIFIED = "unspecified"
    COLLECTION = "collection"
    BULK_LOAD = "bulk_load"
    EVENT_BUNDLE = "event_bundle"
    BULK_ATTR_CHANGE = "bulk_attr_change"
    MIRROR = "mirror"
