"""How a schedule is run: sent once, found where the answer is lost, and explained."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from .._conflicts.causes import ended_since, unread
from .._conflicts.whole_list import whole_list
from .._generated.api.ingestions import IngestionsResource
from .._generated.api.rollovers import RolloversResource
from .._generated.api.schedules import SchedulesResource
from .._generated.api.schedules.run_schedule import operation as run_operation
from ..errors import (
    BadRequestError,
    ConflictError,
    IngestionPendingError,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
    WaitTimeoutError,
)
from ..ingestions.wait import until_ended
from .attribution import look_before, started
from .causes import why_not_run, why_not_runnable

if TYPE_CHECKING:
    from .._conflicts.writer import Writer
    from .._session.call import Call
    from ..operation import Operation
    from .attribution import Before

__all__ = ["after_pending", "run", "run_and_find"]

T = TypeVar("T")

_FIRST_PAUSE = 0.5


async def run(writer: Writer, id: UUID | str, body: Mapping[str, object] | None) -> None:
    """Run once; where the answer is lost, look for what that has started."""
    operation = run_operation(id, body)
    before = await look_before(writer)
    lost = await _send(writer, id, operation, before)
    if lost is not None:
        await started(writer, before, lost, None)


async def run_and_find(writer: Writer, id: UUID | str) -> UUID:
    """Run once, and find the ingestion that this has started."""
    operation = run_operation(id)
    before = await look_before(writer)
    lost = await _send(writer, id, operation, before)
    if lost is not None:
        return await started(writer, before, lost, None)
    unknown = OutcomeUnknownError(
        f"schedule {id} was run, but which ingestion that is cannot be told: the list shows "
        "several that are new, or none, as where it has ended and only those that have not "
        "are listed; look for its effect, and list the ingestions",
        operation=operation.operation_id,
    )
    return await started(writer, before, unknown, writer.sender.last)


async def after_pending(
    writer: Writer, attempt: Callable[[], Awaitable[T]], waiting: Call, seconds: float
) -> T:
    """Make the attempt, again and again, until nothing that is pending stands in its way.

    Args:
        writer: whose attempts it takes.
        attempt: runs the schedule once.
        waiting: whose time the waits for what is pending take.
        seconds: what that time is in all.
    """
    waited_for: UUID | None = None
    pause = _FIRST_PAUSE
    while True:
        try:
            return await attempt()
        except IngestionPendingError as error:
            pending = error
        except ConflictError as error:
            if type(error) is not ConflictError or not writer.policy.enabled:
                raise
            # It may have ended after the refusal, and before we looked.
            await writer.again(error)
            continue
        blamed = pending.ingestion.id
        if blamed is None:
            raise pending
        if blamed == waited_for:
            await waiting.sleep(pause, pending)
            pause *= 2
        waited_for = blamed
        try:
            await until_ended(writer.session, waiting, blamed, seconds, None)
        except WaitTimeoutError:
            raise pending from None
        except NotFoundError:
            continue


async def _send(
    writer: Writer, id: UUID | str, operation: Operation[None], before: Before
) -> OutcomeUnknownError | None:
    """Send once; the loss of the answer, where what is there then can tell what was started."""
    try:
        await writer.sender.send(operation)
    except OutcomeUnknownError as error:
        if not before.can_tell:
            raise  # A run of a moment ago cannot be told from this one.
        return error
    except ConflictError as error:
        raise await _explained(writer, id, error) from None
    except BadRequestError as error:
        raise await _not_runnable(writer, id, error) from None
    return None


async def _explained(writer: Writer, id: UUID | str, conflict: ConflictError) -> ConflictError:
    """The error for a 409 to a run, after a look at what is there."""
    if not writer.policy.enabled:
        return conflict
    try:
        schedule = await SchedulesResource(writer.sender).find(id)
        rollovers = await whole_list(RolloversResource(writer.sender).list())
        ingestions = await whole_list(IngestionsResource(writer.sender).list())
    except InteropError as error:
        return unread(conflict, error)
    cause = why_not_run(conflict, schedule, rollovers, ingestions, writer.sender.now)
    return cause or ended_since(
        conflict, f"schedule {id} is not paused, no rollover is active and no ingestion is pending"
    )


async def _not_runnable(
    writer: Writer, id: UUID | str, refused: BadRequestError
) -> BadRequestError:
    """The error for a 400 to a run, after a look at the schedule."""
    try:
        schedule = await SchedulesResource(writer.sender).find(id)
    except InteropError as error:
        return unread(refused, error)
    return why_not_runnable(refused, id, schedule) or refused
