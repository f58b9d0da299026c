"""Create scoping courses: POST /tenant/scoping/courses"""

from __future__ import annotations

import builtins
from collections.abc import Sequence

from ...._codec.encode import encode_boolean, models_content, query_string, query_value
from ...._codec.envelope import one_or_many
from ...._codec.read_back import EachListed
from ....operation import Operation
from ...models.scoping_course import ScopingCourse
from .list_scoping_courses import operation as list_scoping_courses

__all__ = ["operation"]

_parse = one_or_many(ScopingCourse, written=True)


def operation(
    items: Sequence[ScopingCourse], /, *, replace: bool
) -> Operation[builtins.list[ScopingCourse]]:
    """Create scoping courses: the call, not yet made.

    Args:
        items: The scoping courses to create.
        replace: Whether the scoping courses that exist are removed (true) or kept, with the
            new ones added to them (false). Replacing discards what is there, and is what happens
            when nothing is said.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    if replace and not items:
        raise ValueError(
            "no items with replace=True would delete everything; call delete_all for that"
        )
    return Operation(
        operation_id="createScopingCourses",
        method="POST",
        url="/tenant/scoping/courses",
        query=query_string(
            ("replace", query_value(replace, "replace", encode_boolean, required=True))
        ),
        content=models_content(items, ScopingCourse),
        content_type="application/json",
        body=items,
        repeatable=False,
        parse=_parse,
        read_back=(
            EachListed(
                list_scoping_courses, body=("course_id", "course_ref_id", "name", "local_id")
            ),
        ),
    )
