"""Scenes: a call to cancel, all that it needs, and what must hold whatever was cancelled."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any

import anyio
import attrs
from support.cancelling import Steps, cancelled_at

from interop_client import InteropError

WATCHDOG = 10_000
"""Seconds, of the virtual clock where there is one."""


@attrs.frozen
class Swept:
    """One scene, set up anew for each await.

    Args:
        call: what is cancelled.
        after: looks at what is left, and does the same things again.
    """

    call: Callable[[], Coroutine[Any, Any, object]]
    after: Callable[[], Awaitable[object]]


Scene = Callable[[], AbstractAsyncContextManager[Swept]]


async def once(scene: Scene) -> Steps:
    """Play a scene to its end; where it gave way."""
    async with scene() as swept:
        steps = await cancelled_at(swept.call, None)
        await swept.after()
    return steps


async def sweep(scene: Scene) -> int:
    """Cancel a call at each of its awaits, each time in a scene of its own; how many there are."""
    at = 1
    while True:
        async with scene() as swept:
            steps: Steps | None = None
            try:
                with anyio.fail_after(WATCHDOG):
                    steps = await cancelled_at(swept.call, at)
            except InteropError:
                # A write whose cancellation came too late may fail; it must not hang or hide.
                pass
            await swept.after()
        if steps is not None and steps.taken < at:
            return at - 1
        at += 1
        assert at < 5_000
