"""Scoping Courses: Which courses of a tenant's roster data are in scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....pagination import Pager

if TYPE_CHECKING:
    import builtins
    from collections.abc import Sequence
    from uuid import UUID

    from ....operation import Sender
    from ...models.scoping_course import ScopingCourse

__all__ = ["ScopingCoursesResource"]


class ScopingCoursesResource:
    """Which courses of a tenant's roster data are in scope."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def create(
        self, items: Sequence[ScopingCourse], /, *, replace: bool
    ) -> builtins.list[ScopingCourse]:
        """Create scoping courses.

        Creates several scoping courses in one call. Unless told otherwise, they take the place
        of all that exist.

        Args:
            items: The scoping courses to create.
            replace: Whether the scoping courses that exist are removed (true) or kept, with
                the new ones added to them (false). Replacing discards what is there, and is what
                happens when nothing is said.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            BadRequestError: The list of courses that was sent is not valid, so none was
                created.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: vendor. The page lists the query parameter; path, method and body are those of
        the vendor's OpenAPI document (2020).
        """
        from .create_scoping_courses import operation

        return await self._sender.send(operation(items, replace=replace))

    async def delete_all(self) -> None:
        """Delete all scoping courses.

        Deletes every scoping course of the tenant.

        Raises:
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: vendor. The page has the operation but lost its title; path and method are those
        of the vendor's OpenAPI document (2020).
        """
        from .delete_scoping_courses import operation

        return await self._sender.send(operation())

    async def find(self, id: UUID | str, /) -> ScopingCourse:
        """Find a scoping course.

        Returns one scoping course by its identifier.

        Args:
            id: Identifier of the scoping course. Scoping courses have no id of their own, so
                it is likely the course_id (inferred).

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path and the path parameter; the method is that of the
        vendor's OpenAPI document (2020).
        """
        from .find_scoping_course import operation

        return await self._sender.send(operation(id))

    async def update(self, id: UUID | str, body: ScopingCourse, /) -> ScopingCourse:
        """Replace a scoping course.

        Replaces one scoping course by the one that is sent, in full.

        Args:
            id: Identifier of the scoping course to replace. Scoping courses have no id of
                their own, so it is likely the course_id (inferred).
            body: The scoping course as it is to be.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path and the body; the method is that of the vendor's
        OpenAPI document (2020).
        """
        from .update_scoping_course import operation

        return await self._sender.send(operation(id, body))

    async def delete(self, id: UUID | str, /) -> None:
        """Delete a scoping course.

        Deletes one scoping course.

        Args:
            id: Identifier of the scoping course to delete. Scoping courses have no id of
                their own, so it is likely the course_id (inferred).

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path; the method is that of the vendor's OpenAPI
        document (2020).
        """
        from .delete_scoping_course import operation

        return await self._sender.send(operation(id))

    def list(self, *, page_size: int | None = None, start_page: int = 0) -> Pager[ScopingCourse]:
        """List scoping courses.

        Lists the scoping courses that apply to the repository of the tenant.

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
        from .list_scoping_courses import operation

        return Pager(self._sender, operation, page_size=page_size, start_page=start_page)
