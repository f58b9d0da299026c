"""How a schedule is created and switched: sent, looked for, read back, and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from .._conflicts.causes import concurrent, foreseen, still_unknown
from .._conflicts.create_once import Creation, create_once
from .._conflicts.whole_list import whole_list
from .._generated.api.schedules import SchedulesResource
from .._generated.api.schedules.create_schedule import operation as create_operation
from ..errors import (
    ConcurrentModificationError,
    ConflictError,
    InteropError,
    OutcomeUnknownError,
    ScheduleOverlapError,
)
from ..models import Schedule, ScheduleRequest, ScheduleUpdate
from .causes import is_collection_at, why_not_created

if TYPE_CHECKING:
    from .._conflicts.writer import Writer

__all__ = ["create", "ensure", "switch"]


async def create(
    writer: Writer, request: ScheduleRequest, there: list[Schedule] | None = None
) -> Schedule:
    """Create a schedule, once.

    Args:
        writer: whose time and attempts it takes.
        request: the hour.
        there: what is there before; None where that is to be read.
    """
    resource = SchedulesResource(writer.sender)
    creation = Creation[Schedule](
        send=lambda: resource.create(request),
        read_all=lambda: whole_list(resource.list()),
        is_mine=lambda found: is_collection_at(found, request.hour),
        may_be_mine=lambda found: found.hour == request.hour,
        cause=lambda conflict, found: why_not_created(conflict, request.hour, found),
    )
    return await create_once(writer, creation, there)


async def ensure(writer: Writer, request: ScheduleRequest) -> Schedule:
    """Have a collection schedule at an hour: found, or created."""
    resource = SchedulesResource(writer.sender)
    while True:
        schedules = await whole_list(resource.list())
        found = [each for each in schedules if is_collection_at(each, request.hour)]
        if len(found) > 1:
            refused = foreseen(writer, create_operation(request))
            raise why_not_created(refused, request.hour, found) or refused
        if found:
            return found[0]
        try:
            return await create(writer, request, schedules)
        except ScheduleOverlapError as error:
            if not any(is_collection_at(each, request.hour) for each in error.conflicting):
                raise
            failure: ConflictError = error
        except ConcurrentModificationError as error:
            failure = error
        await writer.again(failure)


async def switch(writer: Writer, id: UUID | str, enabled: bool) -> Schedule:
    """Enable or disable a schedule, and read it back where the answer is lost."""
    resource = SchedulesResource(writer.sender)
    while True:
        try:
            return await resource.update(id, ScheduleUpdate(enabled=enabled))
        except OutcomeUnknownError as error:
            lost = error
            break
        except ConflictError as error:
            conflict = error
        if not writer.policy.enabled:
            raise conflict
        await writer.again(concurrent(conflict))
    try:
        found = await resource.find(id)
    except InteropError as error:
        raise still_unknown(lost, error) from None
    if found.enabled is not enabled:
        raise lost
    return found
