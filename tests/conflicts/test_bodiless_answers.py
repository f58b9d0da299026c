"""Writes that the service accepted, with an answer that does not show what it made of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
import pytest

from interop_client import InteropClient
from interop_client.errors import ResponseDecodeError
from interop_client.models import Rollover, Schedule
from interop_client.sandbox import IngestionPlan

from .virtual import Edited, VirtualWorld
from .world import WRITES, renamed

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

BODIES = {
    "204": (204, b""),
    "200 empty": (200, b""),
    "202 null": (202, b'{"data": null}'),
    "201 message": (201, b'{"message": "accepted"}'),
    "200 object": (200, b'{"data": {}}'),
    "200 error": (200, b'{"error": {"code": "overloaded"}}'),
}

Act = Callable[[InteropClient, VirtualWorld, str], Awaitable[Rollover | Schedule]]
CREATES: dict[str, tuple[str, Act]] = {
    "create": ("createRollover", lambda c, w, i: c.rollovers.create(w.request(30, 40))),
    "ensure": ("createRollover", lambda c, w, i: c.rollovers.ensure(w.request(30, 40))),
    "create schedule": ("createSchedule", lambda c, w, i: c.schedules.create(5)),
    "ensure schedule": ("createSchedule", lambda c, w, i: c.schedules.ensure(5)),
}
CHANGES: dict[str, tuple[str, Act]] = {
    "update": ("updateRollover", lambda c, w, i: c.rollovers.update(i, w.request(10, 21))),
    "ensure": ("updateRollover", lambda c, w, i: c.rollovers.ensure(w.request(10, 21, "There"))),
    "modify": (
        "updateRollover",
        lambda c, w, i: c.rollovers.modify(i, lambda found: renamed(found, "Renamed")),
    ),
    "enable": ("updateSchedule", lambda c, w, i: c.schedules.enable(w.schedule)),
    "disable": ("updateSchedule", lambda c, w, i: c.schedules.disable(w.schedule)),
}


def answering(world: VirtualWorld, status: int, content: bytes) -> InteropClient:
    """A client whose writes are answered so, when they succeeded."""

    def edit(request: httpx.Request, response: httpx.Response) -> httpx.Response | None:
        if request.method not in WRITES or request.url.path.endswith("/token"):
            return None
        if not response.is_success:
            return None
        return httpx.Response(status, content=content, headers={"date": response.headers["date"]})

    return world.client(transport=Edited(world.sandbox.transport, edit))


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("name", CREATES)
async def test_what_was_made_is_found_by_looking(
    virtual: VirtualWorld, name: str, body: str
) -> None:
    operation, act = CREATES[name]
    async with answering(virtual, *BODIES[body]) as client:
        made = await act(client, virtual, "")
    with virtual.sandbox.state.lock:
        records = [*virtual.tenant.rollovers, *virtual.tenant.schedules]
    assert str(made.id) in {record["id"] for record in records}
    assert virtual.sent(operation) == virtual.effects(operation) == 1


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("name", CHANGES)
async def test_what_was_changed_is_read_back(virtual: VirtualWorld, name: str, body: str) -> None:
    operation, act = CHANGES[name]
    there = virtual.put(10, 20)
    async with answering(virtual, *BODIES[body]) as client:
        changed = await act(client, virtual, str(there.id))
    if isinstance(changed, Schedule):
        assert changed.enabled is (name == "enable")
    else:
        assert changed.id == there.id
        assert (changed.name, changed.end_date) != (there.name, there.end_date)
    assert virtual.sent(operation) == virtual.effects(operation) == 1


@pytest.mark.parametrize("name", CREATES)
@pytest.mark.parametrize("seen", ["refused", "nothing"])
async def test_what_was_made_but_is_not_seen_is_said_to_be_made_and_never_made_again(
    virtual: VirtualWorld, name: str, seen: str
) -> None:
    operation, act = CREATES[name]
    looking = operation.replace("create", "list") + "s"

    def hide(body: dict[str, object]) -> None:
        body["data"] = []

    if seen == "refused":
        virtual.sandbox.faults.status(looking, 403, times=None, skip=1)
    else:
        virtual.sandbox.quirks.change(looking, hide)
    async with answering(virtual, 204, b"") as client:
        with pytest.raises(ResponseDecodeError) as caught:
            await act(client, virtual, "")
    assert caught.value.write_done
    assert virtual.sent(operation) == virtual.effects(operation) == 1


@pytest.mark.parametrize("name", [*CREATES, *CHANGES])
async def test_a_body_of_another_shape_is_an_error_that_says_that_it_was_done(
    virtual: VirtualWorld, name: str
) -> None:
    operation, act = {**CHANGES, **CREATES}[name]
    there = virtual.put(10, 20)
    async with answering(virtual, 200, b'{"data": [1]}') as client:
        with pytest.raises(ResponseDecodeError) as caught:
            await act(client, virtual, str(there.id))
    assert caught.value.write_done
    assert virtual.sent(operation) == virtual.effects(operation) == 1


@pytest.mark.parametrize("name", ["create", "ensure", "create schedule"])
async def test_an_answer_without_a_result_after_a_loss_is_not_a_loss(
    virtual: VirtualWorld, name: str
) -> None:
    operation, act = CREATES[name]
    virtual.sandbox.faults.lose_connection(operation, "before")
    async with answering(virtual, 200, b"<html>OK</html>") as client:
        with pytest.raises(ResponseDecodeError) as caught:
            await act(client, virtual, "")
    assert caught.value.write_done
    assert virtual.effects(operation) == 1


@pytest.mark.parametrize("body", BODIES)
async def test_a_run_is_done_whatever_its_answer_looks_like(
    virtual: VirtualWorld, body: str
) -> None:
    virtual.sandbox.ingestion_plan = IngestionPlan(preparing=9, scheduled=0, executing=0)
    async with answering(virtual, *BODIES[body]) as client:
        await client.schedules.run(virtual.schedule)
        virtual.sandbox.clock.advance(60)
        ended = await client.schedules.run_to_completion(virtual.schedule, timeout=60)
    assert str(ended.id) == list(virtual.tenant.ingestions)[-1]
    assert virtual.effects("runSchedule") == 2
