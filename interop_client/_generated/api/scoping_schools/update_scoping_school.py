"""Replace a scoping school: PUT /tenant/scoping/schools/{id}"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from ...._codec.encode import model_content, path_segment
from ...._codec.envelope import one
from ...._codec.read_back import Found
from ....operation import Operation
from ...models.scoping_school import ScopingSchool
from .find_scoping_school import operation as find_scoping_school

__all__ = ["operation"]

_parse = one(ScopingSchool, written=True)


def operation(id: UUID | str, body: ScopingSchool, /) -> Operation[ScopingSchool]:
    """Replace a scoping school: the call, not yet made.

    Args:
        id: Identifier of the scoping school to replace. Scoping schools have no id of their
            own, so it is likely the school_id (inferred).
        body: The scoping school as it is to be.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="updateScopingSchool",
        method="PUT",
        url=f"/tenant/scoping/schools/{path_segment(id, 'id')}",
        content=model_content(body, ScopingSchool),
        content_type="application/json",
        body=body,
        repeatable=True,
        parse=_parse,
        read_back=(Found(partial(find_scoping_school, id)),),
    )
