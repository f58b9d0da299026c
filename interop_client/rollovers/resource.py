"""Rollovers, written safely: beside another writer, a slow service and a broken connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from .._conflicts.writer import Writer
from .._generated.api.rollovers import RolloversResource
from . import write
from .ensure import Ensured, ensure
from .write import writable

if TYPE_CHECKING:
    from .._session.session import Session
    from ..models import Rollover, RolloverRequest

__all__ = ["Rollovers"]


class Rollovers(RolloversResource):
    """Windows between school years in which schedules are paused, written safely.

    Every method here is bounded by the client's `timeout` as a whole. Times are judged by the
    service's clock (the `Date` of its responses).
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    async def create(self, body: RolloverRequest | Rollover, /) -> Rollover:
        """Create a rollover, once.

        Where the answer is lost, the rollover is looked for before it is sent again, so there
        are never two. An equal one that was not there before is the answer; what was there is
        read first, to tell. One that somebody else made in that very moment cannot be told from
        it. A concurrent change is waited out.

        Args:
            body: the rollover; one that was read serves as a pattern.

        Returns:
            The rollover as the service has it.

        Raises:
            TypeError, ValueError: the body cannot be sent, for example because the start is not
                before the end or a date has no offset; nothing was sent.
            RolloverOverlapError: the window overlaps others of the same cloud: `conflicting`. If
                there are none, those of another cloud, and the message says so.
            ConcurrentModificationError: somebody else kept changing the rollovers.
            ConflictError: it was refused, and what is there could not be read to say why.
            OutcomeUnknownError: the answer was lost and looking did not tell.
            ResponseDecodeError: with `write_done`, it was made, but cannot be shown.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: page (the 409 means an overlap or a concurrent change).
        """
        request = writable(body)
        return await write.create(Writer(self._session), request)

    async def update(self, id: UUID | str, body: RolloverRequest | Rollover, /) -> Rollover:
        """Replace a rollover, sent once.

        Where the answer is lost, the rollover is read back. To change one property of what is
        there, use `modify`.

        Args:
            id: identifier of the rollover.
            body: all of the rollover; what is left out is gone.

        Returns:
            The rollover as the service has it.

        Raises:
            TypeError, ValueError: an argument cannot be sent; nothing was sent.
            RolloverOverlapError: the window overlaps others of the same cloud: `conflicting`.
            ConcurrentModificationError: somebody else changed it at the same time.
            ConflictError: it was refused, and what is there could not be read to say why.
            OutcomeUnknownError: the answer was lost, and what is read back is not what was sent.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: page (the 409 means an overlap or a concurrent change).
        """
        request = writable(body)
        return await write.update(Writer(self._session), id, request)

    async def modify(self, id: UUID | str, change: Callable[[Rollover], Rollover], /) -> Rollover:
        """Read a rollover, change it, and write it back, with what we do not know in it kept.

        Where the service refuses the write because of a concurrent change, the rollover is read
        and changed again, so neither change is lost. One window is left: the API has no version
        that could be sent along, so where the service itself does not notice, somebody else's
        write between our read and our write is overwritten.

        Args:
            id: identifier of the rollover.
            change: gets a copy of the rollover and returns the rollover to write, which may be
                the copy. It may be called several times. An equal one writes nothing.

        Returns:
            The rollover as the service has it.

        Raises:
            TypeError: `change` returned something other than a rollover.
            ValueError: it returned a rollover that cannot be written; nothing was sent.
            RolloverOverlapError: the new window overlaps others of the same cloud: `conflicting`.
            ConcurrentModificationError: somebody else kept changing it.
            ConflictError: it was refused, and what is there could not be read to say why.
            OutcomeUnknownError: the answer was lost, and what is read back is not what was sent;
                applying a change twice is not safe.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: inferred from the documented 409.
        """
        return await write.modify(Writer(self._session), id, change)

    async def ensure(
        self, body: RolloverRequest | Rollover, /, *, dry_run: bool = False
    ) -> Rollover:
        """Have this rollover, whatever is there: running it twice changes nothing more.

        Among the rollovers that have not ended, the one with the same cloud, name, and actor if
        the body has one, is it. Type, start and end are compared (instants, to the millisecond);
        `status` never is. `ensured` does the same and tells what happened.

        Args:
            body: the rollover to have.
            dry_run: whether only to look, and to write nothing.

        Returns:
            The rollover as the service has it: found, changed or created. After a dry run, as it
            would be sent.

        Raises:
            TypeError, ValueError: an argument cannot be used; nothing was sent.
            ActiveRolloverError: it is there, active and different: `rollover`.
            RolloverOverlapError: the window overlaps others, or two rollovers go by the same
                name: `conflicting`.
            ConcurrentModificationError: somebody else kept changing the rollovers.
            ConflictError: it was refused, and what is there could not be read to say why.
            OutcomeUnknownError: an answer was lost and looking did not tell.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: inferred from the documented 409.
        """
        return (await self.ensured(body, dry_run=dry_run)).rollover

    async def ensured(
        self, body: RolloverRequest | Rollover, /, *, dry_run: bool = False
    ) -> Ensured:
        """Have this rollover, as `ensure` does, and tell what happened.

        Args:
            body: the rollover to have.
            dry_run: whether only to look, and to write nothing.

        Returns:
            The rollover, whether it was found, changed or created (after a dry run: found, or
            what would be done), and what was there before a change. After a lost answer, one
            that was not there before counts as created; somebody else may have made it in that
            very moment.

        Raises:
            TypeError, ValueError: an argument cannot be used; nothing was sent.
            InteropError: whatever `ensure` raises. Where nothing was sent since the service would
                refuse, also in a dry run, `answered` of the error is False.

        Source: inferred from the documented 409.
        """
        if not isinstance(dry_run, bool):
            raise TypeError(f"dry_run must be True or False, not {dry_run!r}")
        request = writable(body)
        return await ensure(Writer(self._session), request, dry_run=dry_run)

    async def delete(self, id: UUID | str, /) -> None:
        """Delete a rollover.

        Args:
            id: identifier of the rollover.

        Raises:
            ActiveRolloverError: it is active; the end of its `rollover` tells when to come back.
            ConflictError: the service refused for a reason that its state does not show.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: page (the 409 means that the rollover is active).
        """
        await write.delete(Writer(self._session), id)
