"""Delete all scoping courses: DELETE /tenant/scoping/courses"""

from __future__ import annotations

from ...._operation import Operation
from ...._parsing import nothing

__all__ = ["operation"]

_parse = nothing


def operation() -> Operation[None]:
    """Delete all scoping courses: the call, not yet made."""
    return Operation(
        operation_id="deleteScopingCourses",
        method="DELETE",
        url="/tenant/scoping/courses",
        repeatable=True,
        parse=_parse,
    )
