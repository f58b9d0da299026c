"""Answers that are held, and many calls that wait for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import anyio
import anyio.lowlevel
import httpx
from scripted import operation

from interop_client import InteropClient, InteropError


class Held:
    """An answer that waits until it is let go, and knows when it was asked for."""

    def __init__(self, answer: httpx.Response | Exception | None = None) -> None:
        self.answer = answer or httpx.Response(200, json={"access_token": "held"})
        self.asked = anyio.Event()
        self.released = anyio.Event()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.set()
        await self.released.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


async def outcomes(
    client: InteropClient, calls: int, meanwhile: Callable[[], Any] | None = None
) -> Counter[str]:
    found: Counter[str] = Counter()

    async def call() -> None:
        try:
            await client.send(operation("POST"))
        except InteropError as error:
            found[type(error).__name__] += 1
        else:
            found["success"] += 1

    async with anyio.create_task_group() as tasks:
        for _ in range(calls):
            tasks.start_soon(call)
        if meanwhile is not None:
            await meanwhile()
    return found


async def queued() -> None:
    """Let every task that can go on go on."""
    for _ in range(10):
        await anyio.lowlevel.checkpoint()
