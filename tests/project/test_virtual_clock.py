"""The clock that the tests of waiting stand on."""

from __future__ import annotations

import asyncio

import anyio
import pytest
from support.clock import EPOCH, NothingToWaitForError, VirtualLoop

from interop_client._clock import loop_time, wall_time

pytestmark = pytest.mark.virtual_clock


@pytest.mark.anyio
async def test_a_wait_lasts_exactly_as_long_as_was_asked_for() -> None:
    began = loop_time()
    await anyio.sleep(3_600.1)
    assert loop_time() == began + 3_600.1


@pytest.mark.anyio
async def test_waits_end_in_the_order_of_their_deadlines() -> None:
    ended: list[tuple[float, float]] = []

    async def wait(seconds: float) -> None:
        await anyio.sleep(seconds)
        ended.append((seconds, loop_time() - began))

    began = loop_time()
    async with anyio.create_task_group() as tasks:
        for seconds in (3.0, 1.0, 2.0):
            tasks.start_soon(wait, seconds)
    assert ended == [(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]


@pytest.mark.anyio
async def test_a_deadline_ends_a_wait_at_its_time() -> None:
    began = loop_time()
    with anyio.move_on_after(5) as scope:
        await anyio.sleep_forever()
    assert scope.cancelled_caught
    assert loop_time() == began + 5


@pytest.mark.anyio
async def test_wall_time_goes_with_the_loops() -> None:
    before = wall_time()
    await anyio.sleep(100)
    assert wall_time() == before + 100
    assert before >= EPOCH


def test_what_nobody_will_end_is_an_error_and_not_a_hang() -> None:
    with asyncio.Runner(loop_factory=VirtualLoop) as runner, pytest.raises(NothingToWaitForError):
        runner.run(asyncio.Event().wait())


def test_a_seed_chooses_the_order_of_what_is_ready() -> None:
    def order(seed: int | None) -> list[int]:
        seen: list[int] = []

        async def note(number: int) -> None:
            for _ in range(3):
                await asyncio.sleep(0)
            seen.append(number)

        async def main() -> None:
            async with asyncio.TaskGroup() as tasks:
                for number in range(6):
                    tasks.create_task(note(number))

        with asyncio.Runner(loop_factory=lambda: VirtualLoop(seed)) as runner:
            runner.run(main())
        return seen

    assert order(None) == [0, 1, 2, 3, 4, 5]
    assert order(1) == order(1)
    assert len({tuple(order(seed)) for seed in range(10)}) > 5
