"""`ensure` and `modify`, alone and beside a second writer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta, timezone
from typing import Any
from uuid import UUID

import anyio
import pytest

from interop_client import InteropClient
from interop_client.errors import (
    ActiveRolloverError,
    ConcurrentModificationError,
    RolloverOverlapError,
    ScheduleOverlapError,
)
from interop_client.models import Rollover, RolloverRequest

from .world import World, renamed

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


async def test_ensure_ten_times_at_once_from_two_clients_makes_one(
    world: World, one: InteropClient, two: InteropClient
) -> None:
    found: list[Rollover] = []
    body = world.request(10, 20)

    async def ensure(client: InteropClient) -> None:
        found.append(await client.rollovers.ensure(body))

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(ensure, one)
            tasks.start_soon(ensure, two)
    assert len(found) == 10
    assert {str(each.id) for each in found} == {record["id"] for record in world.rollovers()}
    assert len(world.rollovers()) == world.effects("createRollover") == 1
    assert await one.rollovers.count() == 1


async def test_ensure_finds_what_is_equal_and_writes_nothing(
    world: World, one: InteropClient
) -> None:
    made = await one.rollovers.ensure(world.request(10, 20))
    body = world.request(10, 20)
    body.status = "completed"
    body.cloud_id = str(body.cloud_id).upper()
    body.start_date = body.start_date.astimezone(timezone(timedelta(hours=5)))
    body.end_date += timedelta(microseconds=900)
    assert (await one.rollovers.ensure(body)).id == made.id
    assert (await one.rollovers.ensure(made)).id == made.id
    assert (world.sent("createRollover"), world.sent("updateRollover")) == (1, 0)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: setattr(body, "type", "term"),
        lambda body: setattr(body, "start_date", body.start_date + timedelta(milliseconds=1)),
        lambda body: setattr(body, "end_date", body.end_date + timedelta(days=1)),
    ],
)
async def test_ensure_changes_what_differs_and_keeps_what_it_does_not_know(
    world: World, one: InteropClient, change: Callable[[RolloverRequest], None]
) -> None:
    actor = str(UUID(int=77))
    there = world.put(10, 20, "Summer", colour="blue", actor_id=actor)
    body = world.request(10, 20)
    change(body)
    changed = await one.rollovers.ensure(body)
    assert changed.id == there.id
    record = world.record(there)
    assert (record["colour"], record["actor_id"]) == ("blue", actor)
    assert (record["type"], changed.end_date) == (body.type, body.end_date)
    await one.rollovers.ensure(body)
    assert (world.sent("createRollover"), world.sent("updateRollover")) == (0, 1)


async def test_ensure_leaves_an_active_rollover_as_it_is(world: World, one: InteropClient) -> None:
    there = world.put(-1, 5, "Summer")
    assert (await one.rollovers.ensure(world.request(-1, 5))).id == there.id
    with pytest.raises(ActiveRolloverError) as caught:
        await one.rollovers.ensure(world.request(-1, 6))
    assert caught.value.rollover.id == there.id
    assert world.sent("updateRollover") == 0


async def test_ensure_passes_over_what_has_ended(world: World, one: InteropClient) -> None:
    past = world.put(-20, -10, "Summer")
    assert (await one.rollovers.ensure(world.request(-20, -10))).id == past.id
    assert world.sent("createRollover") == 0
    made = await one.rollovers.ensure(world.request(10, 20))
    assert made.id != past.id
    assert len(world.rollovers()) == 2
    with pytest.raises(RolloverOverlapError):
        await one.rollovers.ensure(world.request(-19, -10, "Other"))
    world.tenant.rollovers.remove(str(made.id))
    with pytest.raises(RolloverOverlapError) as caught:
        await one.rollovers.ensure(world.request(-19, -10))
    assert [found.id for found in caught.value.conflicting] == [past.id]
    assert world.sent("createRollover") == 3


async def test_ensure_refuses_to_choose_between_two(world: World, one: InteropClient) -> None:
    both = [world.put(10, 20, "Summer"), world.put(30, 40, "Summer")]
    with pytest.raises(RolloverOverlapError, match="2 rollovers") as caught:
        await one.rollovers.ensure(world.request(10, 20))
    assert [found.id for found in caught.value.conflicting] == [found.id for found in both]
    assert world.sent("createRollover") + world.sent("updateRollover") == 0


async def test_ensure_tells_rollovers_apart_by_actor_where_one_is_given(
    world: World, one: InteropClient
) -> None:
    first, second = UUID(int=1), UUID(int=2)
    world.put(10, 20, "Summer", actor_id=str(first))
    body = world.request(30, 40)
    body.actor_id = second
    made = await one.rollovers.ensure(body)
    assert made.actor_id == second
    assert (await one.rollovers.ensure(body)).id == made.id
    assert len(world.rollovers()) == 2


async def test_ensure_keeps_to_the_millisecond(world: World, one: InteropClient) -> None:
    body = world.request(10, 20)
    body.start_date += timedelta(microseconds=123_456)
    body.end_date += timedelta(microseconds=999_999)
    made = await one.rollovers.ensure(body)
    assert made.start_date == world.day(10) + timedelta(milliseconds=123)
    assert (await one.rollovers.ensure(body)).id == made.id
    assert world.sent("updateRollover") == 0


async def test_ensure_at_once_with_different_windows_makes_one_all_the_same(
    world: World, one: InteropClient, two: InteropClient
) -> None:
    held = [world.sandbox.faults.hold("createRollover") for _ in range(2)]
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(one.rollovers.ensure, world.request(10, 20))
        tasks.start_soon(two.rollovers.ensure, world.request(30, 40))
        for hold in held:
            await hold.arrived()
        for hold in held:
            hold.release()
    assert [record["name"] for record in world.rollovers()] == ["Summer"]


async def test_ensure_of_what_is_deleted_meanwhile_makes_it_again(
    world: World, one: InteropClient
) -> None:
    there = world.put(10, 20, "Summer")
    hold = world.sandbox.faults.hold("updateRollover")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(one.rollovers.ensure, world.request(10, 21))
        await hold.arrived()
        world.tenant.rollovers.remove(str(there.id))
        hold.release()
    (record,) = world.rollovers()
    assert record["id"] != str(there.id)
    assert record["end_date"] == "".join([world.day(21).strftime("%Y-%m-%dT%H:%M:%S"), ".000Z"])


async def test_ensure_is_not_misled_by_a_list_that_shrinks_between_its_pages(
    world: World, one: InteropClient
) -> None:
    for number in range(15):
        world.put(100 + number, 101 + number, f"Window {number}")
    there = world.put(10, 20, "Summer")
    first = str(world.rollovers()[0]["id"])
    # The eleventh moves to the page that has been read already.
    second = world.sandbox.faults.hold(
        "listRollovers", where=lambda request: ("page", "1") in request.query
    )
    with world.sandbox.state.lock:
        for record in world.rollovers()[10:15]:
            world.tenant.rollovers.remove(record["id"])
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(one.rollovers.ensure, world.request(30, 40))
        await second.arrived()
        world.tenant.rollovers.remove(first)
        second.release()
    summers = [record for record in world.rollovers() if record["name"] == "Summer"]
    assert [record["id"] for record in summers] == [str(there.id)]


async def test_modify_keeps_what_our_models_do_not_know(world: World, one: InteropClient) -> None:
    there = world.put(10, 20, colour={"deep": ["blue", None]}, actor_id=str(UUID(int=7)))
    before = dict(world.record(there))
    changed = await one.rollovers.modify(str(there.id), lambda found: renamed(found, "Renamed"))
    assert changed.name == "Renamed"
    after = world.record(there)
    assert after["colour"] == {"deep": ["blue", None]}
    moving = {"name", "start_date", "end_date", "status", "created_at", "updated_at"}
    assert {key: after[key] for key in after.keys() - moving} == {
        key: before[key] for key in before.keys() - moving
    }


async def test_modify_under_a_second_writer_loses_neither_change(
    world: World, one: InteropClient, two: InteropClient
) -> None:
    there = world.put(10, 20, colour="blue", marks=[])
    held = [world.sandbox.faults.hold("updateRollover") for _ in range(2)]

    def marked(mark: str) -> Callable[[Rollover], Rollover]:
        def change(found: Rollover) -> Rollover:
            found.additional_properties["marks"].append(mark)
            return found

        return change

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(one.rollovers.modify, str(there.id), marked("one"))
        tasks.start_soon(two.rollovers.modify, str(there.id), marked("two"))
        for hold in held:
            await hold.arrived()
        held[1].release()
        held[0].release()
    record = world.record(there)
    assert sorted(record["marks"]) == ["one", "two"]
    assert record["colour"] == "blue"
    assert world.sent("updateRollover") == 3


async def test_modify_writes_nothing_when_nothing_changes(world: World, one: InteropClient) -> None:
    there = world.put(10, 20)
    assert (await one.rollovers.modify(str(there.id), lambda found: found)) == there
    assert world.sent("updateRollover") == 0


async def test_modify_hands_out_a_copy(world: World, one: InteropClient) -> None:
    there = world.put(10, 20, marks=["a"])
    seen: list[Rollover] = []

    def change(found: Rollover) -> Rollover:
        seen.append(found)
        found.additional_properties["marks"].append("b")
        return found

    await one.rollovers.modify(str(there.id), change)
    assert world.record(there)["marks"] == ["a", "b"]
    assert world.sent("updateRollover") == len(seen) == 1


class OwnError(Exception):
    """Raised by a change of the caller's."""


