"""Delete a scoping course: DELETE /tenant/scoping/courses/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import nothing
from ....operation import Operation

__all__ = ["operation"]

_parse = nothing


def operation(id: UUID | str, /) -> Operation[None]:
    """Delete a scoping course: the call, not yet made.

    Args:
        id: Identifier of the scoping course to delete. Scoping courses have no id of their
            own, so it is likely the course_id (inferred).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="deleteScopingCourse",
        method="DELETE",
        url=f"/tenant/scoping/courses/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
