"""The open enum IngestionState."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._codec.open_enum import OpenEnum

__all__ = ["IngestionState"]


class IngestionState(OpenEnum):
    """How far an ingestion has come. That success, failed, cancelled and timeout are final is
    inferred.

    Source: vendor. The vendor's OpenAPI document of ingestions (2020), schema IngestionState.
    """

    UNSPECIFIED = "unspecified"
    PREPARING = "preparing"
    SCHEDULED = "scheduled"
    EXECUTING = "executing"
    SUCCESS = "success"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMEOUT = "timeout"

    if TYPE_CHECKING:
        # Or type checkers would take the list for complete, and code for other values for dead.
        _OTHER = str()
