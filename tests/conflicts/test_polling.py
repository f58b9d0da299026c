"""Waiting costs few requests: quick looks at first, then at most four in a minute."""

from __future__ import annotations

from collections.abc import Iterator

import anyio
import pytest

from interop_client import InteropClient
from interop_client.errors import WaitTimeoutError
from interop_client.sandbox import IngestionPlan

from .virtual import VirtualWorld

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


def looks(world: VirtualWorld, began: float) -> Iterator[float]:
    """When each look came, in seconds from there."""
    for request in world.sandbox.requests_to("findIngestion"):
        yield request.time.timestamp() - began


@pytest.mark.parametrize("seconds", [65, 95, 200, 1000, 3600])
async def test_after_the_first_minute_no_minute_has_more_than_four_looks(
    virtual: VirtualWorld, within: InteropClient, seconds: float
) -> None:
    virtual.sandbox.ingestion_plan = IngestionPlan(preparing=float("inf"))
    began = virtual.sandbox.clock.timestamp()
    with pytest.raises(WaitTimeoutError):
        await within.schedules.run_to_completion(virtual.schedule, timeout=seconds)
    times = list(looks(virtual, began))
    assert times[-1] == pytest.approx(seconds - 0.5, abs=1.0)
    later = [time for time in times if time >= 60]
    assert later
    for time in later:
        assert len([each for each in later if time <= each < time + 60]) <= 4
    assert len(times) - len(later) <= 14


async def test_a_quick_ingestion_is_seen_to_end_quickly(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    virtual.sandbox.ingestion_plan = IngestionPlan(preparing=1, scheduled=1, executing=1)
    began = anyio.current_time()
    await within.schedules.run_to_completion(virtual.schedule, timeout=3600)
    assert anyio.current_time() - began < 6


async def test_a_run_to_completion_costs_a_look_before_the_run_and_one_after_it_beside_the_waiting(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    virtual.sandbox.profile.ingestions = "all"
    virtual.sandbox.ingestion_plan = IngestionPlan(preparing=0, scheduled=0, executing=0)
    await within.schedules.run_to_completion(virtual.schedule, timeout=3600)
    assert [each.operation for each in virtual.calls()] == [
        "listIngestions",
        "runSchedule",
        "listIngestions",
        "findIngestion",
    ]


async def test_a_run_costs_one_look_before_it(virtual: VirtualWorld, within: InteropClient) -> None:
    await within.schedules.run(virtual.schedule)
    assert [each.operation for each in virtual.calls()] == ["listIngestions", "runSchedule"]
