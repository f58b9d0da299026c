"""Replace a scoping course: PUT /tenant/scoping/courses/{id}"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from ...._codec.encode import model_content, path_segment
from ...._codec.envelope import one
from ...._codec.read_back import Found
from ....operation import Operation
from ...models.scoping_course import ScopingCourse
from .find_scoping_course import operation as find_scoping_course

__all__ = ["operation"]

_parse = one(ScopingCourse, written=True)


def operation(id: UUID | str, body: ScopingCourse, /) -> Operation[ScopingCourse]:
    """Replace a scoping course: the call, not yet made.

    Args:
        id: Identifier of the scoping course to replace. Scoping courses have no id of their
            own, so it is likely the course_id (inferred).
        body: The scoping course as it is to be.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="updateScopingCourse",
        method="PUT",
        url=f"/tenant/scoping/courses/{path_segment(id, 'id')}",
        content=model_content(body, ScopingCourse),
        content_type="application/json",
        body=body,
        repeatable=True,
        parse=_parse,
        read_back=(Found(partial(find_scoping_course, id)),),
    )
