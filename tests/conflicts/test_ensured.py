"""What an `ensure` did is told, and a dry run does nothing."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from support.places import method_of

from interop_client import ClientCredentials, InteropClient
from interop_client.errors import (
    ActiveRolloverError,
    RolloverOverlapError,
    ScheduleOverlapError,
    WaitTimeoutError,
)
from interop_client.rollovers import Ensured
from interop_client.sandbox import IngestionPlan

from .virtual import VirtualWorld

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


async def test_what_is_there_is_found_by_one_list(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    there = virtual.put(10, 20, "Summer")
    for dry_run in (False, True):
        virtual.sandbox.clear_requests()
        done = await within.rollovers.ensured(virtual.request(10, 20), dry_run=dry_run)
        assert (done.rollover.id, done.action, done.before) == (there.id, "found", None)
        assert [each.operation for each in virtual.calls()] == ["listRollovers"]


async def test_what_is_not_there_is_created_with_one_list_and_one_create(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    done = await within.rollovers.ensured(virtual.request(10, 20))
    assert (done.action, done.before) == ("created", None)
    assert [record["id"] for record in virtual.rollovers()] == [str(done.rollover.id)]
    assert [each.operation for each in virtual.calls()] == ["listRollovers", "createRollover"]


async def test_what_differs_is_changed_and_what_was_before_is_told(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    there = virtual.put(10, 20, "Summer")
    done = await within.rollovers.ensured(virtual.request(10, 22))
    assert (done.action, done.rollover.id) == ("changed", there.id)
    assert done.rollover.end_date == virtual.day(22)
    assert done.before is not None
    assert done.before.end_date == virtual.day(20)
    assert [each.operation for each in virtual.calls()] == ["listRollovers", "updateRollover"]


async def test_a_dry_run_tells_what_would_be_created_and_writes_nothing(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    done = await within.rollovers.ensured(virtual.request(10, 20), dry_run=True)
    assert (done.action, done.before, done.rollover.id) == ("would_create", None, None)
    assert (done.rollover.name, done.rollover.start_date) == ("Summer", virtual.day(10))
    assert [each.operation for each in virtual.calls()] == ["listRollovers"]
    planned = await within.rollovers.ensure(virtual.request(10, 20), dry_run=True)
    assert planned == done.rollover
    assert virtual.rollovers() == []


async def test_a_dry_run_tells_what_would_be_changed_and_writes_nothing(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    there = virtual.put(10, 20, "Summer", colour="blue")
    done = await within.rollovers.ensured(virtual.request(10, 22), dry_run=True)
    assert (done.action, done.rollover.id) == ("would_change", there.id)
    assert done.rollover.end_date == virtual.day(22)
    assert done.rollover.additional_properties == {"colour": "blue"}
    assert done.before is not None
    assert done.before.end_date == virtual.day(20)
    assert [each.operation for each in virtual.calls()] == ["listRollovers"]


@pytest.mark.parametrize("dry_run", [False, True])
async def test_what_was_not_even_asked_for_says_so(
    virtual: VirtualWorld, within: InteropClient, dry_run: bool
) -> None:
    there = virtual.put(-1, 20, "Summer")
    with pytest.raises(ActiveRolloverError) as active:
        await within.rollovers.ensure(virtual.request(-1, 22), dry_run=dry_run)
    assert active.value.rollover.id == there.id
    assert (active.value.answered, active.value.attempts) == (False, 0)
    assert active.value.method == method_of("updateRollover")
    assert active.value.url.endswith(str(there.id))
    virtual.put(30, 40, "Summer")
    with pytest.raises(RolloverOverlapError, match="2 rollovers") as several:
        await within.rollovers.ensure(virtual.request(10, 22), dry_run=dry_run)
    assert not several.value.answered
    assert {each.method for each in virtual.calls()} == {"GET"}


async def test_several_schedules_at_one_hour_are_told_without_asking(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    for _ in range(2):
        record = {"hour": 5, "type": "collection", "id": virtual.sandbox.state.new_id()}
        virtual.tenant.schedules.put(record)
    with pytest.raises(ScheduleOverlapError) as caught:
        await within.schedules.ensure(5)
    assert (caught.value.answered, caught.value.attempts, caught.value.method) == (False, 0, "POST")
    assert len(caught.value.conflicting) == 2


@pytest.mark.parametrize("changing", [False, True])
async def test_a_dry_run_tells_what_is_in_the_way(
    virtual: VirtualWorld, within: InteropClient, changing: bool
) -> None:
    other = virtual.put(20, 30, "Other")
    if changing:
        virtual.put(10, 15, "Summer")
    with pytest.raises(RolloverOverlapError) as caught:
        await within.rollovers.ensure(virtual.request(10, 22), dry_run=True)
    assert [found.id for found in caught.value.conflicting] == [other.id]
    assert not caught.value.answered
    with pytest.raises(RolloverOverlapError) as asked:
        await within.rollovers.ensure(virtual.request(10, 22))
    assert [found.id for found in asked.value.conflicting] == [other.id]
    assert asked.value.answered


@pytest.mark.parametrize("when", ["before", "after"])
async def test_what_a_lost_create_made_counts_as_created(
    virtual: VirtualWorld, within: InteropClient, when: Any
) -> None:
    virtual.sandbox.faults.lose_connection("createRollover", when)
    done = await within.rollovers.ensured(virtual.request(10, 20))
    assert done.action == "created"
    assert [record["id"] for record in virtual.rollovers()] == [str(done.rollover.id)]


async def test_what_another_ensure_made_first_counts_as_found(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    body = virtual.request(10, 20)

    def first(request: object) -> bool:
        if not virtual.rollovers():
            virtual.put(10, 20, "Summer")
        return False

    virtual.sandbox.faults.status("createRollover", 500, where=first)
    done = await within.rollovers.ensured(body)
    assert done.action == "found"
    assert len(virtual.rollovers()) == 1


async def test_a_rollover_without_an_identifier_is_found_but_not_changed(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    virtual.put(10, 20, "Summer")
    virtual.sandbox.quirks.plant("listRollovers", id=None)
    assert (await within.rollovers.ensured(virtual.request(10, 20))).action == "found"
    with pytest.raises(Exception, match="without an identifier"):
        await within.rollovers.ensure(virtual.request(10, 22))


@pytest.mark.parametrize("wrong", [None, 1, "yes"])
async def test_a_dry_run_is_a_yes_or_no(
    virtual: VirtualWorld, within: InteropClient, wrong: Any
) -> None:
    with pytest.raises(TypeError, match="dry_run"):
        await within.rollovers.ensure(virtual.request(10, 20), dry_run=wrong)
    assert virtual.calls() == []


async def test_what_an_ensure_did_does_not_change_afterwards(
    virtual: VirtualWorld, within: InteropClient
) -> None:
    done = await within.rollovers.ensured(virtual.request(10, 20))
    assert isinstance(done, Ensured)
    writable: Any = done
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        writable.action = "found"


async def test_what_a_helper_says_by_itself_names_the_tenant_and_the_operation(
    virtual: VirtualWorld,
) -> None:
    virtual.put(-1, 20, "Summer")
    virtual.sandbox.ingestion_plan = IngestionPlan(preparing=float("inf"))
    running = virtual.sandbox.state.start_ingestion(virtual.tenant, virtual.sandbox.clock.now())
    async with InteropClient(
        ClientCredentials(*virtual.sandbox.account),
        base_url=virtual.sandbox.base_url,
        transport=virtual.sandbox.transport,
    ) as account:
        client = account.for_tenant(await account.tenants.find(virtual.tenant.id))
        with pytest.raises(ActiveRolloverError) as active:
            await client.rollovers.ensure(virtual.request(-1, 22))
        with pytest.raises(WaitTimeoutError) as waited:
            await client.ingestions.wait(running.id, timeout=30)
    for error in (active.value, waited.value):
        assert error.tenant is not None
        assert error.tenant.id == virtual.tenant.id
    assert active.value.operation_id == "updateRollover"


@pytest.mark.parametrize("helper", ["create", "ensure"])
async def test_a_service_that_lets_no_two_clouds_overlap_is_understood(
    virtual: VirtualWorld, within: InteropClient, helper: str
) -> None:
    virtual.sandbox.profile.overlap_within = "tenant"
    there = virtual.put(10, 20, "Other", cloud_id=virtual.sandbox.state.new_id())
    with pytest.raises(RolloverOverlapError, match="our conclusion") as caught:
        await getattr(within.rollovers, helper)(virtual.request(15, 25))
    assert [found.id for found in caught.value.conflicting] == [there.id]
    assert virtual.sent("createRollover") == 1
