"""Actors: Whatever takes part in a cloud, with coordinates and credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....pagination import Pager

if TYPE_CHECKING:
    from ....operation import Sender
    from ...models.actor import Actor

__all__ = ["ActorsResource"]


class ActorsResource:
    """Whatever takes part in a cloud, with coordinates and credentials."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def list(self, *, page_size: int | None = None, start_page: int = 0) -> Pager[Actor]:
        """List actors.

        Lists the actors in all Interop Clouds of the accounts you can see: how integrations and
        other actors are reached, and what to sign in to them with.

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
        from .list_actors import operation

        return Pager(self._sender, operation, page_size=page_size, start_page=start_page)
