"""After a lost answer, what was made is told from what somebody else has made before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import attrs
import pytest

from interop_client import ConflictPolicy, InteropClient
from interop_client.errors import (
    ConflictError,
    OutcomeUnknownError,
    RolloverOverlapError,
    ScheduleOverlapError,
)
from interop_client.models import Rollover, Schedule

from .virtual import VirtualWorld

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


@attrs.frozen
class Kind:
    """One of the two things that are created with the same care."""

    create: str
    listing: str
    overlap: type[ConflictError]
    call: Callable[[InteropClient, VirtualWorld], Awaitable[Rollover | Schedule]]
    put: Callable[[VirtualWorld], str]


def put_schedule(world: VirtualWorld) -> str:
    record = {"hour": 5, "type": "collection", "enabled": True, "id": world.sandbox.state.new_id()}
    with world.sandbox.state.lock:
        return str(world.tenant.schedules.put(record)["id"])


KINDS = {
    "rollover": Kind(
        "createRollover",
        "listRollovers",
        RolloverOverlapError,
        lambda client, world: client.rollovers.create(world.request(10, 20)),
        lambda world: str(world.put(10, 20, "Summer").id),
    ),
    "schedule": Kind(
        "createSchedule",
        "listSchedules",
        ScheduleOverlapError,
        lambda client, world: client.schedules.create(5),
        put_schedule,
    ),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return KINDS[request.param]


@pytest.mark.parametrize("when", ["before", "after"])
async def test_an_equal_one_that_stood_there_is_never_taken_for_what_was_made(
    virtual: VirtualWorld, within: InteropClient, kind: Kind, when: Any
) -> None:
    there = kind.put(virtual)
    virtual.sandbox.faults.lose_connection(kind.create, when)
    with pytest.raises(kind.overlap) as caught:
        await kind.call(within, virtual)
    assert isinstance(caught.value, RolloverOverlapError | ScheduleOverlapError)
    assert [str(found.id) for found in caught.value.conflicting] == [there]
    assert caught.value.answered
    assert virtual.effects(kind.create) == 0


@pytest.mark.parametrize("status", [502, 504])
async def test_a_refusal_whose_answer_is_lost_on_the_way_is_still_a_refusal(
    virtual: VirtualWorld, within: InteropClient, kind: Kind, status: int
) -> None:
    there = kind.put(virtual)
    virtual.sandbox.faults.status(kind.create, status)
    with pytest.raises(kind.overlap) as caught:
        await kind.call(within, virtual)
    assert isinstance(caught.value, RolloverOverlapError | ScheduleOverlapError)
    assert [str(found.id) for found in caught.value.conflicting] == [there]


async def test_what_was_not_there_before_and_is_equal_is_what_was_made(
    virtual: VirtualWorld, within: InteropClient, kind: Kind
) -> None:
    virtual.sandbox.faults.lose_connection(kind.create, "after")
    made = await kind.call(within, virtual)
    assert made.id is not None
    assert virtual.sent(kind.create) == virtual.effects(kind.create) == 1


async def test_without_a_look_before_an_equal_one_may_be_anybodys(
    virtual: VirtualWorld, within: InteropClient, kind: Kind
) -> None:
    there = kind.put(virtual)
    virtual.sandbox.faults.status(kind.listing, 403)
    virtual.sandbox.faults.lose_connection(kind.create, "after")
    with pytest.raises(OutcomeUnknownError, match=f"It may have made {there}"):
        await kind.call(within, virtual)
    assert virtual.sent(kind.create) == 1


async def test_a_create_goes_well_though_what_is_there_cannot_be_read(
    virtual: VirtualWorld, within: InteropClient, kind: Kind
) -> None:
    virtual.sandbox.faults.status(kind.listing, 403, times=None)
    assert (await kind.call(within, virtual)).id is not None
    assert virtual.sent(kind.create) == 1


async def test_two_new_ones_that_are_equal_cannot_be_told_apart(
    virtual: VirtualWorld, within: InteropClient, kind: Kind
) -> None:
    virtual.sandbox.faults.lose_connection(kind.create, "after")
    looks: list[int] = []

    def twin(body: Any) -> None:
        looks.append(1)
        if len(looks) > 1:
            body["data"].append({**body["data"][-1], "id": virtual.sandbox.state.new_id()})

    virtual.sandbox.quirks.change(kind.listing, twin)
    with pytest.raises(OutcomeUnknownError):
        await kind.call(within, virtual)
    assert virtual.sent(kind.create) == 1


async def test_a_new_one_without_an_identifier_may_be_ours(
    virtual: VirtualWorld, within: InteropClient, kind: Kind
) -> None:
    virtual.sandbox.quirks.plant(kind.listing, id=None)
    virtual.sandbox.faults.lose_connection(kind.create, "after")
    with pytest.raises(OutcomeUnknownError):
        await kind.call(within, virtual)
    assert virtual.sent(kind.create) == 1


async def test_a_plain_create_costs_one_look_before_it(
    virtual: VirtualWorld, within: InteropClient, kind: Kind
) -> None:
    await kind.call(within, virtual)
    assert [each.operation for each in virtual.calls()] == [kind.listing, kind.create]


async def test_ours_moved_by_somebody_else_is_not_made_a_second_time(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    virtual.sandbox.faults.lose_connection("createRollover", "after")
    moved: list[int] = []

    def move(body: Any) -> None:
        for record in body["data"]:
            moved.append(1)
            record["start_date"], record["end_date"] = (
                virtual.day(number).isoformat() for number in (40, 50)
            )

    virtual.sandbox.quirks.change("listRollovers", move)
    with pytest.raises(OutcomeUnknownError, match="It may have made"):
        await within.rollovers.create(virtual.request(10, 20))
    assert moved
    assert virtual.sent("createRollover") == 1


async def test_with_the_policy_off_nothing_is_read_before_and_an_equal_one_proves_nothing(
    virtual: VirtualWorld, within: InteropClient, kind: Kind
) -> None:
    off = within.with_options(conflicts=ConflictPolicy.off())
    virtual.sandbox.faults.lose_connection(kind.create, "after")
    with pytest.raises(OutcomeUnknownError, match="It may have made"):
        await kind.call(off, virtual)
    assert [each.operation for each in virtual.calls()] == [kind.create, kind.listing]
