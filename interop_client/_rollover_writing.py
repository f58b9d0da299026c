"""How a rollover is written: sent, looked for, read back, and explained."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from . import conflicts
from ._generated.api.rollovers import RolloversResource
from ._reading import Reader
from .errors import (
    ActiveRolloverError,
    ConcurrentModificationError,
    ConflictError,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
    RolloverOverlapError,
    StatusError,
)
from .models import Rollover, RolloverRequest

if TYPE_CHECKING:
    from .session import Session

__all__ = ["RolloverWriting", "writable"]

S = TypeVar("S", bound=StatusError)


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
        for name in Rollover.FIELDS:
            request.additional_properties.pop(name, None)
    elif isinstance(body, RolloverRequest):
        request = copy.deepcopy(body)
        request.to_dict()
    else:
        raise TypeError(f"body must be a RolloverRequest or a Rollover, not {type(body).__name__}")
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
        self._url = f"{session.base_url}/tenant/rollovers"

    async def _all(self) -> list[Rollover]:
        return await self._rollovers.list().collect()

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
                    raise cause
                failure = conflicts.concurrent(failure)
            await self._attempts.again(lost or failure)

    async def update(
        self, id: UUID | str, request: RolloverRequest, before: Rollover | None = None
    ) -> Rollover:
        try:
            return await self._rollovers.update(id, request)
        except OutcomeUnknownError as error:
            failure: OutcomeUnknownError | ConflictError = error
        except ConflictError as error:
            failure = error
        if isinstance(failure, OutcomeUnknownError):
            return await self._read_back(id, request, before, failure)
        if not self._policy.enabled:
            raise failure
        try:
            rollovers = await self._all()
        except InteropError:
            raise failure from None
        cause = conflicts.why_rollover_not_written(failure, request, rollovers, own_id=id)
        raise cause or conflicts.concurrent(failure)

    async def _read_back(
        self,
        id: UUID | str,
        request: RolloverRequest,
        before: Rollover | None,
        lost: OutcomeUnknownError,
    ) -> Rollover:
        """What a lost update has come to."""
        if before is not None and conflicts.same_rollover(request, before):
            raise lost  # Only what is never compared was changed: reading cannot tell.
        try:
            found = await self._rollovers.find(id)
        except InteropError:
            raise lost from None
        if not conflicts.same_rollover(request, found):
            raise lost
        return found

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

    async def ensure(self, request: RolloverRequest) -> Rollover:
        while True:
            rollovers = await self._all()
            now = self._reader.now
            named = [found for found in rollovers if conflicts.is_named(request, found)]
            live = [found for found in named if not conflicts.is_ended(found, now)]
            if len(live) > 1:
                raise self._two(request, live)
            for found in live or named:
                if conflicts.same_rollover(request, found):
                    return found
            if live and conflicts.is_active(live[0], now):
                raise conflicts.active_rollover(
                    self._refused(ActiveRolloverError, "PUT"),
                    live[0],
                    "it is not changed into what was asked for",
                )
            try:
                return await (self._change(live[0], request) if live else self.create(request))
            except RolloverOverlapError as error:
                if not any(conflicts.is_named(request, found) for found in error.conflicting):
                    raise
                failure: ConflictError = error
            except ConcurrentModificationError as error:
                failure = error
            except NotFoundError:
                failure = conflicts.concurrent(self._refused(ConflictError, "PUT"))
            await self._attempts.again(failure)

    async def _change(self, found: Rollover, request: RolloverRequest) -> Rollover:
        """Make what was found into what is asked for, with what we do not know in it kept."""
        wanted = copy.deepcopy(request)
        wanted.additional_properties = found.additional_properties | wanted.additional_properties
        if wanted.actor_id is None:
            wanted.actor_id = found.actor_id
        return await self.update(found.id or "", wanted, found)

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

    def _refused(self, kind: type[S], method: str) -> S:
        """An error for what the service was not even asked, since it would refuse."""
        return kind("", status_code=409, method=method, url=self._url, attempts=0)

    def _two(self, request: RolloverRequest, live: list[Rollover]) -> RolloverOverlapError:
        error = self._refused(RolloverOverlapError, "GET")
        message = (
            f"{len(live)} rollovers that have not ended are named {request.name!r} in cloud "
            f"{request.cloud_id}: {', '.join(str(found.id) for found in live)}; delete or "
            "rename all but one"
        )
        error.args = (message,)
        error.conflicting = live
        return error
