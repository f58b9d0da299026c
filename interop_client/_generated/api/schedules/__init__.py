"""Schedules: Nightly collections of roster data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....pagination import Pager

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from ....operation import Sender
    from ...models.schedule import Schedule
    from ...models.schedule_request import ScheduleRequest
    from ...models.schedule_update import ScheduleUpdate

__all__ = ["SchedulesResource"]


class SchedulesResource:
    """Nightly collections of roster data."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def create(self, body: ScheduleRequest, /) -> Schedule:
        """Create a schedule.

        Creates a collection schedule for the tenant; schedules of other types cannot be created.
        The tenant is that of the actor credentials. Only the hour is expected, and it is
        understood in UTC.

        Args:
            body: The hour of the schedule to create.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            ConflictError: The schedule was not created: it overlaps another one, or
                something else changed the schedules at the same time.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page has the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .create_schedule import operation

        return await self._sender.send(operation(body))

    async def count(self) -> int:
        """Count schedules.

        Returns the number of schedules of the tenant. The tenant is that of the actor
        credentials.

        Raises:
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page has the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .count_schedules import operation

        return await self._sender.send(operation())

    async def find(self, id: UUID | str, /) -> Schedule:
        """Find a schedule.

        Returns one schedule of the tenant by its identifier.

        Args:
            id: Identifier of the schedule.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page has the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .find_schedule import operation

        return await self._sender.send(operation(id))

    async def delete(self, id: UUID | str, /) -> None:
        """Delete a schedule.

        Deletes one schedule of the tenant.

        Args:
            id: Identifier of the schedule to delete.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page has the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .delete_schedule import operation

        return await self._sender.send(operation(id))

    async def update(self, id: UUID | str, body: ScheduleUpdate, /) -> Schedule:
        """Switch a schedule on or off.

        Changes one schedule of the tenant. Only `enabled` may be changed.

        Args:
            id: Identifier of the schedule to change.
            body: Whether the schedule is to run.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page says that only one attribute may change, which suggests a
        PATCH; its path follows /tenant/schedules/{id}/run.
        """
        from .update_schedule import operation

        return await self._sender.send(operation(id, body))

    async def run(self, id: UUID | str, body: Mapping[str, object] | None = None, /) -> None:
        """Run a schedule now.

        Queues a schedule for execution at once. Allowed only for collection schedules that are
        not paused, and only while no ingestion is pending.

        Args:
            id: Identifier of the schedule to run.
            body: Options of the run; none are documented. May be null or left out.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            BadRequestError: The type of the schedule is not one that can be run at will.
            ConflictError: The schedule was not run: it is paused, or an ingestion has not
                ended yet. The body says which.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path, the body, the 204, the 400 and the 409; the method
        is inferred, since a run changes state and may carry a body.
        """
        from .run_schedule import operation

        return await self._sender.send(operation(id, body))

    def list(self, *, page_size: int | None = None, start_page: int = 0) -> Pager[Schedule]:
        """List schedules.

        Lists the schedules of the tenant. The tenant is that of the actor credentials.

        Args:
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: inferred. The page has the operation but lost its path; it follows
        /tenant/schedules/{id}/run, which the page shows.
        """
        from .list_schedules import operation

        return Pager(self._sender, operation, page_size=page_size, start_page=start_page)
