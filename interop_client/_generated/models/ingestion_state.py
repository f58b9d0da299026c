"""The open enum IngestionState."""

from __future__ import annotations

from ..._codec.open_enum import OpenEnum

__all__ = ["IngestionState"]


class IngestionState(OpenEnum):
    """How far an ingestion has come. The states success, failed, cancelled and timeout are final.

    Source: vendor. The vendor's generated Java client (v2, 2022), enum IngestionState.
    """

    UNSPECIFIED = "unspecified"
    PREPARING = "preparing"
    SCHEDULED = "scheduled"
    EXECUTING = "executing"
    SUCCESS = "success"
    FAILED = "failed"
    CANCELLED = "cancelled"
    TIMEOUT = "timeout"
