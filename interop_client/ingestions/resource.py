"""Ingestions, and waiting for their end."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from .._generated.api.ingestions import IngestionsResource
from .wait import check_progress, checked_bound, until_ended

if TYPE_CHECKING:
    from .._session.session import Session
    from ..models import Ingestion
    from .wait import Progress

__all__ = ["Ingestions"]


class Ingestions(IngestionsResource):
    """Runs of collections and other loads, which can be waited for."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    async def wait(
        self, id: UUID | str, /, *, timeout: float, on_progress: Progress | None = None
    ) -> Ingestion:
        """Wait until an ingestion has ended, with success or without.

        It is looked at quickly at first, then more and more slowly. A service that fails for a
        while is waited out.

        Args:
            id: identifier of the ingestion.
            timeout: seconds that all of it may take, more than 0.
            on_progress: is called, and awaited if need be, with the ingestion each time it was
                looked at.

        Returns:
            The ingestion in its final state; `state` tells which.

        Raises:
            TypeError, ValueError: an argument is unusable, for example a `timeout` that is no
                positive number of seconds; nothing was sent.
            WaitTimeoutError: it had not ended by then.
            NotFoundError: there is no such ingestion.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: vendor (the states); that the last four are final is stated by its client.
        """
        check_progress(on_progress)
        call = self._session.call(checked_bound(timeout, "timeout"))
        return await until_ended(self._session, call, id, timeout, on_progress)
