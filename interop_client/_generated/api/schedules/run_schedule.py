"""Run a schedule now: POST /tenant/schedules/{id}/run"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from ...._codec.encode import object_content, path_segment
from ...._codec.envelope import nothing
from ....operation import Operation

__all__ = ["operation"]

_parse = nothing


def operation(id: UUID | str, body: Mapping[str, object] | None = None, /) -> Operation[None]:
    """Run a schedule now: the call, not yet made.

    Args:
        id: Identifier of the schedule to run.
        body: Options of the run; none are documented. May be null or left out.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="runSchedule",
        method="POST",
        url=f"/tenant/schedules/{path_segment(id, 'id')}/run",
        content=None if body is None else object_content(body),
        content_type=None if body is None else "application/json",
        body=body,
        repeatable=False,
        parse=_parse,
    )
