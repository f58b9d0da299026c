"""Input that cannot be meant is refused before anything is sent, by a message that names it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from interop_client import InteropClient
from interop_client.models import Rollover, RolloverRequest, Schedule, ScheduleRequest
from interop_client.sandbox.contract.profile import ProfileName

from .world import World

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


@pytest.fixture
def profile() -> ProfileName:
    """One will do: nothing is asked of the service."""
    return "page-2026"


SOME_ID = "0b36f3cd-0acf-4ba4-8410-30ae56525ce0"


def with_value(name: str, value: Any) -> Any:
    def change(body: RolloverRequest) -> RolloverRequest:
        setattr(body, name, value)
        return body

    return change


def equal_dates(body: RolloverRequest) -> RolloverRequest:
    body.end_date = body.start_date
    return body


def swapped_dates(body: RolloverRequest) -> RolloverRequest:
    body.start_date, body.end_date = body.end_date, body.start_date
    return body


ROLLOVERS = [
    (equal_dates, ValueError, "start_date must be before end_date, not 20"),
    (swapped_dates, ValueError, "start_date must be before end_date, not 20"),
    (with_value("start_date", datetime(2031, 6, 1)), ValueError, "start_date .*2031-06-01T00"),
    (with_value("end_date", datetime(2031, 6, 1)), ValueError, "end_date .*2031-06-01T00"),
    (with_value("start_date", "2031-06-01"), TypeError, "start_date .*2031-06-01"),
    (with_value("start_date", None), TypeError, "start_date"),
    (with_value("name", None), TypeError, "name"),
    (with_value("type", 3), TypeError, "type"),
    (with_value("cloud_id", "not one"), ValueError, "cloud_id .*not one"),
    (with_value("cloud_id", None), TypeError, "cloud_id"),
    (with_value("additional_properties", {"x": object()}), TypeError, "object"),
    (with_value("additional_properties", {"x": float("nan")}), ValueError, "not JSON"),
    (lambda body: body.to_dict(), TypeError, "dict"),
    (lambda body: None, TypeError, "NoneType"),
    (lambda body: Rollover(name="x"), ValueError, "start_date, end_date, type, status, cloud_id"),
    (
        lambda body: Rollover.from_dict(
            {**body.to_dict(), "end_date": body.to_dict()["start_date"]}
        ),
        ValueError,
        "start_date must be before",
    ),
]


@pytest.mark.parametrize("helper", ["create", "ensure", "update"])
@pytest.mark.parametrize(("change", "error", "words"), ROLLOVERS)
async def test_a_rollover_that_cannot_be(
    world: World, one: InteropClient, helper: str, change: Any, error: type[Exception], words: str
) -> None:
    arguments = [SOME_ID] if helper == "update" else []
    with pytest.raises(error, match=words):
        await getattr(one.rollovers, helper)(*arguments, change(world.request(10, 20)))
    assert world.sandbox.requests == []


@pytest.mark.parametrize("helper", ["create", "ensure"])
@pytest.mark.parametrize(
    ("hour", "error"),
    [
        (True, TypeError),
        ("3", TypeError),
        (3.5, TypeError),
        (3.0, TypeError),
        (None, TypeError),
        (24, ValueError),
        (-1, ValueError),
        (ScheduleRequest(hour=24), ValueError),
        (Schedule(hour=3), TypeError),
    ],
)
async def test_an_hour_that_cannot_be(
    world: World, one: InteropClient, helper: str, hour: Any, error: type[Exception]
) -> None:
    words = "hour" if not isinstance(hour, int) else f"hour .*{hour}"
    with pytest.raises(error, match=words):
        await getattr(one.schedules, helper)(hour)
    assert world.sandbox.requests == []


@pytest.mark.parametrize("bad", ["", ".", "..", None, 3])
async def test_an_identifier_that_cannot_be(world: World, one: InteropClient, bad: Any) -> None:
    for call in (
        lambda: one.rollovers.update(bad, world.request(10, 20)),
        lambda: one.rollovers.modify(bad, lambda found: found),
        lambda: one.rollovers.delete(bad),
        lambda: one.schedules.enable(bad),
        lambda: one.schedules.disable(bad),
        lambda: one.schedules.run(bad),
        lambda: one.schedules.run(bad, wait_for_pending=1),
        lambda: one.schedules.run_to_completion(bad, timeout=1),
        lambda: one.ingestions.wait(bad, timeout=1),
    ):
        with pytest.raises((TypeError, ValueError)):
            await call()
    assert world.sandbox.requests == []


@pytest.mark.parametrize(
    ("bound", "error"),
    [
        (0, ValueError),
        (-1, ValueError),
        (float("nan"), ValueError),
        (float("inf"), ValueError),
        (True, TypeError),
        ("3", TypeError),
    ],
)
async def test_a_bound_that_cannot_be(
    world: World, one: InteropClient, bound: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match="wait_for_pending"):
        await one.schedules.run(SOME_ID, wait_for_pending=bound)
    with pytest.raises(error, match="timeout"):
        await one.schedules.run_to_completion(SOME_ID, timeout=bound)
    with pytest.raises(error, match="wait_for_pending"):
        await one.schedules.run_to_completion(SOME_ID, timeout=5, wait_for_pending=bound)
    with pytest.raises(error, match="timeout"):
        await one.ingestions.wait(SOME_ID, timeout=bound)
    assert world.sandbox.requests == []


async def test_options_and_callbacks_that_cannot_be(world: World, one: InteropClient) -> None:
    wrong: Any = {"x": object()}
    listed: Any = [wrong]
    with pytest.raises((TypeError, ValueError)):
        await one.schedules.run(SOME_ID, wrong)
    with pytest.raises(TypeError):
        await one.schedules.run(SOME_ID, listed)
    callback: Any = "not callable"
    with pytest.raises(TypeError, match="on_progress"):
        await one.ingestions.wait(SOME_ID, timeout=1, on_progress=callback)
    with pytest.raises(TypeError, match="on_progress"):
        await one.schedules.run_to_completion(SOME_ID, timeout=1, on_progress=callback)
    assert world.sandbox.requests == []


def test_a_rollover_without_its_required_fields_cannot_be_written_down() -> None:
    incomplete: dict[str, Any] = {"name": "Summer"}
    with pytest.raises(TypeError, match="start_date"):
        RolloverRequest(**incomplete)
