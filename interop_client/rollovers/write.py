"""How a rollover is written: sent, looked for, read back, and explained."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from .._codec.encode import json_content
from .._conflicts import causes as conflicts
from .._conflicts.service_clock import Reader
from .._generated.api.rollovers import RolloversResource
from ..errors import (
    ConcurrentModificationError,
    ConflictError,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
    RolloverOverlapError,
)
from ..models import Rollover, RolloverRequest, Schedule

if TYPE_CHECKING:
    from .._session.session import Session

__all__ = ["RolloverWriting", "writable"]

_MOST_READINGS = 3


def writable(body: RolloverRequest | Rollover) -> RolloverRequest:
    """What is sent for a rollover, checked.

    Raises:
        TypeError, ValueError: it cannot be sent; the text names the value.
    """
    if isinstance(body, Rollover):
        missing = [
            name
            for name in ("name", "start_date", "end_date", "type", "status", "cloud_id")
            if getattr(body, name) is None
        ]
        if missing:
            raise ValueError(f"the rollover cannot be written without {', '.join(missing)}")
        request = RolloverRequest.from_dict(
            {key: value for key, value in body.to_dict().items() if key not in Rollover.READ_ONLY}
        )
        # What the service notes of other resources it may note of rollovers too, undocumented.
        for name in (*Rollover.FIELDS, *Schedule.READ_ONLY):
            request.additional_properties.pop(name, None)
    elif isinstance(body, RolloverRequest):
        request = copy.deepcopy(body)
    else:
        raise TypeError(f"body must be a RolloverRequest or a Rollover, not {type(body).__name__}")
    json_content(request.to_dict())
    if request.start_date >= request.end_date:
        raise ValueError(
            f"start_date must be before end_date, not {request.start_date.isoformat()} "
            f"and {request.end_date.isoformat()}"
        )
    return request


class RolloverWriting:
    """One public call: its time, its attempts, and what it reads."""

    def __init__(self, session: Session) -> None:
        call = session.call()
        self._policy = session.conflicts
        self._reader = Reader(call)
        self._attempts = conflicts.Attempts(session.conflicts, call)
        self._rollovers = RolloversResource(self._reader)

    async def _all(self) -> list[Rollover]:
        """All rollovers, each once.

        One of several pages is read until two readings agree, since a list that changes
        meanwhile may leave out what stays, or show it twice.
        """
        before: list[UUID | None] = []
        for _ in range(_MOST_READINGS):
            pages = [page async for page in self._rollovers.list().pages()]
            rollovers = {found.id or id(found): found for page in pages for found in page}
            ids = [found.id for page in pages for found in page]
            if ids == before or not any(page.next for page in pages):
                break
            before = ids
        return list(rollovers.values())

    async def create(self, request: RolloverRequest) -> Rollover:
        lost: OutcomeUnknownError | None = None
        while True:
            try:
                return await self._rollovers.create(request)
            except OutcomeUnknownError as error:
                lost = error
                failure: OutcomeUnknownError | ConflictError = error
            except ConflictError as error:
                failure = error
            except InteropError as error:
                raise lost or error from None
            if lost is None and not self._policy.enabled:
                raise failure
            try:
                rollovers = await self._all()
            except InteropError:
                raise lost or failure from None
            if lost is not None:
                for found in rollovers:
                    if conflicts.same_rollover(request, found):
                        return found
            if isinstance(failure, ConflictError):
                cause = conflicts.why_rollover_not_written(failure, request, rollovers)
                if cause is not None:
                    raise self._certain(cause, request, lost)
                failure = conflicts.concurrent(failure)
            await self._attempts.again(lost or failure)

    def _certain(
        self,
        cause: RolloverOverlapError,
        request: RolloverRequest,
        lost: OutcomeUnknownError | None,
    ) -> RolloverOverlapError | OutcomeUnknownError:
        """The cause of a 409 to a create; after a lost answer it only stands if what is in the
        way cannot have come from that very create."""
        since = self._reader.at()
        ours = [one for one in cause.conflicting if conflicts.may_have_been(request, one, since)]
        return lost if lost is not None and ours else cause

    async def update(
        self, id: UUID | str, request: RolloverRequest, before: Rollover | None = None
    ) -> Rollover:
        try:
            return await self._rollovers.update(id, request)
        except OutcomeUnknownError as error:
            lost = error
        except ConflictError as error:
            raise await self._explained(error, request, id) from None
        if before is not None and conflicts.is_as_sent(request, before):
            raise lost  # Only what is never compared was changed: reading cannot tell.
        try:
            found = await self._rollovers.find(id)
        except InteropError:
            raise lost from None
        if not conflicts.is_as_sent(request, found):
            raise lost
        return found

    async def _explained(
        self, conflict: ConflictError, request: RolloverRequest, own_id: UUID | str | None = None
    ) -> ConflictError:
        """The error for a 409 to a write, after a look at what is there."""
        if not self._policy.enabled:
            return conflict
        try:
            rollovers = await self._all()
        except InteropError:
            return conflict
        cause = conflicts.why_rollover_not_written(conflict, request, rollovers, own_id=own_id)
        return cause or conflicts.concurrent(conflict)

    async def modify(self, id: UUID | str, change: Callable[[Rollover], Rollover]) -> Rollover:
        while True:
            current = await self._rollovers.find(id)
            changed: object = change(copy.deepcopy(current))
            if inspect.iscoroutine(changed):
                changed.close()
            if not isinstance(changed, Rollover):
                raise TypeError(
                    "change must return the rollover to write, and at once, not "
                    f"{type(changed).__name__}"
                )
            if changed == current:
                return current
            request = writable(changed)
            try:
                return await self.update(id, request, current)
            except ConcurrentModificationError as error:
                concurrent = error
            await self._attempts.again(concurrent)

    async def delete(self, id: UUID | str) -> None:
        try:
            return await self._rollovers.delete(id)
        except ConflictError as error:
            conflict = error
        if not self._policy.enabled:
            raise conflict
        try:
            found = await self._rollovers.find(id)
        except NotFoundError:
            return None
        except InteropError:
            raise conflict from None
        raise conflicts.why_rollover_not_deleted(conflict, found, self._reader.now) or conflict
