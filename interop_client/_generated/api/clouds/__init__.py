"""Clouds: The spaces in which actors exchange roster data."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ....pagination import Pager

if TYPE_CHECKING:
    from uuid import UUID

    from ....operation import Sender
    from ...models.actor import Actor
    from ...models.cloud import Cloud

__all__ = ["CloudsResource"]


class CloudsResource:
    """The spaces in which actors exchange roster data."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def create(self, body: Cloud, /) -> Cloud:
        """Create a cloud.

        Creates an Interop Cloud. Of the cloud that is sent, its name, userdata and generation
        count; the rest is set by the service.

        Args:
            body: The cloud to create.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            BadRequestError: The cloud that was sent is not valid, so none was created.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: rendering. The renderings show the request sample, the body, the 200 and the 400;
        the vendor's OpenAPI document (2020) has the same call.
        """
        from .create_cloud import operation

        return await self._sender.send(operation(body))

    def search(
        self,
        *,
        generation: int | None = None,
        userdata: str | None = None,
        name: str | None = None,
        page_size: int | None = None,
        start_page: int = 0,
    ) -> Pager[Cloud]:
        """Search for clouds.

        Lists the Interop Clouds that meet all of the given criteria.

        Args:
            generation: Keep only clouds of this generation.
            userdata: Keep only clouds with this userdata.
            name: Keep only clouds with this name.
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: rendering. The renderings show the request sample; the page lists the query
        parameters; the vendor's OpenAPI document (2020) has the same call.
        """
        from .search_clouds import operation

        call = partial(operation, generation=generation, userdata=userdata, name=name)
        call()  # what cannot be sent is refused here, not when the first page is read
        return Pager(self._sender, call, page_size=page_size, start_page=start_page)

    async def find(self, id: UUID | str, /) -> Cloud:
        """Find a cloud.

        Returns one Interop Cloud by its identifier.

        Args:
            id: Identifier of the cloud.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: rendering. The renderings show the request sample; the vendor's OpenAPI document
        (2020) has the same call.
        """
        from .find_cloud import operation

        return await self._sender.send(operation(id))

    async def delete(self, id: UUID | str, /) -> None:
        """Delete a cloud.

        Deletes one Interop Cloud.

        Args:
            id: Identifier of the cloud to delete.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: rendering. The renderings show the request sample and an answer without content;
        the vendor's OpenAPI document (2020) has the same call.
        """
        from .delete_cloud import operation

        return await self._sender.send(operation(id))

    def list_actors(
        self,
        id: UUID | str,
        /,
        *,
        include_credentials: bool | None = None,
        page_size: int | None = None,
        start_page: int = 0,
    ) -> Pager[Actor]:
        """List the actors of a cloud.

        Lists all actors of one Interop Cloud. Their credentials are left out unless they are
        asked for.

        Args:
            id: Identifier of the cloud.
            include_credentials: Whether each actor carries its credentials.
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: vendor. The page names the operation and its parameters; path and method are
        those of the vendor's OpenAPI document (2020).
        """
        from .list_actors_by_cloud import operation

        call = partial(operation, id, include_credentials=include_credentials)
        call()  # what cannot be sent is refused here, not when the first page is read
        return Pager(self._sender, call, page_size=page_size, start_page=start_page)

    def list(self, *, page_size: int | None = None, start_page: int = 0) -> Pager[Cloud]:
        """List clouds.

        Lists the Interop Clouds of the accounts you can see.

        Args:
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: rendering. The renderings show the request sample and a sample answer; the
        vendor's OpenAPI document (2020) has the same call.
        """
        from .list_clouds import operation

        return Pager(self._sender, operation, page_size=page_size, start_page=start_page)
