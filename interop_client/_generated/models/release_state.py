"""The open enum ReleaseState."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._codec.open_enum import OpenEnum

__all__ = ["ReleaseState"]


class ReleaseState(OpenEnum):
    """How far a version of an integration has come on its way to its users.

    Source: vendor. The vendor's OpenAPI document (2020), schema ReleaseState.
    """

    UNSPECIFIED = "unspecified"
    DEVELOPMENT = "development"
    BETA = "beta"
    RELEASED = "released"
    DEPRECATED = "deprecated"

    if TYPE_CHECKING:
        # Or type checkers would take the list for complete, and code for other values for dead.
        _OTHER = str()
