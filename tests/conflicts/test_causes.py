"""Each row of the table of 409s."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import anyio
import pytest

from interop_client import InteropClient
from interop_client._policies import ConflictPolicy
from interop_client.errors import (
    ActiveRolloverError,
    ConcurrentModificationError,
    ConflictError,
    IngestionPendingError,
    RolloverOverlapError,
    ScheduleNotRunnableError,
    ScheduleOverlapError,
    SchedulePausedError,
)
from interop_client.sandbox import IngestionPlan

from .world import PATIENT, World, renamed

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

BODIES = [None, b"", b"<html>Conflict</html>", b'{"error": {"message": "concurrent overlap"}}']


@pytest.mark.parametrize("body", BODIES)
async def test_create_of_an_overlapping_rollover_tells_which_and_is_not_repeated(
    world: World, one: InteropClient, body: bytes | None
) -> None:
    world.sandbox.quirks.conflict_body = body
    there = world.put(10, 20)
    with pytest.raises(RolloverOverlapError) as caught:
        await one.rollovers.create(world.request(19, 30))
    assert [found.id for found in caught.value.conflicting] == [there.id]
    assert caught.value.status_code == 409
    assert world.sent("createRollover") == 1
    await one.rollovers.create(world.request(20, 30))


async def test_update_onto_another_rollover_tells_which_and_never_itself(
    world: World, one: InteropClient
) -> None:
    mine, there = world.put(10, 20, "Mine"), world.put(30, 40)
    with pytest.raises(RolloverOverlapError) as caught:
        await one.rollovers.update(str(mine.id), world.request(15, 31, "Mine"))
    assert [found.id for found in caught.value.conflicting] == [there.id]
    assert world.sent("updateRollover") == 1
    longer = await one.rollovers.update(str(mine.id), world.request(10, 30, "Mine"))
    assert longer.end_date == there.start_date


async def test_create_waits_a_concurrent_change_out(world: World, one: InteropClient) -> None:
    world.sandbox.faults.status("createRollover", 409, times=3)
    made = await one.rollovers.create(world.request(10, 20))
    assert [found["id"] for found in world.rollovers()] == [str(made.id)]
    assert world.sent("createRollover") == 4


async def test_two_creates_that_race_are_both_made(
    world: World, one: InteropClient, two: InteropClient
) -> None:
    held = [world.sandbox.faults.hold("createRollover") for _ in range(2)]
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(one.rollovers.create, world.request(10, 20, "One"))
        tasks.start_soon(two.rollovers.create, world.request(20, 30, "Two"))
        for hold in held:
            await hold.arrived()
        for hold in held:
            hold.release()
    assert sorted(found["name"] for found in world.rollovers()) == ["One", "Two"]
    assert world.sent("createRollover") == 3


async def test_update_that_met_another_change_says_so_and_is_not_repeated(
    world: World, one: InteropClient, two: InteropClient
) -> None:
    there = world.put(10, 20)
    read = await one.rollovers.find(str(there.id))
    await two.rollovers.modify(str(there.id), lambda found: renamed(found, "Theirs"))
    with pytest.raises(ConcurrentModificationError):
        await one.rollovers.update(str(there.id), renamed(read, "Mine"))
    assert world.record(there)["name"] == "Theirs"
    assert world.sent("updateRollover") == 2


async def test_modify_that_met_another_change_reads_and_applies_again(
    world: World, one: InteropClient
) -> None:
    there = world.put(10, 20)
    world.sandbox.faults.status("updateRollover", 409, times=2)
    changed = await one.rollovers.modify(str(there.id), lambda found: renamed(found, "Mine"))
    assert changed.name == world.record(there)["name"] == "Mine"
    assert world.sent("findRollover") == world.sent("updateRollover") == 3


async def test_delete_of_an_active_rollover_tells_when_to_come_back(
    world: World, one: InteropClient
) -> None:
    there = world.put(-1, 3)
    with pytest.raises(ActiveRolloverError) as caught:
        await one.rollovers.delete(str(there.id))
    assert caught.value.rollover.end_date == world.day(3)
    assert world.sent("deleteRollover") == 1
    world.sandbox.clock.advance(timedelta(days=4))
    await one.rollovers.delete(str(there.id))
    assert world.rollovers() == []


async def test_active_is_judged_by_the_clock_of_the_service(
    world: World, one: InteropClient
) -> None:
    there = world.put(100, 110)
    world.sandbox.clock.advance(timedelta(days=105))
    with pytest.raises(ActiveRolloverError):
        await one.rollovers.delete(str(there.id))
    with pytest.raises(SchedulePausedError, match="There"):
        await one.schedules.run(world.schedule)
    now_past = world.put(-1, 1, "Past for the service")
    world.sandbox.faults.status("deleteRollover", 409)
    with pytest.raises(ConflictError) as caught:
        await one.rollovers.delete(str(now_past.id))
    assert type(caught.value) is ConflictError


async def test_a_rollover_that_began_within_this_second_is_active(
    world: World, one: InteropClient
) -> None:
    world.sandbox.clock.freeze(world.now + timedelta(milliseconds=700))
    there = world.put(0, 3)
    world.record(there)["start_date"] = (world.now + timedelta(milliseconds=600)).isoformat()
    with pytest.raises(ActiveRolloverError):
        await one.rollovers.delete(str(there.id))
    with pytest.raises(SchedulePausedError):
        await one.schedules.run(world.schedule)


async def test_create_of_a_schedule_at_a_taken_hour_tells_which(
    world: World, one: InteropClient
) -> None:
    made = await one.schedules.create(5)
    with pytest.raises(ScheduleOverlapError) as caught:
        await one.schedules.create(5)
    assert [found.id for found in caught.value.conflicting] == [made.id]
    assert world.sent("createSchedule") == 2


async def test_create_of_a_schedule_waits_a_concurrent_change_out(
    world: World, one: InteropClient, two: InteropClient
) -> None:
    held = [world.sandbox.faults.hold("createSchedule") for _ in range(2)]
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(one.schedules.create, 5)
        tasks.start_soon(two.schedules.create, 6)
        for hold in held:
            await hold.arrived()
        for hold in held:
            hold.release()
    assert world.sent("createSchedule") == 3
    assert {5, 6} <= {schedule["hour"] for schedule in world.tenant.schedules}


async def test_run_of_a_paused_schedule_says_so(world: World, one: InteropClient) -> None:
    schedule = world.schedule
    await one.schedules.disable(schedule)
    with pytest.raises(SchedulePausedError) as caught:
        await one.schedules.run(schedule)
    assert str(caught.value.schedule.id) == schedule
    await one.schedules.enable(schedule)
    there = world.put(-1, 1)
    with pytest.raises(SchedulePausedError, match="There"):
        await one.schedules.run(schedule)
    assert world.sent("runSchedule") == 2
    world.tenant.rollovers.remove(str(there.id))
    await one.schedules.run(schedule)


async def test_run_beside_a_pending_ingestion_tells_which_without_its_session_token(
    world: World, one: InteropClient
) -> None:
    world.sandbox.ingestion_plan = IngestionPlan(preparing=900)
    world.sandbox.quirks.plant("listIngestions", state="unheard_of")
    pending = world.sandbox.state.start_ingestion(world.tenant, world.sandbox.clock.now())
    with pytest.raises(IngestionPendingError) as caught:
        await one.schedules.run(world.schedule)
    assert str(caught.value.ingestion.id) == pending.id
    assert caught.value.ingestion.session_token is None
    assert world.sent("runSchedule") == 1


async def test_run_of_another_type_says_so(world: World, one: InteropClient) -> None:
    schedule = world.schedule
    with world.sandbox.state.lock:
        record = world.tenant.schedules.get(schedule)
        assert record is not None
        record["type"] = "bulk_load"
    with pytest.raises(ScheduleNotRunnableError, match="bulk_load"):
        await one.schedules.run(schedule)


Act = Callable[[InteropClient, World, str], Awaitable[object]]

ACTS: dict[str, tuple[str, Act, bool]] = {
    "create": ("createRollover", lambda c, w, i: c.rollovers.create(w.request(40, 50)), True),
    "ensure": ("createRollover", lambda c, w, i: c.rollovers.ensure(w.request(40, 50)), True),
    "update": ("updateRollover", lambda c, w, i: c.rollovers.update(i, w.request(10, 21)), True),
    "modify": (
        "updateRollover",
        lambda c, w, i: c.rollovers.modify(i, lambda found: renamed(found, "x")),
        True,
    ),
    "delete": ("deleteRollover", lambda c, w, i: c.rollovers.delete(i), False),
    "create schedule": ("createSchedule", lambda c, w, i: c.schedules.create(5), True),
    "ensure schedule": ("createSchedule", lambda c, w, i: c.schedules.ensure(5), True),
    "enable": ("updateSchedule", lambda c, w, i: c.schedules.enable(w.schedule), True),
    "run": ("runSchedule", lambda c, w, i: c.schedules.run(w.schedule), False),
    "run to completion": (
        "runSchedule",
        lambda c, w, i: c.schedules.run_to_completion(w.schedule, timeout=5),
        False,
    ),
}
LOOKS = {
    **dict.fromkeys(("create", "ensure", "update"), ("listRollovers",)),
    "delete": ("findRollover",),
    "create schedule": ("listSchedules",),
    "run": ("findSchedule", "listIngestions"),
    "run to completion": ("listRollovers",),
}


@pytest.mark.parametrize("name", ACTS)
async def test_a_conflict_without_a_cause_is_a_concurrent_change_or_just_a_conflict(
    world: World, one: InteropClient, name: str
) -> None:
    operation, act, is_write = ACTS[name]
    there = world.put(10, 20)
    world.sandbox.faults.status(operation, 409, times=None)
    with pytest.raises(ConflictError) as caught:
        await act(one, world, str(there.id))
    assert type(caught.value) is (ConcurrentModificationError if is_write else ConflictError)
    says = "Nothing there speaks against" if is_write else "in the way has probably ended since"
    assert says in str(caught.value)
    once = {"update", "delete", "run", "run to completion"}
    assert world.sent(operation) == (1 if name in once else PATIENT.attempts)


@pytest.mark.parametrize("name", ACTS)
async def test_with_the_policy_off_each_conflict_is_plain_and_nothing_is_repeated(
    world: World, one: InteropClient, name: str
) -> None:
    operation, act, _ = ACTS[name]
    there = world.put(10, 20)
    world.sandbox.faults.status(operation, 409, times=None)
    with pytest.raises(ConflictError) as caught:
        await act(one.with_options(conflicts=ConflictPolicy.off()), world, str(there.id))
    assert type(caught.value) is ConflictError
    assert world.sent(operation) == 1


@pytest.mark.parametrize(("name", "look"), [(n, look) for n in LOOKS for look in LOOKS[n]])
async def test_a_conflict_is_plain_when_the_state_cannot_be_read(
    world: World, one: InteropClient, name: str, look: str
) -> None:
    operation, act, _ = ACTS[name]
    there = world.put(10, 20)
    world.sandbox.faults.status(operation, 409, times=None)
    skip = 1 if name == "ensure" else 0
    world.sandbox.faults.status(look, 503, times=None, skip=skip)
    with pytest.raises(ConflictError) as caught:
        await act(one, world, str(there.id))
    assert type(caught.value) is ConflictError
    assert "could not be read to say why" in str(caught.value)
    assert world.sent(operation) == 1


async def test_a_look_that_fails_for_a_moment_is_repeated(world: World, one: InteropClient) -> None:
    there = world.put(10, 20)
    world.sandbox.faults.status("listRollovers", 503, times=2)
    world.sandbox.faults.lose_connection("listRollovers", "after")
    with pytest.raises(RolloverOverlapError) as caught:
        await one.rollovers.create(world.request(15, 30))
    assert [found.id for found in caught.value.conflicting] == [there.id]


async def test_the_wait_after_a_conflict_is_the_one_that_was_asked_for(
    world: World, one: InteropClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float | None] = []
    plain = ConflictPolicy.wait

    def noted(self: ConflictPolicy, attempt: int, retry_after: float | None = None) -> float:
        waits.append(retry_after)
        return plain(self, attempt, retry_after)

    monkeypatch.setattr(ConflictPolicy, "wait", noted)
    world.sandbox.faults.status("createRollover", 409, retry_after=7)
    await one.rollovers.create(world.request(10, 20))
    assert waits == [7.0]


async def test_a_rollover_that_was_deleted_meanwhile_needs_no_deleting(
    world: World, one: InteropClient
) -> None:
    there = world.put(10, 20)
    world.sandbox.faults.status("deleteRollover", 409)
    world.sandbox.faults.status("findRollover", 404)
    await one.rollovers.delete(str(there.id))


async def test_a_conflict_beyond_the_first_page_is_found(world: World, one: InteropClient) -> None:
    for number in range(25):
        last = world.put(100 + number, 101 + number, f"Window {number}")
    with pytest.raises(RolloverOverlapError) as caught:
        await one.rollovers.create(world.request(124.5, 126))
    assert [found.id for found in caught.value.conflicting] == [last.id]
