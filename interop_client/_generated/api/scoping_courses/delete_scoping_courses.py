"""Delete all scoping courses: DELETE /tenant/scoping/courses"""

from __future__ import annotations

from ...._codec.envelope import nothing
from ....operation import Operation

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