def raising(found: Rollover) -> Rollover:
    raise OwnError("of the caller")


async def later(found: Rollover) -> Rollover:
    return found


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda found: None, TypeError, "NoneType"),
        (lambda found: "text", TypeError, "str"),
        (lambda found: found.to_dict(), TypeError, "dict"),
        (later, TypeError, "coroutine"),
        (raising, OwnError, "of the caller"),
        (lambda found: renamed_to_none(found), ValueError, "name"),
        (lambda found: upside_down(found), ValueError, "start_date must be before"),
    ],
)
async def test_modify_refuses_what_is_no_rollover_before_anything_is_written(
    world: World, one: InteropClient, change: Any, error: type[Exception], words: str
) -> None:
    there = world.put(10, 20)
    with pytest.raises(error, match=words):
        await one.rollovers.modify(str(there.id), change)
    assert world.sent("updateRollover") == 0


def renamed_to_none(found: Rollover) -> Rollover:
    found.name = None
    return found


def upside_down(found: Rollover) -> Rollover:
    found.start_date, found.end_date = found.end_date, found.start_date
    return found


async def test_modify_gives_up_on_a_writer_who_never_stops(
    world: World, one: InteropClient
) -> None:
    there = world.put(10, 20)
    world.sandbox.faults.status("updateRollover", 409, times=None)
    with pytest.raises(ConcurrentModificationError):
        await one.rollovers.modify(str(there.id), lambda found: renamed(found, "x"))
    assert world.sent("updateRollover") == 5


