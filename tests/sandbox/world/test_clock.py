"""The sandbox's clock: with the machine, with the event loop, or by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import anyio
import pytest

from interop_client.sandbox import Clock

NOON = datetime(2031, 6, 1, 12, tzinfo=UTC)


def test_a_frozen_clock_stands_still_until_it_is_moved() -> None:
    clock = Clock(NOON, frozen=True)
    assert clock.now() == NOON == clock.now()
    assert clock.advance(90) == NOON + timedelta(seconds=90)
    assert clock.advance(timedelta(minutes=1)) == NOON + timedelta(seconds=150)
    assert clock.frozen
    assert clock.http_date() == "Sun, 01 Jun 2031 12:02:30 GMT"


def test_a_clock_runs_with_the_machine_and_goes_on_from_where_it_was_stopped() -> None:
    machine = [100.0]
    clock = Clock(source=lambda: machine[0])
    machine[0] = 103.5
    assert clock.timestamp() == 103.5
    clock.freeze(at=NOON)
    machine[0] = 200.0
    assert clock.now() == NOON
    clock.resume()
    assert not clock.frozen
    machine[0] = 201.5
    assert clock.now() == NOON + timedelta(seconds=1.5)


def test_a_clock_refuses_a_time_without_an_offset() -> None:
    with pytest.raises(ValueError, match="aware"):
        Clock(datetime(2031, 6, 1))


def test_a_clock_runs_as_fast_as_asked() -> None:
    seconds = [0.0]
    clock = Clock(NOON, speed=60.0, source=lambda: seconds[0])
    seconds[0] = 2.0
    assert clock.now() == NOON + timedelta(minutes=2)
    clock.freeze()
    seconds[0] = 10.0
    assert clock.now() == NOON + timedelta(minutes=2)
    clock.resume()
    seconds[0] = 11.0
    assert clock.now() == NOON + timedelta(minutes=3)


@pytest.mark.parametrize("step", [-5, -0.1, float("nan"), float("inf"), timedelta(hours=-1)])
def test_a_clock_moves_forward_only_and_is_set_back_by_name(step: float | timedelta) -> None:
    clock = Clock(NOON, frozen=True)
    with pytest.raises(ValueError, match="a step of the clock must be 0 or more seconds"):
        clock.advance(step)
    assert clock.now() == NOON
    clock.set(NOON - timedelta(hours=1))
    assert clock.now() == NOON - timedelta(hours=1)


@pytest.mark.parametrize("step", ["5", True, None])
def test_a_step_of_the_clock_is_a_number(step: object) -> None:
    advance: Callable[..., object] = Clock(NOON).advance
    with pytest.raises(TypeError, match="a step of the clock must be a number of seconds"):
        advance(step)


@pytest.mark.anyio
@pytest.mark.virtual_clock
async def test_a_clock_of_the_loop_moves_with_the_loop_s_time_exactly() -> None:
    clock = Clock.of_loop(NOON)
    await anyio.sleep(86_400)
    assert clock.now() == NOON + timedelta(days=1)
    clock.advance(30)
    await anyio.sleep(0.5)
    assert clock.now() == NOON + timedelta(days=1, seconds=30.5)


def test_a_clock_of_the_loop_goes_on_in_the_next_loop_from_where_it_was() -> None:
    clock = Clock.of_loop(NOON)
    before = clock.now()

    async def read() -> datetime:
        return clock.now()

    first, second = asyncio.run(read()), asyncio.run(read())
    assert NOON == before <= first <= second
    assert clock.now() >= second


@pytest.mark.parametrize("frozen", [True, False])
def test_a_step_beyond_the_calendar_leaves_the_clock_where_it_was(frozen: bool) -> None:
    clock = Clock(datetime(2031, 6, 1, tzinfo=UTC), frozen=frozen)
    with pytest.raises(ValueError, match="cannot go beyond the calendar"):
        clock.advance(1e12)
    assert clock.now().year == 2031
