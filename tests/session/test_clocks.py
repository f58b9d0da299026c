"""The clock that waits and bounds go by."""

from __future__ import annotations

import asyncio
from typing import Any

import trio

from interop_client._clock import loop_time


def test_where_one_event_loop_hosts_another_the_clock_is_that_of_the_guest() -> None:
    async def guest() -> tuple[float, float, float]:
        return trio.current_time(), loop_time(), trio.current_time()

    async def host() -> tuple[float, float, float]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()
        trio.lowlevel.start_guest_run(
            guest,
            run_sync_soon_threadsafe=loop.call_soon_threadsafe,
            done_callback=done.set_result,
        )
        outcome = await done
        seen: tuple[float, float, float] = outcome.unwrap()
        return seen

    before, seen, after = asyncio.run(host())
    assert before <= seen <= after


def test_within_a_task_of_asyncio_the_clock_is_that_of_its_loop() -> None:
    async def look() -> tuple[float, float, float]:
        loop = asyncio.get_running_loop()
        return loop.time(), loop_time(), loop.time()

    before, seen, after = asyncio.run(look())
    assert before <= seen <= after
