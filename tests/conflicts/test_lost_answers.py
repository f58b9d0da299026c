"""Writes whose answer is lost: the helpers look before they act again, and never act twice."""

from __future__ import annotations

import pickle

import anyio
import pytest

from interop_client import InteropClient
from interop_client._policies import ConflictPolicy
from interop_client.errors import (
    NotFoundError,
    OutcomeUnknownError,
    RolloverOverlapError,
)
from interop_client.models import Rollover, RolloverStatus
from interop_client.sandbox import Sandbox
from interop_client.sandbox.control.holds import until
from interop_client.sandbox.control.rule import Moment

from .virtual import VirtualWorld
from .world import Impatient, World, renamed, settled

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

LOSSES = ("before", "after", "in_body", "502", "504")


def lose(sandbox: Sandbox, operation: str, how: str, times: int | None = 1) -> None:
    if how == "before":
        sandbox.faults.lose_connection(operation, "before", times=times)
    elif how == "after":
        sandbox.faults.lose_connection(operation, "after", times=times)
    elif how == "in_body":
        sandbox.faults.lose_connection(operation, "in_body", times=times)
    else:
        sandbox.faults.status(operation, int(how), times=times)


@pytest.mark.parametrize("helper", ["create", "ensure"])
@pytest.mark.parametrize("how", LOSSES)
async def test_a_create_whose_answer_is_lost_makes_exactly_one(
    world: World, one: InteropClient, how: str, helper: str
) -> None:
    lose(world.sandbox, "createRollover", how)
    made = await getattr(one.rollovers, helper)(world.request(10, 20))
    assert [found["id"] for found in world.rollovers()] == [str(made.id)]
    assert world.effects("createRollover") == 1
    assert world.sent("createRollover") == (1 if how in ("after", "in_body") else 2)


@pytest.mark.parametrize("helper", ["create", "ensure"])
async def test_a_create_that_is_lost_again_and_again_still_makes_one(
    world: World, one: InteropClient, helper: str
) -> None:
    for how in ("before", "502", "after"):
        lose(world.sandbox, "createRollover", how)
    await getattr(one.rollovers, helper)(world.request(10, 20))
    assert len(world.rollovers()) == 1
    assert world.sent("createRollover") == 3


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_create_that_outlasts_a_read_timeout_makes_exactly_one(
    world: VirtualWorld, when: Moment
) -> None:
    """The service still works on the first request when the second comes, and it is late."""
    hold = world.sandbox.faults.hold("createRollover", when=when)
    async with world.client(transport=Impatient(world.transport, 0.2)) as client:
        made = await client.rollovers.create(world.request(10, 20))
        hold.release()
        await settled(world)
    assert [found["id"] for found in world.rollovers()] == [str(made.id)]
    assert world.effects("createRollover") == 1


async def test_a_create_that_takes_effect_between_the_look_and_the_second_send_is_adopted(
    world: VirtualWorld,
) -> None:
    first = world.sandbox.faults.hold("createRollover")
    second = world.sandbox.faults.hold("createRollover")
    made: list[Rollover] = []
    async with (
        world.client(transport=Impatient(world.transport, 0.2)) as client,
        anyio.create_task_group() as tasks,
    ):

        async def create() -> None:
            made.append(await client.rollovers.create(world.request(10, 20)))

        tasks.start_soon(create)
        await second.arrived()
        first.release()
        assert await until(lambda: bool(world.rollovers()), 60.0)
        second.release()
    assert [found["id"] for found in world.rollovers()] == [str(made[0].id)]


async def test_a_create_that_outlasts_its_own_bound_is_unknown_and_made_once(
    world: World, one: InteropClient
) -> None:
    body = world.request(10, 20)
    hold = world.sandbox.faults.hold("createRollover")
    with pytest.raises(OutcomeUnknownError) as caught:
        await one.with_options(timeout=0.3).rollovers.create(body)
    assert caught.value.operation == "createRollover"
    assert caught.value.sent == body
    assert pickle.loads(pickle.dumps(caught.value)).sent == body
    hold.release()
    await settled(world)
    assert len(world.rollovers()) == 1
    again = await one.rollovers.ensure(body)
    assert [found["id"] for found in world.rollovers()] == [str(again.id)]
    assert world.sent("createRollover") == 1


@pytest.mark.parametrize("helper", ["create", "ensure"])
async def test_a_create_is_unknown_when_looking_keeps_failing(
    world: World, one: InteropClient, helper: str
) -> None:
    lose(world.sandbox, "createRollover", "after")
    skip = 1 if helper == "ensure" else 0
    world.sandbox.faults.status("listRollovers", 503, times=None, skip=skip)
    body = world.request(10, 20)
    with pytest.raises(OutcomeUnknownError) as caught:
        await getattr(one.rollovers, helper)(body)
    assert caught.value.sent == body
    assert "After that: GET" in str(caught.value)
    assert "answered 503" in str(caught.value)
    assert world.sent("createRollover") == len(world.rollovers()) == 1


