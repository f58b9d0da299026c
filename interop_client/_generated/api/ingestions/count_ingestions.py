"""Count ingestions: GET /tenant/ingestions/count"""

from __future__ import annotations

from ...._codec.envelope import count
from ....operation import Operation

__all__ = ["operation"]

_parse = count


def operation() -> Operation[int]:
    """Count ingestions: the call, not yet made."""
    return Operation(
        operation_id="countIngestions",
        method="GET",
        url="/tenant/ingestions/count",
        repeatable=True,
        parse=_parse,
    )
