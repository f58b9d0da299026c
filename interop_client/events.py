"""Events: what `on_event` of a client is told while a call goes on, for metrics and tracing.

They hold no secret: no header, no body, no query, no token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import attrs

from ._shown import shown

if TYPE_CHECKING:
    from .errors import TenantReference

__all__ = [
    "AttemptEnded",
    "AttemptStarted",
    "ConflictMet",
    "Event",
    "IngestionPolled",
    "TokenObtained",
    "TokenRefused",
    "WaitStarted",
]


@attrs.frozen(slots=True, kw_only=True, repr=False)
class Event:
    """What all events have.

    Args:
        operation: the operationId of the call. Requests to the token endpoint have one too.
        method: its HTTP method; None where a helper does not know it.
        tenant: for which tenant the call is (id and name), where that is known.
    """

    operation: str
    method: str | None
    tenant: TenantReference | None

    def __repr__(self) -> str:
        return shown(self)


@attrs.frozen(slots=True, kw_only=True, repr=False)
class AttemptStarted(Event):
    """A request is about to be sent; an `AttemptEnded` follows in the same task.

    Args:
        attempt: which send of the operation, from 1.
    """

    attempt: int


@attrs.frozen(slots=True, kw_only=True, repr=False)
class AttemptEnded(Event):
    """A request came to its end, with an answer or without.

    Args:
        attempt: which send of the operation, from 1.
        status: the HTTP status; None without an answer.
        seconds: how long it took.
        reason: the status with its name, or what went wrong; "given up" where it was cancelled.
    """

    attempt: int
    status: int | None
    seconds: float
    reason: str


@attrs.frozen(slots=True, kw_only=True, repr=False)
class WaitStarted(Event):
    """A call waits before it is sent, or sent again.

    Args:
        attempt: how many sends there were, 0 before the first.
        cause: "retry" before it is sent again, "held" after a 429 to an earlier call with the
            credential, "rate_limit" for its turn by the client's own limit.
        seconds: how long it means to wait.
        reason: what the wait is for, in words.
    """

    attempt: int
    cause: Literal["retry", "held", "rate_limit"]
    seconds: float
    reason: str


@attrs.frozen(slots=True, kw_only=True, repr=False)
class TokenObtained(Event):
    """A call that had no token has one now, its own or one that another call fetched.

    Args:
        seconds: how long it waited for that.
    """

    seconds: float


@attrs.frozen(slots=True, kw_only=True, repr=False)
class TokenRefused(Event):
    """The service answered 401, and the request is sent once more with another token.

    Args:
        attempt: which send of the operation was refused, from 1.
    """

    attempt: int


@attrs.frozen(slots=True, kw_only=True, repr=False)
class ConflictMet(Event):
    """A helper met a conflict that may pass, and tries again.

    Args:
        attempt: which send of the helper met it, from 1.
        seconds: how long it waits.
        reason: what it met, in words.
    """

    attempt: int
    seconds: float
    reason: str


@attrs.frozen(slots=True, kw_only=True, repr=False)
class IngestionPolled(Event):
    """A helper that waits for an ingestion looked at it.

    Args:
        ingestion: its id.
        state: its state, as the service names it; None where it named none.
    """

    ingestion: str
    state: str | None