@pytest.mark.parametrize("helper", ["create", "ensure"])
async def test_a_look_that_fails_for_a_moment_is_repeated(
    world: World, one: InteropClient, helper: str
) -> None:
    lose(world.sandbox, "createRollover", "after")
    skip = 1 if helper == "ensure" else 0
    world.sandbox.faults.status("listRollovers", 503, times=2, skip=skip)
    await getattr(one.rollovers, helper)(world.request(10, 20))
    assert world.sent("createRollover") == len(world.rollovers()) == 1


@pytest.mark.parametrize("helper", ["create", "ensure"])
async def test_a_create_that_is_always_lost_ends_as_unknown(
    world: World, one: InteropClient, helper: str
) -> None:
    lose(world.sandbox, "createRollover", "before", times=None)
    with pytest.raises(OutcomeUnknownError):
        await getattr(one.rollovers, helper)(world.request(10, 20))
    assert world.rollovers() == []
    assert world.sent("createRollover") == 5
    off = one.with_options(conflicts=ConflictPolicy.off())
    with pytest.raises(OutcomeUnknownError):
        await getattr(off.rollovers, helper)(world.request(10, 20))
    assert world.sent("createRollover") == 6


@pytest.mark.parametrize("helper", ["create", "ensure"])
@pytest.mark.parametrize("status", [400, 403, 500, 503])
async def test_a_refusal_after_a_loss_does_not_hide_the_loss(
    world: World, one: InteropClient, status: int, helper: str
) -> None:
    lose(world.sandbox, "createRollover", "before")
    world.sandbox.faults.status("createRollover", status, times=None)
    with pytest.raises(OutcomeUnknownError, match=rf"After that: POST .* {status} "):
        await getattr(one.rollovers, helper)(world.request(10, 20))


async def test_an_overlap_that_stood_there_before_the_loss_is_told(
    world: World, one: InteropClient
) -> None:
    there = world.put(15, 25)
    lose(world.sandbox, "createRollover", "before")
    with pytest.raises(RolloverOverlapError) as caught:
        await one.rollovers.create(world.request(10, 20))
    assert [found.id for found in caught.value.conflicting] == [there.id]


@pytest.mark.parametrize("changed", ["name", "type"])
async def test_a_create_that_was_lost_and_then_changed_by_another_is_unknown_not_refused(
    world: World, one: InteropClient, two: InteropClient, changed: str
) -> None:
    lose(world.sandbox, "createRollover", "after")
    look = world.sandbox.faults.hold("listRollovers", skip=1)
    caught: list[Exception] = []
    async with anyio.create_task_group() as tasks:

        async def create() -> None:
            try:
                await one.rollovers.create(world.request(10, 20))
            except Exception as error:
                caught.append(error)

        def other(found: Rollover) -> Rollover:
            setattr(found, changed, "other")
            return found

        tasks.start_soon(create)
        await look.arrived()
        (record,) = world.rollovers()
        await two.rollovers.modify(record["id"], other)
        look.release()
    assert [type(error) for error in caught] == [OutcomeUnknownError]
    assert len(world.rollovers()) == 1


@pytest.mark.parametrize("how", LOSSES)
async def test_a_delete_whose_answer_is_lost_succeeds(
    world: World, one: InteropClient, how: str
) -> None:
    there = world.put(10, 20)
    lose(world.sandbox, "deleteRollover", how)
    await one.rollovers.delete(str(there.id))
    assert world.rollovers() == []
    with pytest.raises(NotFoundError):
        await one.rollovers.delete(str(there.id))


@pytest.mark.parametrize("how", LOSSES)
async def test_an_update_whose_answer_is_lost_is_read_back_and_never_sent_twice(
    world: World, one: InteropClient, how: str
) -> None:
    there = world.put(10, 20)
    body = world.request(10, 21, "Longer")
    lose(world.sandbox, "updateRollover", how)
    if how in ("after", "in_body"):
        written = await one.rollovers.update(str(there.id), body)
        assert written.name == world.record(there)["name"] == "Longer"
    else:
        with pytest.raises(OutcomeUnknownError) as caught:
            await one.rollovers.update(str(there.id), body)
        assert caught.value.sent == body
        assert world.record(there)["name"] == "There"
    assert world.sent("updateRollover") == 1


@pytest.mark.parametrize("how", LOSSES)
async def test_a_modify_whose_answer_is_lost_is_read_back_and_never_applied_twice(
    world: World, one: InteropClient, how: str
) -> None:
    there = world.put(10, 20, markers=["first"])
    lose(world.sandbox, "updateRollover", how)

    def mark(found: Rollover) -> Rollover:
        found.additional_properties["markers"].append("mine")
        return found

    if how in ("after", "in_body"):
        await one.rollovers.modify(str(there.id), mark)
        assert world.record(there)["markers"] == ["first", "mine"]
    else:
        with pytest.raises(OutcomeUnknownError):
            await one.rollovers.modify(str(there.id), mark)
        assert world.record(there)["markers"] == ["first"]
    assert world.sent("updateRollover") == 1


