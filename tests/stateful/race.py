"""Two calls at once, each held somewhere on its way, and let go in an order."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta

import anyio
import attrs
from conflicts.world import World

from interop_client import InteropClient
from interop_client.sandbox import IngestionPlan
from interop_client.sandbox.control.signals import first_of

from .calls import Call

PAUSES = (0.0, 0.0, 0.0, 0.001, 0.02, 0.1)
"""Seconds that a request or an answer may be on its way."""

LONGEST = 1000.0
"""Seconds of the loop after which a call that has not ended hangs; its own bound is far less."""


@attrs.define
class Race:
    """Two calls, as they were drawn.

    Attributes:
        swapped: the second is let go first.
        together: the second is let go at once, not when the first is through.
        advance: seconds by which the clock of the service moves in between.
        plan: how ingestions go that start meanwhile.
    """

    first: Call
    second: Call
    swapped: bool
    together: bool
    advance: float
    plan: IngestionPlan

    @property
    def pair(self) -> tuple[Call, Call]:
        return self.first, self.second

    async def run(
        self, world: World, clients: tuple[InteropClient, InteropClient], chance: random.Random
    ) -> None:
        """Makes the calls, and waits until both have ended."""
        for call in self.pair:
            call.inject(world.sandbox)
        with anyio.fail_after(LONGEST):
            async with anyio.create_task_group() as tasks:
                for call, client in zip(self.pair, clients, strict=True):
                    tasks.start_soon(call.run, world, client)
                for call in self.pair:
                    await stands(call)
                for call in reversed(self.pair) if self.swapped else self.pair:
                    await self._let_go(call, world, chance)
        world.sandbox.faults.clear()

    async def _let_go(self, call: Call, world: World, chance: random.Random) -> None:
        assert call.hold is not None
        assert call.scope is not None
        if call.fault == "cancelled":
            call.scope.cancel()
        if call.fault in ("cancelled", "out of time"):
            await first_of(call.ended)
        call.hold.release()
        if call.fault == "cancelled late":
            await anyio.sleep(chance.choice(PAUSES))
            call.scope.cancel()
        if self.advance:
            clock = world.sandbox.clock
            clock.set(clock.now() + timedelta(seconds=self.advance))
        if not self.together:
            with anyio.move_on_after(10.0):
                await first_of(call.ended)


async def stands(call: Call) -> None:
    """Waits until a call is held, or has ended without."""
    async with anyio.create_task_group() as tasks:

        async def then_go_on(wait: Callable[[], Awaitable[object]]) -> None:
            await wait()
            tasks.cancel_scope.cancel()

        assert call.hold is not None
        tasks.start_soon(then_go_on, lambda: first_of(call.ended))
        hold = call.hold
        tasks.start_soon(then_go_on, lambda: hold.arrived(LONGEST))