async def test_a_rollover_that_was_read_serves_as_a_pattern(
    world: World, one: InteropClient
) -> None:
    there = world.put(10, 20, colour="blue")
    pattern = await one.rollovers.find(str(there.id))
    pattern.start_date, pattern.end_date = world.day(30), world.day(40)
    made = await one.rollovers.create(pattern)
    assert made.id != there.id
    assert made.additional_properties == {"colour": "blue"}
    assert made.start_date == world.day(30).astimezone(UTC)


async def test_ensure_of_a_schedule_makes_one_and_leaves_its_switch(
    world: World, one: InteropClient, two: InteropClient
) -> None:
    async with anyio.create_task_group() as tasks:
        for client in (one, two) * 5:
            tasks.start_soon(client.schedules.ensure, 5)
    made = await one.schedules.ensure(5)
    assert [each["hour"] for each in world.tenant.schedules].count(5) == 1
    await one.schedules.disable(str(made.id))
    assert (await one.schedules.ensure(5)).enabled is False
    (sent,) = {request.body for request in world.sandbox.requests_to("createSchedule")}
    assert sent == b'{"hour":5}'


async def test_ensure_of_a_schedule_refuses_another_type_and_several(
    world: World, one: InteropClient
) -> None:
    made = await one.schedules.ensure(5)
    with world.sandbox.state.lock:
        record = dict(world.tenant.schedules.get(str(made.id)) or {})
        world.tenant.schedules.put({**record, "type": "mirror"})
    with pytest.raises(ScheduleOverlapError):
        await one.schedules.ensure(5)
    world.tenant.schedules.put(record)
    world.tenant.schedules.put({**record, "id": world.sandbox.state.new_id()})
    with pytest.raises(ScheduleOverlapError) as caught:
        await one.schedules.ensure(5)
    assert len(caught.value.conflicting) == 2
