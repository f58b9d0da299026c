"""Switch a schedule on or off: PATCH /tenant/schedules/{id}"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from ...._codec.encode import model_content, path_segment
from ...._codec.envelope import one
from ...._codec.read_back import Found
from ....operation import Operation
from ...models.schedule import Schedule
from ...models.schedule_update import ScheduleUpdate
from .find_schedule import operation as find_schedule

__all__ = ["operation"]

_parse = one(Schedule, written=True)


def operation(id: UUID | str, body: ScheduleUpdate, /) -> Operation[Schedule]:
    """Switch a schedule on or off: the call, not yet made.

    Args:
        id: Identifier of the schedule to change.
        body: Whether the schedule is to run.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="updateSchedule",
        method="PATCH",
        url=f"/tenant/schedules/{path_segment(id, 'id')}",
        content=model_content(body, ScheduleUpdate, additional=False),
        content_type="application/json",
        body=body,
        repeatable=False,
        parse=_parse,
        read_back=(Found(partial(find_schedule, id)),),
    )
