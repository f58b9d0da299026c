"""Errors of runs, waits and fleets: each call was answered, and what was hoped for did not come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .root import InteropError, without_secrets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..fleet import FleetResult
    from ..models import Ingestion


class IngestionFailedError(InteropError):
    """An ingestion ended in another state than success.

    Args:
        message: which ingestion, and how it ended.
        ingestion: the ended ingestion, without its session token.
    """

    def __init__(self, message: str, *, ingestion: Ingestion) -> None:
        super().__init__(message)
        self.ingestion: Ingestion = without_secrets(ingestion)


class WaitTimeoutError(InteropError, TimeoutError):
    """What was waited for did not come within the bound that the caller gave."""


class FleetStoppedError(InteropError):
    """Work on a fleet was stopped, since it failed for more tenants than was allowed.

    Args:
        message: how many failed, and how the first did.
        results: those that failed, the first 100 of them, their tenants without credentials.
    """

    def __init__(self, message: str, *, results: Sequence[FleetResult[Any]]) -> None:
        super().__init__(message)
        self.results: list[FleetResult[Any]] = list(results)
