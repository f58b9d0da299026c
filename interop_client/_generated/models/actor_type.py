"""The open enum ActorType."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..._codec.open_enum import OpenEnum

__all__ = ["ActorType"]


class ActorType(OpenEnum):
    """What kind of participant an actor is.

    Source: vendor. The vendor's OpenAPI document (2020), schema ActorType; the sample answer of
    GET /actors shows the value connector.
    """

    CONNECTOR = "connector"
    INTEGRATION = "integration"
    REPOSITORY = "repository"
    APPLICATION = "application"

    if TYPE_CHECKING:
        # Or type checkers would take the list for complete, and code for other values for dead.
        _OTHER = str()
