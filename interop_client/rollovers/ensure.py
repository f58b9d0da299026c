"""Ensure: a rollover is made to be there, whatever is there before, and what happened is told."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Literal

import attrs

from .._conflicts.causes import foreseen, still_unknown
from .._conflicts.create_once import Known, perhaps_this
from .._generated.api.rollovers import RolloversResource
from .._generated.api.rollovers.create_rollover import operation as create_operation
from .._generated.api.rollovers.update_rollover import operation as update_operation
from ..errors import (
    ConcurrentModificationError,
    ConflictError,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
    ResponseDecodeError,
    RolloverOverlapError,
)
from ..models import Rollover
from .causes import active, ambiguous, named, why_not_written
from .rules import is_ended, is_named, may_be_active, may_have_been, overlapping, same_rollover
from .write import all_rollovers, explained, undocumented, update

if TYPE_CHECKING:
    from .._conflicts.writer import Writer
    from ..models import RolloverRequest

__all__ = ["Action", "Ensured", "ensure"]

Action = Literal["found", "changed", "created", "would_change", "would_create"]
"""What was done: nothing, since it is there; the two writes; or what a dry run did not do."""


@attrs.frozen
class Ensured:
    """What an `ensure` found or did.

    Args:
        rollover: the rollover as the service has it; after a dry run, as it would be sent, without
            an identifier where it is not there yet.
        action: `found`, `changed` or `created`, and of a dry run `found`, `would_change` or
            `would_create`.
        before: what was there before, of a change; None otherwise.
    """

    rollover: Rollover
    action: Action
    before: Rollover | None = None


async def ensure(writer: Writer, request: RolloverRequest, *, dry_run: bool = False) -> Ensured:
    """Have a rollover: found by its name, then left, changed or created."""
    return await _Ensuring(writer, request).run(dry_run)


class _Ensuring:
    """What one `ensure` has seen and sent so far."""

    def __init__(self, writer: Writer, request: RolloverRequest) -> None:
        self._writer = writer
        self._request = request
        self._known = Known()
        self._seen: list[Rollover] = []
        self._lost: OutcomeUnknownError | None = None

    async def run(self, dry_run: bool) -> Ensured:
        while True:
            found = await self._look()
            if found is not None and same_rollover(self._request, found):
                is_ours = self._lost is not None and self._known.is_new(found)
                return Ensured(found, "created" if is_ours else "found")
            if found is not None and may_be_active(found, self._writer.sender.now):
                raise active(
                    self._foreseen(found), found, "it is not changed into what was asked for"
                )
            if dry_run:
                return self._would(found)
            try:
                return await self._write(found)
            except (OutcomeUnknownError, ConflictError) as error:
                failure = error
            await self._writer.again(await self._to_try_again(failure, found))

    async def _look(self) -> Rollover | None:
        """The rollover that goes by the name asked for."""
        try:
            self._seen = await all_rollovers(self._writer)
        except InteropError as error:
            raise self._after_loss(error) from None
        self._known.see(self._seen)
        return self._standing()

    def _standing(self) -> Rollover | None:
        """The one of the name that has not ended, or one that is just as asked for."""
        now = self._writer.sender.now
        called = [found for found in self._seen if is_named(self._request, found)]
        live = [found for found in called if not is_ended(found, now)]
        if len(live) > 1:
            raise ambiguous(self._foreseen(live[0]), self._request, live)
        for found in live or called:
            if same_rollover(self._request, found):
                return found
        return live[0] if live else None

    def _would(self, found: Rollover | None) -> Ensured:
        """What would be written, where nothing that is seen stands in the way."""
        own_id = None if found is None else found.id
        if overlapping(self._request, self._seen, own_id=own_id):
            conflict = self._foreseen(found)
            raise why_not_written(conflict, self._request, self._seen, own_id=own_id) or conflict
        if found is None:
            return Ensured(Rollover.from_dict(self._request.to_dict()), "would_create")
        wanted = Rollover.from_dict(self._changed(found).to_dict())
        wanted.id = found.id
        return Ensured(wanted, "would_change", found)

    async def _write(self, found: Rollover | None) -> Ensured:
        try:
            if found is None:
                made = await RolloversResource(self._writer.sender).create(self._request)
                return Ensured(made, "created")
            if found.id is None:
                raise ResponseDecodeError(
                    f"{named(found)} came without an identifier, so it cannot be changed", path="id"
                )
            changed = await update(self._writer, found.id, self._changed(found), found)
            return Ensured(changed, "changed", found)
        except (OutcomeUnknownError, ConflictError):
            raise
        except NotFoundError as error:
            gone = error
        except InteropError as error:
            if isinstance(error, ResponseDecodeError) and error.write_done:
                raise
            raise self._after_loss(error) from None
        if found is None:
            raise self._lost or gone
        raise ConcurrentModificationError.from_status(
            gone, f"{named(found)} was deleted while it was being changed"
        )

    def _changed(self, found: Rollover) -> RolloverRequest:
        """What is asked for, with what we do not know in what was found kept."""
        wanted = copy.deepcopy(self._request)
        wanted.additional_properties = (
            undocumented(found.additional_properties) | wanted.additional_properties
        )
        if wanted.actor_id is None:
            wanted.actor_id = found.actor_id
        return wanted

    async def _to_try_again(
        self, failure: OutcomeUnknownError | ConflictError, found: Rollover | None
    ) -> OutcomeUnknownError | ConflictError:
        """The failure after which all is looked at again; any other is raised."""
        if isinstance(failure, ConflictError):
            met = await self._conflict(failure, found)
            return self._lost or met
        if found is not None:
            raise failure
        self._lost = failure
        return failure

    async def _conflict(self, failure: ConflictError, found: Rollover | None) -> ConflictError:
        if found is None:
            failure = await explained(self._writer, failure, self._request)
        if isinstance(failure, RolloverOverlapError):
            # One of this name that was not there before is looked at again: it may be right.
            if not self._newly_named(failure):
                raise self._certain(failure)
        elif type(failure) is ConflictError:
            raise self._lost or failure
        return failure

    def _after_loss(self, error: InteropError) -> InteropError:
        return error if self._lost is None else still_unknown(self._lost, error)

    def _newly_named(self, overlap: RolloverOverlapError) -> bool:
        ids = {rollover.id for rollover in self._seen}
        return any(
            is_named(self._request, found) and found.id not in ids for found in overlap.conflicting
        )

    def _certain(self, overlap: RolloverOverlapError) -> InteropError:
        """The overlap; after a lost create only if what is in the way cannot have come of it."""
        doubtful = [
            each
            for each in overlap.conflicting
            if may_have_been(self._request, each) and not self._known.is_old(each)
        ]
        return perhaps_this(self._lost, doubtful) if self._lost and doubtful else overlap

    def _foreseen(self, found: Rollover | None) -> ConflictError:
        """The 409 that is not asked for."""
        if found is None or found.id is None:
            return foreseen(self._writer, create_operation(self._request))
        return foreseen(self._writer, update_operation(found.id, self._request))
