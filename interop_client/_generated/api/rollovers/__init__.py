"""Rollovers: Times between school years for which schedules stand still."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ....pagination import Pager

if TYPE_CHECKING:
    from uuid import UUID

    from ....operation import Sender
    from ...models.rollover import Rollover
    from ...models.rollover_request import RolloverRequest

__all__ = ["RolloversResource"]


class RolloversResource:
    """Times between school years for which schedules stand still."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def create(self, body: RolloverRequest, /) -> Rollover:
        """Create a rollover.

        Creates a rollover for the tenant of the actor credentials. It may not overlap another
        rollover; that only those of the same cloud count is inferred.

        Args:
            body: The rollover to create.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            ConflictError: The rollover was not created: it overlaps another one, or
                something else changed the rollovers at the same time.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page describes the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .create_rollover import operation

        return await self._sender.send(operation(body))

    async def count(self) -> int:
        """Count rollovers.

        Returns the number of rollovers of the tenant. The tenant is that of the actor
        credentials.

        Raises:
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page describes the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .count_rollovers import operation

        return await self._sender.send(operation())

    async def find(self, id: UUID | str, /) -> Rollover:
        """Find a rollover.

        Returns one rollover of the tenant by its identifier. The tenant is that of the actor
        credentials.

        Args:
            id: Identifier of the rollover.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page describes the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .find_rollover import operation

        return await self._sender.send(operation(id))

    async def update(self, id: UUID | str, body: RolloverRequest, /) -> Rollover:
        """Replace a rollover.

        Replaces one rollover of the tenant by the one that is sent, in full. The tenant is that
        of the actor credentials. It may not overlap another rollover; that only those of the
        same cloud count is inferred. When the answer is lost, the rollover has to be read again
        before the call is repeated, since somebody else may have changed it in between.

        Args:
            id: Identifier of the rollover to replace.
            body: The rollover as it is to be.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            ConflictError: The rollover was not changed: it would overlap another one, or
                something else changed the rollovers at the same time.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page describes the operation and its body but lost its path; the
        body, in which nearly all is required, suggests a PUT.
        """
        from .update_rollover import operation

        return await self._sender.send(operation(id, body))

    async def delete(self, id: UUID | str, /) -> None:
        """Delete a rollover.

        Deletes one rollover of the tenant. The tenant is that of the actor credentials. A
        rollover that is active cannot be deleted.

        Args:
            id: Identifier of the rollover to delete.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            ConflictError: The rollover was not deleted, because it is active.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page describes the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .delete_rollover import operation

        return await self._sender.send(operation(id))

    def list(
        self, *, sort: str | None = None, page_size: int | None = None, start_page: int = 0
    ) -> Pager[Rollover]:
        """List rollovers.

        Lists the rollovers of the tenant. The tenant is that of the actor credentials.

        Args:
            sort: Order of the list: the name of a property, with `-` before it for
                descending order. It is an enum whose values are not published, so any string is
                accepted.
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: inferred. The page describes the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .list_rollovers import operation

        call = partial(operation, sort=sort)
        call()  # what cannot be sent is refused here, not when the first page is read
        return Pager(self._sender, call, page_size=page_size, start_page=start_page)
