"""Count schedules: GET /tenant/schedules/count"""

from __future__ import annotations

from ...._codec.envelope import count
from ....operation import Operation

__all__ = ["operation"]

_parse = count


def operation() -> Operation[int]:
    """Count schedules: the call, not yet made."""
    return Operation(
        operation_id="countSchedules",
        method="GET",
        url="/tenant/schedules/count",
        repeatable=True,
        parse=_parse,
    )
