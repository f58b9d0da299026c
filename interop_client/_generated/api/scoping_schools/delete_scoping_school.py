"""Delete a scoping school: DELETE /tenant/scoping/schools/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import nothing
from ....operation import Operation

__all__ = ["operation"]

_parse = nothing


def operation(id: UUID | str, /) -> Operation[None]:
    """Delete a scoping school: the call, not yet made.

    Args:
        id: Identifier of the scoping school to delete. Scoping schools have no id of their
            own, so it is likely the school_id (inferred).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="deleteScopingSchool",
        method="DELETE",
        url=f"/tenant/scoping/schools/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
