"""Find a scoping course: GET /tenant/scoping/courses/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import one
from ....operation import Operation
from ...models.scoping_course import ScopingCourse

__all__ = ["operation"]

_parse = one(ScopingCourse)


def operation(id: UUID | str, /) -> Operation[ScopingCourse]:
    """Find a scoping course: the call, not yet made.

    Args:
        id: Identifier of the scoping course. Scoping courses have no id of their own, so it
            is likely the course_id (inferred).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="findScopingCourse",
        method="GET",
        url=f"/tenant/scoping/courses/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