async def test_an_update_is_unknown_when_reading_back_fails_or_cannot_tell(
    world: World, one: InteropClient
) -> None:
    there = world.put(10, 20)
    lose(world.sandbox, "updateRollover", "after", times=None)
    world.sandbox.faults.status("findRollover", 503, times=4)
    with pytest.raises(OutcomeUnknownError, match=r"After that: GET .* 503"):
        await one.rollovers.update(str(there.id), world.request(10, 21, "Longer"))

    def restate(found: Rollover) -> Rollover:
        found.status = RolloverStatus.COMPLETED
        return found

    with pytest.raises(OutcomeUnknownError):
        await one.rollovers.modify(str(there.id), restate)


async def test_an_update_that_another_has_overwritten_is_unknown(
    world: World, one: InteropClient, two: InteropClient
) -> None:
    there = world.put(10, 20)
    lose(world.sandbox, "updateRollover", "after")
    reads = world.sandbox.faults.hold("findRollover")
    caught: list[Exception] = []
    async with anyio.create_task_group() as tasks:

        async def update() -> None:
            try:
                await one.rollovers.update(str(there.id), world.request(10, 21, "Mine"))
            except OutcomeUnknownError as error:
                caught.append(error)

        tasks.start_soon(update)
        await reads.arrived()
        await two.rollovers.modify(str(there.id), lambda found: renamed(found, "Theirs"))
        reads.release()
    assert len(caught) == 1
    assert world.record(there)["name"] == "Theirs"


async def test_an_ensure_whose_change_is_lost_is_read_back(
    world: World, one: InteropClient
) -> None:
    there = world.put(10, 20, "Summer")
    lose(world.sandbox, "updateRollover", "after")
    changed = await one.rollovers.ensure(world.request(10, 22))
    assert (changed.id, changed.end_date) == (there.id, world.day(22))
    lose(world.sandbox, "updateRollover", "before")
    with pytest.raises(OutcomeUnknownError):
        await one.rollovers.ensure(world.request(10, 23))
    assert world.sent("updateRollover") == 2


@pytest.mark.parametrize("helper", ["create", "ensure"])
@pytest.mark.parametrize("how", LOSSES)
async def test_a_schedule_whose_answer_is_lost_is_made_once(
    world: World, one: InteropClient, how: str, helper: str
) -> None:
    lose(world.sandbox, "createSchedule", how)
    made = await getattr(one.schedules, helper)(5)
    assert [each["id"] for each in world.tenant.schedules if each["hour"] == 5] == [str(made.id)]
    assert world.effects("createSchedule") == 1


async def test_a_schedule_is_unknown_when_looking_keeps_failing(
    world: World, one: InteropClient
) -> None:
    lose(world.sandbox, "createSchedule", "after")
    world.sandbox.faults.status("listSchedules", 503, times=None)
    with pytest.raises(OutcomeUnknownError, match=r"After that: GET .* 503"):
        await one.schedules.create(5)
    assert world.sent("createSchedule") == 1


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("how", LOSSES)
async def test_switching_a_schedule_is_read_back_and_never_sent_twice(
    world: World, one: InteropClient, how: str, enabled: bool
) -> None:
    schedule = world.schedule
    if enabled:
        await one.schedules.disable(schedule)
        world.sandbox.clear_requests()
    switch = one.schedules.enable if enabled else one.schedules.disable
    lose(world.sandbox, "updateSchedule", how)
    if how in ("after", "in_body"):
        assert (await switch(schedule)).enabled is enabled
    else:
        with pytest.raises(OutcomeUnknownError):
            await switch(schedule)
    assert world.sent("updateSchedule") == 1
    (sent,) = world.sandbox.requests_to("updateSchedule")
    assert sent.body == (b'{"enabled":true}' if enabled else b'{"enabled":false}')


@pytest.mark.parametrize(
    ("operation", "act", "look", "skip"),
    [
        ("updateSchedule", "disable", "findSchedule", 0),
        ("runSchedule", "run", "listIngestions", 1),
    ],
)
async def test_a_lost_answer_says_why_nothing_could_be_looked_for(
    world: World, one: InteropClient, operation: str, act: str, look: str, skip: int
) -> None:
    lose(world.sandbox, operation, "after")
    world.sandbox.faults.status(look, 503, times=None, skip=skip)
    with pytest.raises(OutcomeUnknownError, match=r"lost: .* After that: GET .* answered 503"):
        await getattr(one.schedules, act)(world.schedule)
    assert world.sent(operation) == 1
