"""Runs on a service that lists the ingestions that have not ended only, as that of 2020 did."""

from __future__ import annotations

from typing import Any

import pytest

from interop_client import InteropClient
from interop_client.errors import IngestionPendingError, OutcomeUnknownError
from interop_client.sandbox import IngestionPlan, RecordedRequest

from .virtual import VirtualWorld, only_incomplete, shifted

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

AT_ONCE = IngestionPlan(preparing=0, scheduled=0, executing=0)
AWHILE = IngestionPlan(preparing=30, scheduled=0, executing=0)
Loss = Any


@pytest.fixture(params=["counts all", "counts what is listed"])
async def service(virtual: VirtualWorld, request: pytest.FixtureRequest) -> VirtualWorld:
    """It has had ingestions, all of which have ended."""
    if request.param == "counts all":
        virtual.sandbox.profile.ingestions = "all"
        only_incomplete(virtual)
    else:
        virtual.sandbox.profile.ingestions = "incomplete"
    for _ in range(4):
        ran(virtual, AT_ONCE)
    virtual.sandbox.clock.advance(3600)
    return virtual


@pytest.fixture
def ended_are_listed(virtual: VirtualWorld) -> None:
    """The list holds those that have ended, whatever the profile."""
    virtual.sandbox.profile.ingestions = "all"


def ran(world: VirtualWorld, plan: IngestionPlan) -> str:
    """An ingestion that somebody else has started now."""
    now = world.sandbox.clock.now()
    return world.sandbox.state.start_ingestion(world.tenant, now, plan=plan).id


def meanwhile(world: VirtualWorld, plan: IngestionPlan, seconds: float) -> list[str]:
    """Has somebody else start one, so many seconds after the run, before it is looked for."""
    started: list[str] = []

    def start(request: RecordedRequest) -> bool:
        if not started and world.effects("runSchedule"):
            world.sandbox.clock.advance(seconds)
            started.append(ran(world, plan))
        return False

    world.sandbox.faults.status("listIngestions", 500, where=start)
    return started


async def test_a_run_that_goes_on_is_found_and_followed_to_its_end(
    service: VirtualWorld, within: InteropClient
) -> None:
    service.sandbox.ingestion_plan = AWHILE
    ended = await within.schedules.run_to_completion(service.schedule, timeout=300)
    assert str(ended.id) == list(service.tenant.ingestions)[-1]
    assert ended.state == "success"


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_lost_run_that_goes_on_is_found(
    service: VirtualWorld, within: InteropClient, when: Loss
) -> None:
    service.sandbox.ingestion_plan = AWHILE
    service.sandbox.faults.lose_connection("runSchedule", when)
    if when == "after":
        await within.schedules.run(service.schedule)
        assert service.effects("runSchedule") == 1
    else:
        with pytest.raises(OutcomeUnknownError):
            await within.schedules.run(service.schedule)
    assert service.sent("runSchedule") == 1


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_lost_run_that_is_not_listed_may_have_ended_or_never_begun(
    service: VirtualWorld, within: InteropClient, when: Loss
) -> None:
    service.sandbox.ingestion_plan = AT_ONCE
    service.sandbox.faults.lose_connection("runSchedule", when)
    with pytest.raises(OutcomeUnknownError):
        await within.schedules.run(service.schedule)
    assert service.sent("runSchedule") == 1


async def test_a_run_that_has_ended_before_it_is_looked_for_is_said_to_be_run(
    service: VirtualWorld, within: InteropClient
) -> None:
    service.sandbox.ingestion_plan = AT_ONCE
    with pytest.raises(OutcomeUnknownError, match="was run, but which ingestion"):
        await within.schedules.run_to_completion(service.schedule, timeout=300)
    assert service.effects("runSchedule") == 1


@pytest.mark.parametrize("later", [1, 3, 60])
async def test_one_that_somebody_else_started_later_is_not_taken_for_ours(
    service: VirtualWorld, within: InteropClient, later: float
) -> None:
    service.sandbox.ingestion_plan = AT_ONCE
    started = meanwhile(service, AWHILE, later)
    with pytest.raises(OutcomeUnknownError):
        await within.schedules.run_to_completion(service.schedule, timeout=300)
    assert started


async def test_one_that_is_listed_from_before_is_not_taken_for_ours(
    service: VirtualWorld, within: InteropClient
) -> None:
    ran(service, AWHILE)
    service.sandbox.faults.lose_connection("runSchedule", "after")
    with pytest.raises(OutcomeUnknownError):
        await within.schedules.run(service.schedule)
    assert service.effects("runSchedule") == 0


async def test_what_is_pending_is_listed_and_waited_for(
    service: VirtualWorld, within: InteropClient
) -> None:
    earlier = ran(service, AWHILE)
    with pytest.raises(IngestionPendingError) as caught:
        await within.schedules.run(service.schedule)
    assert str(caught.value.ingestion.id) == earlier
    service.sandbox.ingestion_plan = AWHILE
    ended = await within.schedules.run_to_completion(
        service.schedule, timeout=300, wait_for_pending=100
    )
    assert str(ended.id) == list(service.tenant.ingestions)[-1]


@pytest.mark.usefixtures("ended_are_listed")
async def test_on_a_service_that_lists_all_one_that_somebody_else_started_later_is_told_apart(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    virtual.sandbox.ingestion_plan = AT_ONCE
    started = meanwhile(virtual, AT_ONCE, 3)
    ended = await within.schedules.run_to_completion(virtual.schedule, timeout=300)
    assert str(ended.id) == list(virtual.tenant.ingestions)[-2]
    assert started == list(virtual.tenant.ingestions)[-1:]


@pytest.mark.usefixtures("ended_are_listed")
@pytest.mark.parametrize("hours", [-5, 0, 5, None])
async def test_a_clock_that_is_off_or_not_shown_misleads_nobody(
    virtual: VirtualWorld, hours: float | None
) -> None:
    virtual.sandbox.ingestion_plan = AT_ONCE
    async with virtual.client(transport=shifted(virtual, hours)) as client:
        ended = await client.schedules.run_to_completion(virtual.schedule, timeout=300)
        assert str(ended.id) == list(virtual.tenant.ingestions)[-1]
        virtual.sandbox.faults.lose_connection("runSchedule", "after")
        await client.schedules.run(virtual.schedule)
        virtual.sandbox.faults.lose_connection("runSchedule", "before")
        with pytest.raises(OutcomeUnknownError):
            await client.schedules.run(virtual.schedule)
    assert virtual.effects("runSchedule") == 2


@pytest.mark.usefixtures("ended_are_listed")
async def test_a_long_history_is_counted_before_a_run_and_read_only_in_doubt(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    virtual.sandbox.ingestion_plan = AT_ONCE
    for _ in range(25):
        ran(virtual, AT_ONCE)
        virtual.sandbox.clock.advance(60)
    await within.schedules.run(virtual.schedule)
    assert [each.operation for each in virtual.calls()] == [
        "listIngestions",
        "countIngestions",
        "runSchedule",
    ]
    virtual.sandbox.clock.advance(60)
    virtual.sandbox.faults.lose_connection("runSchedule", "after")
    await within.schedules.run(virtual.schedule)
    virtual.sandbox.faults.lose_connection("runSchedule", "before")
    with pytest.raises(OutcomeUnknownError):
        await within.schedules.run(virtual.schedule)
