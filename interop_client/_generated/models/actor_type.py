"""The open enum ActorType."""

from __future__ import annotations

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
