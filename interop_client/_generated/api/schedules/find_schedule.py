"""Find a schedule: GET /tenant/schedules/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import one
from ....operation import Operation
from ...models.schedule import Schedule

__all__ = ["operation"]

_parse = one(Schedule)


def operation(id: UUID | str, /) -> Operation[Schedule]:
    """Find a schedule: the call, not yet made.

    Args:
        id: Identifier of the schedule.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="findSchedule",
        method="GET",
        url=f"/tenant/schedules/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
