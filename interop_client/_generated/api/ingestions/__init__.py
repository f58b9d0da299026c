"""Ingestions: Loads of roster data and how far they have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....pagination import Pager

if TYPE_CHECKING:
    from uuid import UUID

    from ....operation import Sender
    from ...models.ingestion import Ingestion

__all__ = ["IngestionsResource"]


class IngestionsResource:
    """Loads of roster data and how far they have come."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def count(self) -> int:
        """Count ingestions.

        Returns the number of ingestions that the list would return. The tenant is that of the
        actor credentials.

        Raises:
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page describes the operation but lost its path, which was short; it
        follows the list of ingestions.
        """
        from .count_ingestions import operation

        return await self._sender.send(operation())

    async def find(self, id: UUID | str, /) -> Ingestion:
        """Find an ingestion.

        Returns one ingestion of the tenant by its identifier.

        Args:
            id: Identifier of the ingestion.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page lists the path parameter but lost the path; it follows the
        schedules of a tenant.
        """
        from .find_ingestion import operation

        return await self._sender.send(operation(id))

    def list(self, *, page_size: int | None = None, start_page: int = 0) -> Pager[Ingestion]:
        """List ingestions.

        Lists ingestions of the tenant. The tenant is that of the actor credentials. Whether the
        list holds those that have ended is not known: in 2020, at another path, it held only
        incomplete ones by default. An ingestion that is not in the list may have ended; it can
        still be found by its id.

        Args:
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: inferred. The page describes the operation but lost its path, which was short; it
        follows the schedules of a tenant. In the vendor's document of ingestions (2020) the list
        is at another path.
        """
        from .list_ingestions import operation

        return Pager(self._sender, operation, page_size=page_size, start_page=start_page)
