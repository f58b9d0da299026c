"""Waiting for the end of an ingestion: how often it is looked at, and which states are final."""

from __future__ import annotations

import math
import random
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from uuid import UUID

from .._callbacks import tell
from .._conflicts.service_clock import ServiceClock
from .._generated.api.ingestions import IngestionsResource
from .._generated.api.ingestions.find_ingestion import operation as find_ingestion
from ..errors import (
    RateLimitError,
    RequestError,
    RequestTimeoutError,
    ServerError,
    WaitTimeoutError,
)
from ..events import IngestionPolled
from ..models import IngestionState

if TYPE_CHECKING:
    from .._session.call import Call
    from .._session.session import Session
    from ..models import Ingestion

    Progress = Callable[[Ingestion], Awaitable[None] | None]

__all__ = ["check_progress", "checked_bound", "is_pending", "until_ended"]

# Seconds between two looks: they grow up to the longest. With the last look before the bound
# there are at most four in any minute but the first.
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 20.0
_SLOWER = 1.5
_LAST_LOOK = 0.5

_PASSING = (RateLimitError, RequestError, ServerError)

_FINAL_STATES = frozenset(
    {
        IngestionState.SUCCESS,
        IngestionState.FAILED,
        IngestionState.CANCELLED,
        IngestionState.TIMEOUT,
    }
)


def is_pending(ingestion: Ingestion) -> bool:
    """Whether an ingestion may still be going on: any state not known to be final."""
    return ingestion.state not in _FINAL_STATES


def checked_bound(value: float, name: str) -> float:
    """A number of seconds to wait at most.

    Raises:
        TypeError, ValueError: it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{name} must be a number of seconds, not {value!r}")
    if not 0 < value < math.inf:
        raise ValueError(f"{name} must be a positive number of seconds, not {value!r}")
    return float(value)


def check_progress(on_progress: object) -> None:
    """Refuse what cannot be called.

    Raises:
        TypeError: it cannot.
    """
    if on_progress is not None and not callable(on_progress):
        raise TypeError(f"on_progress must be callable, not {on_progress!r}")


async def until_ended(
    session: Session,
    call: Call,
    id: UUID | str,
    timeout: float,
    on_progress: Progress | None,
) -> Ingestion:
    """Look at an ingestion until it has ended, within the time of `call`. Each look has the
    time of any other call of `session`, so that one without an answer does not take it all.

    Raises:
        WaitTimeoutError: it had not ended when that time was over.
    """
    ingestions = IngestionsResource(ServiceClock(session, call))
    pause = _FIRST_PAUSE
    seen = "it was never seen"
    while True:
        asked: float | None = None
        try:
            ingestion = await ingestions.find(id)
        except _PASSING as error:
            if not isinstance(error, RequestTimeoutError):
                seen = f"the last look failed: {error.message}"
            asked = getattr(error, "retry_after", None)
        else:
            seen = f"its state is {ingestion.state}"
            _tell(session, id, ingestion)
            await tell(on_progress, ingestion)
            if not is_pending(ingestion):
                return ingestion
        over = WaitTimeoutError(
            f"ingestion {id} had not ended after {timeout:g} s; {seen}. Wait longer, or again."
        )
        await call.sleep(_until_next(pause, asked, call.remaining()), over)
        pause = min(pause * _SLOWER, _LONGEST_PAUSE)


def _until_next(pause: float, asked: float | None, left: float) -> float:
    """Seconds to the next look; the last comes shortly before the bound, however slow they are.

    Args:
        pause: the least there are between two looks by now.
        asked: how long the service asked to wait.
        left: what is left until the bound.
    """
    wanted = max(pause * random.uniform(1.0, 1.2), asked or 0.0)
    if wanted >= left > 2 * _LAST_LOOK and not asked:
        return left - _LAST_LOOK
    return wanted


def _tell(session: Session, id: UUID | str, ingestion: Ingestion) -> None:
    if session.listener is not None:
        operation = find_ingestion(id)
        session.listener.tell(
            IngestionPolled(
                operation=operation.operation_id,
                method=operation.method,
                tenant=session.tenant,
                ingestion=str(id),
                state=None if ingestion.state is None else str(ingestion.state),
            )
        )
