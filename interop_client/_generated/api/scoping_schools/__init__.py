"""Scoping Schools: Which schools of a tenant's roster data are in scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....pagination import Pager

if TYPE_CHECKING:
    import builtins
    from collections.abc import Sequence
    from uuid import UUID

    from ....operation import Sender
    from ...models.scoping_school import ScopingSchool

__all__ = ["ScopingSchoolsResource"]


class ScopingSchoolsResource:
    """Which schools of a tenant's roster data are in scope."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def create(
        self, items: Sequence[ScopingSchool], /, *, replace: bool
    ) -> builtins.list[ScopingSchool]:
        """Create scoping schools.

        Creates several scoping schools in one call. Unless told otherwise, they take the place
        of all that exist.

        Args:
            items: The scoping schools to create.
            replace: Whether the scoping schools that exist are removed (true) or kept, with
                the new ones added to them (false). Replacing discards what is there, and is what
                happens when nothing is said.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            BadRequestError: The list of schools that was sent is not valid, so none was
                created.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: vendor. The page lists the query parameter; path, method and body are those of
        the vendor's OpenAPI document (2020).
        """
        from .create_scoping_schools import operation

        return await self._sender.send(operation(items, replace=replace))

    async def delete_all(self) -> None:
        """Delete all scoping schools.

        Deletes every scoping school of the tenant.

        Raises:
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: vendor. The page has the operation but lost its title; path and method are those
        of the vendor's OpenAPI document (2020).
        """
        from .delete_scoping_schools import operation

        return await self._sender.send(operation())

    async def find(self, id: UUID | str, /) -> ScopingSchool:
        """Find a scoping school.

        Returns one scoping school by its identifier.

        Args:
            id: Identifier of the scoping school. Scoping schools have no id of their own, so
                it is likely the school_id (inferred).

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path and the path parameter; the method is that of the
        vendor's OpenAPI document (2020).
        """
        from .find_scoping_school import operation

        return await self._sender.send(operation(id))

    async def update(self, id: UUID | str, body: ScopingSchool, /) -> ScopingSchool:
        """Replace a scoping school.

        Replaces one scoping school by the one that is sent, in full.

        Args:
            id: Identifier of the scoping school to replace. Scoping schools have no id of
                their own, so it is likely the school_id (inferred).
            body: The scoping school as it is to be.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path and the body; the method is that of the vendor's
        OpenAPI document (2020).
        """
        from .update_scoping_school import operation

        return await self._sender.send(operation(id, body))

    async def delete(self, id: UUID | str, /) -> None:
        """Delete a scoping school.

        Deletes one scoping school.

        Args:
            id: Identifier of the scoping school to delete. Scoping schools have no id of
                their own, so it is likely the school_id (inferred).

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path; the method is that of the vendor's OpenAPI
        document (2020).
        """
        from .delete_scoping_school import operation

        return await self._sender.send(operation(id))

    def list(self, *, page_size: int | None = None, start_page: int = 0) -> Pager[ScopingSchool]:
        """List scoping schools.

        Lists the scoping schools that narrow the repository of the tenant to certain schools.

        Args:
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: vendor. The page describes the operation; path and method are those of the
        vendor's OpenAPI document (2020).
        """
        from .list_scoping_schools import operation

        return Pager(self._sender, operation, page_size=page_size, start_page=start_page)
