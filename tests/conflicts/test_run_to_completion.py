"""Running a schedule and waiting for its end, beside what is pending already."""

from __future__ import annotations

import anyio
import pytest

from interop_client import InteropClient
from interop_client.errors import (
    IngestionPendingError,
    OutcomeUnknownError,
    SchedulePausedError,
    WaitTimeoutError,
)
from interop_client.models import Ingestion
from interop_client.sandbox import IngestionPlan

from .virtual import VirtualWorld

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


def pending(world: VirtualWorld, seconds: float) -> str:
    """An ingestion that goes on for so long."""
    plan = IngestionPlan(preparing=seconds, scheduled=0, executing=0)
    now = world.sandbox.clock.now()
    return world.sandbox.state.start_ingestion(world.tenant, now, plan=plan).id


async def test_it_waits_for_what_is_pending_then_runs_and_returns_its_own(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    earlier = pending(virtual, 100)
    seen: list[str] = []
    ended = await within.schedules.run_to_completion(
        virtual.schedule,
        timeout=600,
        wait_for_pending=300,
        on_progress=lambda found: seen.append(str(found.id)),
    )
    assert str(ended.id) == list(virtual.tenant.ingestions)[-1] != earlier
    assert ended.state == "success"
    assert set(seen) == {str(ended.id)}
    assert virtual.effects("runSchedule") == 1


async def test_it_does_not_wait_for_what_is_pending_unless_asked_to(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    earlier = pending(virtual, 100)
    with pytest.raises(IngestionPendingError) as caught:
        await within.schedules.run_to_completion(virtual.schedule, timeout=600)
    assert str(caught.value.ingestion.id) == earlier
    assert virtual.sent("runSchedule") == 1


@pytest.mark.parametrize(("timeout", "wait"), [(600, 50), (50, 600), (50, 50)])
async def test_what_stays_pending_for_longer_is_told_and_nothing_was_run(
    virtual: VirtualWorld, within: InteropClient, timeout: float, wait: float
) -> None:
    earlier = pending(virtual, 100)
    began = anyio.current_time()
    with pytest.raises(IngestionPendingError) as caught:
        await within.schedules.run_to_completion(
            virtual.schedule, timeout=timeout, wait_for_pending=wait
        )
    assert 49 <= anyio.current_time() - began <= 50
    assert str(caught.value.ingestion.id) == earlier
    assert virtual.effects("runSchedule") == 0


async def test_the_time_for_what_is_pending_does_not_bound_the_run_itself(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    pending(virtual, 20)
    virtual.sandbox.ingestion_plan = IngestionPlan(preparing=200, scheduled=0, executing=0)
    ended = await within.schedules.run_to_completion(
        virtual.schedule, timeout=600, wait_for_pending=30
    )
    assert ended.state == "success"


async def test_the_bound_is_that_of_both_waits_together(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    pending(virtual, 60)
    virtual.sandbox.ingestion_plan = IngestionPlan(preparing=60, scheduled=0, executing=0)
    began = anyio.current_time()
    with pytest.raises(WaitTimeoutError):
        await within.schedules.run_to_completion(virtual.schedule, timeout=100, wait_for_pending=90)
    assert 99 <= anyio.current_time() - began <= 100


async def test_several_that_start_one_after_the_other_are_waited_for_within_one_bound(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    pending(virtual, 20)
    virtual.sandbox.ingestion_plan = IngestionPlan(preparing=30, scheduled=0, executing=0)
    ended: list[Ingestion] = []

    async def run() -> None:
        ended.append(
            await within.schedules.run_to_completion(
                virtual.schedule, timeout=600, wait_for_pending=300
            )
        )

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(run)
    assert len({each.id for each in ended}) == virtual.effects("runSchedule") == 3


async def test_it_does_not_wait_for_the_end_of_a_rollover(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    virtual.put(-1, 1)
    with pytest.raises(SchedulePausedError):
        await within.schedules.run_to_completion(
            virtual.schedule, timeout=600, wait_for_pending=300
        )
    assert virtual.sent("runSchedule") == 1


async def test_a_lost_run_that_ended_before_the_look_is_unknown_where_ended_ones_are_not_listed(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    virtual.sandbox.profile.ingestions = "incomplete"
    virtual.sandbox.ingestion_plan = IngestionPlan(preparing=0, scheduled=0, executing=0)
    virtual.sandbox.faults.lose_connection("schedules.run", "after")
    with pytest.raises(OutcomeUnknownError):
        await within.schedules.run(virtual.schedule)
    assert (virtual.sent("runSchedule"), virtual.effects("runSchedule")) == (1, 1)


async def test_a_caller_that_cannot_be_told_still_learns_what_was_started(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    def fails(found: Ingestion) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left") as caught:
        await within.schedules.run_to_completion(virtual.schedule, timeout=600, on_progress=fails)
    started = list(virtual.tenant.ingestions)[-1]
    assert started in caught.value.__notes__[0]
