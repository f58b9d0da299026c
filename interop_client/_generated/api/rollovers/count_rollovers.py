"""Count rollovers: GET /tenant/rollovers/count"""

from __future__ import annotations

from ...._codec.envelope import count
from ....operation import Operation

__all__ = ["operation"]

_parse = count


def operation() -> Operation[int]:
    """Count rollovers: the call, not yet made."""
    return Operation(
        operation_id="countRollovers",
        method="GET",
        url="/tenant/rollovers/count",
        repeatable=True,
        parse=_parse,
    )
