"""Create a schedule: POST /tenant/schedules"""

from __future__ import annotations

from ...._codec.encode import model_content
from ...._codec.envelope import one
from ...._codec.read_back import Listed, Located
from ....operation import Operation
from ...models.schedule import Schedule
from ...models.schedule_request import ScheduleRequest
from .find_schedule import operation as find_schedule
from .list_schedules import operation as list_schedules

__all__ = ["operation"]

_parse = one(Schedule, written=True)


def operation(body: ScheduleRequest, /) -> Operation[Schedule]:
    """Create a schedule: the call, not yet made.

    Args:
        body: The hour of the schedule to create.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="createSchedule",
        method="POST",
        url="/tenant/schedules",
        content=model_content(body, ScheduleRequest),
        content_type="application/json",
        body=body,
        repeatable=False,
        parse=_parse,
        read_back=(Located(find_schedule), Listed(list_schedules, body=("hour",))),
    )
