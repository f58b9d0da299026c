"""How a schedule is written and run: sent, looked for, and explained."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from .._clock import loop_time
from .._conflicts import causes as conflicts
from .._conflicts.service_clock import Reader, Shares
from .._generated.api.ingestions import IngestionsResource
from .._generated.api.rollovers import RolloversResource
from .._generated.api.schedules import SchedulesResource
from .._generated.api.schedules.run_schedule import operation as run_operation
from ..errors import (
    BadRequestError,
    ConcurrentModificationError,
    ConflictError,
    IngestionPendingError,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
    ScheduleNotRunnableError,
    ScheduleOverlapError,
    WaitTimeoutError,
)
from ..ingestions.resource import started_since, until_ended
from ..models import Schedule, ScheduleRequest, ScheduleUpdate

if TYPE_CHECKING:
    from .._session.call import Call
    from .._session.session import Session
    from ..operation import Operation

__all__ = ["ScheduleWorking"]

T = TypeVar("T")

_FIRST_PAUSE = 0.5
_LOOKS = (0.0, 0.3, 1.0, 2.0)
"""Seconds before each look for what a run has started."""


class ScheduleWorking:
    """One public call: its time, its attempts, and what it reads."""

    def __init__(self, session: Session, timeout: float | None = None) -> None:
        self._session = session
        self.call: Call = session.call() if timeout is None else session.call(timeout)
        self._policy = session.conflicts
        self._reader = Reader(Shares(session, self.call))
        self._attempts = conflicts.Attempts(session.conflicts, self.call)
        self._schedules = SchedulesResource(self._reader)
        self._ingestions = IngestionsResource(self._reader)
        self._url = f"{session.base_url}/tenant/schedules"

    async def create(self, request: ScheduleRequest) -> Schedule:
        lost: OutcomeUnknownError | None = None
        while True:
            try:
                return await self._schedules.create(request)
            except OutcomeUnknownError as error:
                lost = error
                failure: OutcomeUnknownError | ConflictError = error
            except ConflictError as error:
                failure = error
            except InteropError as error:
                raise lost or error from None
            if lost is None and not self._policy.enabled:
                raise failure
            try:
                schedules = await self._schedules.list().collect()
            except InteropError:
                raise lost or failure from None
            if lost is not None:
                for found in schedules:
                    if _is_collection_at(found, request.hour):
                        return found
            if isinstance(failure, ConflictError):
                cause = conflicts.why_schedule_not_created(failure, request.hour, schedules)
                if cause is not None:
                    raise cause
                failure = conflicts.concurrent(failure)
            await self._attempts.again(lost or failure)

    async def ensure(self, request: ScheduleRequest) -> Schedule:
        while True:
            schedules = await self._schedules.list().collect()
            found = [each for each in schedules if _is_collection_at(each, request.hour)]
            if len(found) > 1:
                refused = ConflictError("", status_code=409, method="GET", url=self._url)
                raise conflicts.why_schedule_not_created(refused, request.hour, found) or refused
            if found:
                return found[0]
            try:
                return await self.create(request)
            except ScheduleOverlapError as error:
                if not any(_is_collection_at(each, request.hour) for each in error.conflicting):
                    raise
                failure: ConflictError = error
            except ConcurrentModificationError as error:
                failure = error
            await self._attempts.again(failure)

    async def switch(self, id: UUID | str, enabled: bool) -> Schedule:
        while True:
            try:
                return await self._schedules.update(id, ScheduleUpdate(enabled=enabled))
            except OutcomeUnknownError as error:
                failure: OutcomeUnknownError | ConflictError = error
            except ConflictError as error:
                failure = error
            if isinstance(failure, ConflictError):
                if not self._policy.enabled:
                    raise failure
                await self._attempts.again(conflicts.concurrent(failure))
                continue
            try:
                found = await self._schedules.find(id)
            except InteropError:
                raise failure from None
            if found.enabled is not enabled:
                raise failure
            return found

    async def run(self, id: UUID | str, body: Mapping[str, object] | None) -> None:
        """Run once; where the answer is lost, look for what that has started."""
        operation = run_operation(id, body)
        before = await self._count()
        began = loop_time()
        try:
            await self._run(id, operation)
        except OutcomeUnknownError as error:
            unknown = error
        else:
            return
        if before is None:
            raise unknown  # A run of a moment ago cannot be told from this one.
        await self._started(began, before, unknown)

    async def after_pending(
        self, attempt: Callable[[], Awaitable[T]], waiting: Call, seconds: float
    ) -> T:
        """Make the attempt, again and again, until nothing that is pending stands in its way.

        Args:
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
                if type(error) is not ConflictError or not self._policy.enabled:
                    raise
                # It may have ended after the refusal, and before we looked.
                await self._attempts.again(error)
                continue
            blamed = None if pending.ingestion is None else pending.ingestion.id
            if blamed is None:
                raise pending
            if blamed == waited_for:
                await waiting.sleep(pause, pending)
                pause *= 2
            waited_for = blamed
            try:
                await until_ended(self._session, waiting, blamed, seconds, None)
            except WaitTimeoutError:
                raise pending from None
            except NotFoundError:
                continue

    async def run_and_find(self, id: UUID | str) -> UUID:
        """Run once, and find the ingestion that this has started."""
        operation = run_operation(id)
        before = await self._count()
        began = loop_time()
        unknown = OutcomeUnknownError(
            f"schedule {id} was run, but which ingestion that is cannot be told: there is none "
            "since, or several; list the ingestions",
            operation="runSchedule",
        )
        try:
            await self._run(id, operation)
        except OutcomeUnknownError as error:
            if before is None:
                raise
            unknown = error
        return await self._started(began, before, unknown)

    async def _count(self) -> int | None:
        """How many ingestions there are; None where the service does not tell."""
        try:
            return await self._ingestions.count()
        except InteropError:
            return None

    async def _run(self, id: UUID | str, operation: Operation[None]) -> None:
        try:
            await self._reader.send(operation)
        except ConflictError as error:
            raise await self._why_not_run(id, error) from None
        except BadRequestError as error:
            raise await self._why_not_runnable(id, error) from None

    async def _started(
        self, began: float, before: int | None, unknown: OutcomeUnknownError
    ) -> UUID:
        """The one collection ingestion that was created since `began`."""
        for pause in _LOOKS:
            await self.call.sleep(pause, unknown)
            try:
                ingestions = await self._ingestions.list().collect()
            except InteropError:
                raise unknown from None
            new = started_since(ingestions, self._reader.at(began), before)
            if len(new) > 1:
                raise unknown
            if new and new[0].id is not None:
                return new[0].id
        raise unknown

    async def _why_not_run(self, id: UUID | str, conflict: ConflictError) -> InteropError:
        if not self._policy.enabled:
            return conflict
        try:
            schedule = await self._schedules.find(id)
            rollovers = await RolloversResource(self._reader).list().collect()
            ingestions = await self._ingestions.list().collect()
        except InteropError:
            return conflict
        now = self._reader.now
        cause = conflicts.why_schedule_not_run(conflict, schedule, rollovers, ingestions, now)
        return cause or conflict

    async def _why_not_runnable(self, id: UUID | str, refused: BadRequestError) -> InteropError:
        try:
            schedule = await self._schedules.find(id)
        except InteropError:
            return refused
        if schedule.type == "collection":
            return refused
        return ScheduleNotRunnableError.from_status(
            refused,
            f"schedule {id} is of type {schedule.type} and cannot be run on demand: only "
            "collection schedules can",
        )


def _is_collection_at(schedule: Schedule, hour: int) -> bool:
    return schedule.hour == hour and schedule.type in {None, "collection"}
