"""Ingestions, and waiting for their end."""

from __future__ import annotations

import inspect
import math
import random
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from .._conflicts.service_clock import Shares
from .._generated.api.ingestions import IngestionsResource
from ..errors import (
    InteropError,
    OutcomeUnknownError,
    RateLimitError,
    RequestError,
    RequestTimeoutError,
    ServerError,
    WaitTimeoutError,
)
from ..rollovers.rules import is_pending

if TYPE_CHECKING:
    from .._session.call import Call
    from .._session.session import Session
    from ..models import Ingestion

    Progress = Callable[[Ingestion], Awaitable[None] | None]

__all__ = ["Ingestions", "bound", "check_progress", "started_since", "until_ended"]

_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 15.0
_SLOWER = 1.5
_LAST_LOOK = 0.5

_CLOCKS_APART = timedelta(seconds=5)
_LATEST = datetime.max.replace(tzinfo=UTC)

_PASSING = (RateLimitError, RequestError, ServerError)


class Ingestions(IngestionsResource):
    """Runs of collections and other loads, which can be waited for."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    async def wait(
        self, id: UUID | str, /, *, timeout: float, on_progress: Progress | None = None
    ) -> Ingestion:
        """Wait until an ingestion has ended, with success or without.

        It is looked at quickly at first, then more and more slowly. A service that fails for a
        while is waited out.

        Args:
            id: identifier of the ingestion.
            timeout: seconds that all of it may take, more than 0.
            on_progress: is called, and awaited if need be, with the ingestion each time it was
                looked at.

        Returns:
            The ingestion in its final state; `state` tells which.

        Raises:
            TypeError, ValueError: an argument is unusable, for example a `timeout` that is no
                positive number of seconds; nothing was sent.
            WaitTimeoutError: it had not ended by then.
            NotFoundError: there is no such ingestion.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: vendor (the states); that the last four are final is stated by its client.
        """
        check_progress(on_progress)
        call = self._session.call(bound(timeout, "timeout"))
        return await until_ended(self._session, call, id, timeout, on_progress)


def bound(value: float, name: str) -> float:
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


def started_since(
    ingestions: Iterable[Ingestion], since: datetime | None, before: int | None
) -> list[Ingestion]:
    """The collections that may have been started since a time; where that is several, it may be
    any of them.

    Args:
        ingestions: what there is now, of every type.
        since: the time, by the service's clock and not too late; None where it shows none.
        before: how many ingestions there were at that time; None where that is not known.
    """
    found = list({each.id or id(each): each for each in ingestions}.values())
    if before is not None:
        found.sort(key=lambda each: each.created_at or _LATEST, reverse=True)
        found, older = found[: max(0, len(found) - before)], found[max(0, len(found) - before) :]
        if found and older and older[0].created_at == found[-1].created_at:
            return [*found, older[0]]  # Which of the two is the older cannot be told.
        since = None if since is None else since - _CLOCKS_APART
    elif since is None:
        return []
    return [each for each in found if each.type == "collection" and _is_since(each, since)]


def _is_since(ingestion: Ingestion, since: datetime | None) -> bool:
    created = ingestion.created_at
    if created is None or since is None:
        return created is not None
    return created >= (since if created.microsecond else since.replace(microsecond=0))


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
    ingestions = IngestionsResource(Shares(session, call))
    pause = _FIRST_PAUSE
    seen = "it was never seen"
    while True:
        asked: float | None = None
        try:
            ingestion = await ingestions.find(id)
        except _PASSING as error:
            if isinstance(error, OutcomeUnknownError):
                raise
            if not isinstance(error, RequestTimeoutError):
                seen = f"the last look failed: {error.message}"
            asked = getattr(error, "retry_after", None)
        else:
            seen = f"its state is {ingestion.state}"
            if on_progress is not None:
                reported = on_progress(ingestion)
                if inspect.isawaitable(reported):
                    await reported
            if not is_pending(ingestion):
                return ingestion
        error_now: InteropError = WaitTimeoutError(
            f"ingestion {id} had not ended after {timeout:g} s; {seen}. Wait longer, or again"
        )
        # The last look comes shortly before the bound, however slow the looks have become.
        wanted = max(pause * random.uniform(0.8, 1.2), asked or 0.0)
        left = call.remaining()
        if wanted >= left > 2 * _LAST_LOOK and not asked:
            wanted = left - _LAST_LOOK
        await call.sleep(wanted, error_now)
        pause = min(pause * _SLOWER, _LONGEST_PAUSE)
