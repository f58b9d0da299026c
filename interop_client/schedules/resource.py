"""Schedules, written and run safely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from .._conflicts.writer import Writer
from .._generated.api.schedules import SchedulesResource
from ..errors import IngestionFailedError
from ..ingestions.wait import check_progress, checked_bound, until_ended
from ..models import IngestionState, ScheduleRequest
from . import write
from .run import after_pending, run, run_and_find

if TYPE_CHECKING:
    from .._session.session import Session
    from ..ingestions.wait import Progress
    from ..models import Ingestion, Schedule

__all__ = ["Schedules"]


class Schedules(SchedulesResource):
    """Nightly collections of roster data, written and run safely.

    Every method here is bounded by the client's `timeout` as a whole, unless it waits on purpose
    and takes a bound of its own.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

    async def create(self, hour: int | ScheduleRequest, /) -> Schedule:
        """Create a collection schedule, once.

        Where the answer is lost, the schedule is looked for before it is sent again, so there
        are never two. One at that hour that was not there before is the answer; what was there
        is read first, to tell. A concurrent change is waited out.

        Args:
            hour: the hour of the day in UTC, 0 to 23, or the request that holds it.

        Returns:
            The schedule as the service has it.

        Raises:
            TypeError, ValueError: the hour cannot be sent; nothing was sent.
            ScheduleOverlapError: other schedules have this hour: `conflicting`.
            ConcurrentModificationError: somebody else kept changing the schedules.
            ConflictError: it was refused, and what is there could not be read to say why.
            OutcomeUnknownError: the answer was lost and looking did not tell.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: page (only the hour is expected; the 409 means an overlap or a concurrent change).
        """
        return await write.create(Writer(self._session), _request(hour))

    async def ensure(self, hour: int | ScheduleRequest, /) -> Schedule:
        """Have a collection schedule at this hour: running it twice changes nothing more.

        Args:
            hour: the hour of the day in UTC, 0 to 23, or the request that holds it.

        Returns:
            The schedule as the service has it, found or created; `enabled` is left as it is.

        Raises:
            TypeError, ValueError: the hour cannot be sent; nothing was sent.
            ScheduleOverlapError: only schedules of another type have this hour, or several:
                `conflicting`.
            ConcurrentModificationError: somebody else kept changing the schedules.
            ConflictError: it was refused, and what is there could not be read to say why.
            OutcomeUnknownError: an answer was lost and looking did not tell.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: inferred from the documented 409.
        """
        return await write.ensure(Writer(self._session), _request(hour))

    async def enable(self, id: UUID | str, /) -> Schedule:
        """Let a schedule run.

        Args:
            id: identifier of the schedule.

        Returns:
            The schedule as the service has it.

        Raises:
            ConcurrentModificationError: somebody else kept changing it.
            OutcomeUnknownError: the answer was lost, and the schedule is not seen to be enabled.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: page (only `enabled` may be updated).
        """
        return await write.switch(Writer(self._session), id, True)

    async def disable(self, id: UUID | str, /) -> Schedule:
        """Keep a schedule from running.

        Args:
            id: identifier of the schedule.

        Returns:
            The schedule as the service has it.

        Raises:
            ConcurrentModificationError: somebody else kept changing it.
            OutcomeUnknownError: the answer was lost, and the schedule is not seen to be disabled.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: page (only `enabled` may be updated).
        """
        return await write.switch(Writer(self._session), id, False)

    async def run(
        self,
        id: UUID | str,
        body: Mapping[str, object] | None = None,
        /,
        *,
        wait_for_pending: float | None = None,
    ) -> None:
        """Queue a collection schedule for execution now, once.

        The request is never sent again after its answer was lost. Then, exactly one collection
        ingestion that was not there before, seen within a few seconds, means that it was done.
        One that is not seen may have ended or never begun: the list need not hold what has ended.

        Args:
            id: identifier of the schedule.
            body: options of the run, of which none is documented.
            wait_for_pending: seconds to wait for an ingestion that is still pending, and to run
                then; this bounds the call instead of the client's `timeout`. None not to wait.

        Raises:
            TypeError, ValueError: an argument cannot be sent; nothing was sent.
            SchedulePausedError: the schedule, or an active rollover, keeps it from running.
            IngestionPendingError: an ingestion has not ended: `ingestion`.
            ScheduleNotRunnableError: only collection schedules can be run.
            ConflictError: the service refused for a reason that its state does not show.
            OutcomeUnknownError: the answer was lost, and nobody knows whether it runs.
            InteropError: the call failed; `interop_client.errors` has the tree.

        Source: page (the 204, the 400, the 409 and their meanings).
        """
        timeout = _checked_wait(wait_for_pending)
        writer = Writer(self._session, timeout)
        if timeout is None:
            await run(writer, id, body)
        else:
            await after_pending(writer, lambda: run(writer, id, body), writer.call, timeout)

    async def run_to_completion(
        self,
        id: UUID | str,
        /,
        *,
        timeout: float,
        wait_for_pending: float | None = None,
        on_progress: Progress | None = None,
    ) -> Ingestion:
        """Run a collection schedule now, and wait until what it started has ended.

        Args:
            id: identifier of the schedule.
            timeout: seconds that all of it may take, more than 0.
            wait_for_pending: seconds of these, more than 0, that may go by in waiting for an
                ingestion that is still pending; the schedule is run then. None not to wait.
            on_progress: is called, and awaited if need be, with the ingestion each time it was
                looked at, but not with one that is pending before the run.

        Returns:
            The ingestion, which has succeeded.

        Raises:
            TypeError, ValueError: an argument cannot be sent; nothing was sent.
            IngestionPendingError: an earlier ingestion has not ended, or not in time:
                `ingestion`. The schedule was not run.
            IngestionFailedError: it ended in another state than success: `ingestion`.
            WaitTimeoutError: it had not ended in time; it goes on.
            OutcomeUnknownError: nobody knows whether it runs, or which ingestion it is.
            InteropError: whatever else `run` raises, or waiting does; in that case a note on the
                error, as on what `on_progress` raises, says which ingestion it was.

        Source: inferred; the API does not say which ingestion a run has started.
        """
        check_progress(on_progress)
        wait = _checked_wait(wait_for_pending)
        writer = Writer(self._session, checked_bound(timeout, "timeout"))
        if wait is None:
            started = await run_and_find(writer, id)
        else:
            wait = min(wait, timeout)
            started = await after_pending(
                writer, lambda: run_and_find(writer, id), self._session.call(wait), wait
            )
        try:
            ended = await until_ended(self._session, writer.call, started, timeout, on_progress)
        except Exception as error:
            error.add_note(f"Schedule {id} was run; this is about waiting for ingestion {started}.")
            raise
        if ended.state != IngestionState.SUCCESS:
            failed = IngestionFailedError(
                f"ingestion {ended.id}, run by schedule {id}, ended as {ended.state}; the service "
                "knows why",
                ingestion=ended,
            )
            self._session.address(failed)
            raise failed
        return ended


def _request(hour: int | ScheduleRequest) -> ScheduleRequest:
    request = hour if isinstance(hour, ScheduleRequest) else ScheduleRequest(hour=hour)
    return ScheduleRequest(hour=request.to_dict()["hour"])


def _checked_wait(seconds: float | None) -> float | None:
    return None if seconds is None else checked_bound(seconds, "wait_for_pending")
