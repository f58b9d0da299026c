"""Find a scoping school: GET /tenant/scoping/schools/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import one
from ....operation import Operation
from ...models.scoping_school import ScopingSchool

__all__ = ["operation"]

_parse = one(ScopingSchool)


def operation(id: UUID | str, /) -> Operation[ScopingSchool]:
    """Find a scoping school: the call, not yet made.

    Args:
        id: Identifier of the scoping school. Scoping schools have no id of their own, so it
            is likely the school_id (inferred).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="findScopingSchool",
        method="GET",
        url=f"/tenant/scoping/schools/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
