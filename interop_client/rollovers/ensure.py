"""How a rollover is made to be there, whatever is there before."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, TypeVar

from .._conflicts import causes as conflicts
from ..errors import (
    ActiveRolloverError,
    ConcurrentModificationError,
    ConflictError,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
    RolloverOverlapError,
    StatusError,
)
from .write import RolloverWriting

if TYPE_CHECKING:
    from .._session.session import Session
    from ..models import Rollover, RolloverRequest

__all__ = ["RolloverEnsuring"]

S = TypeVar("S", bound=StatusError)


class RolloverEnsuring(RolloverWriting):
    """One public call: a rollover is looked for by its name, then left, changed or created."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._url = f"{session.base_url}/tenant/rollovers"

    async def ensure(self, request: RolloverRequest) -> Rollover:
        lost: OutcomeUnknownError | None = None
        while True:
            try:
                rollovers = await self._all()
            except InteropError as error:
                raise lost or error from None
            found = self._standing(request, rollovers)
            if found is not None and conflicts.same_rollover(request, found):
                return found
            if found is not None and conflicts.may_be_active(found, self._reader.now):
                raise conflicts.active_rollover(
                    self._refused(ActiveRolloverError),
                    found,
                    "it is not changed into what was asked for",
                )
            try:
                if found is not None:
                    return await self._change(found, request)
                return await self._rollovers.create(request)
            except OutcomeUnknownError as error:
                if found is not None:
                    raise
                lost = error
                failure: OutcomeUnknownError | ConflictError = error
            except ConflictError as error:
                failure = error if found else await self._explained(error, request)
            except InteropError as error:
                raise lost or error from None
            if isinstance(failure, RolloverOverlapError):
                # One of this name that was not there before is looked at again: it may be right.
                if not self._newly_named(request, failure, rollovers):
                    raise self._certain(failure, request, lost)
            elif type(failure) is ConflictError:
                raise lost or failure
            await self._attempts.again(lost or failure)

    def _standing(self, request: RolloverRequest, rollovers: list[Rollover]) -> Rollover | None:
        """The rollover that goes by the name asked for: one that has not ended, or one that is
        just as asked for."""
        now = self._reader.now
        named = [found for found in rollovers if conflicts.is_named(request, found)]
        live = [found for found in named if not conflicts.is_ended(found, now)]
        if len(live) > 1:
            error = self._refused(
                RolloverOverlapError,
                f"{len(live)} rollovers that have not ended are named {request.name!r} in cloud "
                f"{request.cloud_id}: {', '.join(str(found.id) for found in live)}; delete or "
                "rename all but one",
            )
            error.conflicting = live
            raise error
        for found in live or named:
            if conflicts.same_rollover(request, found):
                return found
        return live[0] if live else None

    def _newly_named(
        self, request: RolloverRequest, overlap: RolloverOverlapError, known: list[Rollover]
    ) -> bool:
        ids = {rollover.id for rollover in known}
        return any(
            conflicts.is_named(request, found) and found.id not in ids
            for found in overlap.conflicting
        )

    async def _change(self, found: Rollover, request: RolloverRequest) -> Rollover:
        """Make what was found into what is asked for, with what we do not know in it kept."""
        wanted = copy.deepcopy(request)
        wanted.additional_properties = found.additional_properties | wanted.additional_properties
        if wanted.actor_id is None:
            wanted.actor_id = found.actor_id
        try:
            return await self.update(found.id or "", wanted, found)
        except NotFoundError:
            raise self._refused(
                ConcurrentModificationError,
                f"rollover {found.name!r} ({found.id}) was deleted while it was being changed",
            ) from None

    def _refused(self, kind: type[S], message: str = "") -> S:
        """An error for what the service was not even asked, since it would refuse."""
        return kind(message, status_code=409, method="PUT", url=self._url, attempts=0)
