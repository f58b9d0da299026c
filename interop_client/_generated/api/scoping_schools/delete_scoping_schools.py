"""Delete all scoping schools: DELETE /tenant/scoping/schools"""

from __future__ import annotations

from ...._codec.envelope import nothing
from ....operation import Operation

__all__ = ["operation"]

_parse = nothing


def operation() -> Operation[None]:
    """Delete all scoping schools: the call, not yet made."""
    return Operation(
        operation_id="deleteScopingSchools",
        method="DELETE",
        url="/tenant/scoping/schools",
        repeatable=True,
        parse=_parse,
    )
