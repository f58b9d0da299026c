"""Delays planted at random in real event loops, as a slow or busy machine would have them.

`INTEROP_TEST_DELAYS=7 pytest` holds up turns of every event loop of asyncio, and steps of tasks on
trio, by up to `LONGEST` seconds each; the seed decides which. Virtual clocks have no such turns.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any

import pytest
import trio

from .clock import VirtualLoop

LONGEST = 0.05
SHARE = 0.03
"""How many of the turns are held up."""


class Delays(trio.abc.Instrument):
    """Holds up event loops.

    Args:
        seed: decides where, and for how long.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.planted = 0

    def before_task_step(self, task: trio.lowlevel.Task) -> None:
        self.maybe()

    def maybe(self) -> None:
        """Holds up this thread, or not."""
        if self._chance.random() < SHARE:
            self.planted += 1
            # A real wait, and on purpose: it is the slow machine, and nothing is measured by it.
            time.sleep(self._chance.uniform(0.0, LONGEST))

    def on_asyncio(self, patch: pytest.MonkeyPatch) -> None:
        """Has every loop of asyncio that is real be held up from now on, in any thread."""
        turn: Callable[[asyncio.BaseEventLoop], None] = vars(asyncio.BaseEventLoop)["_run_once"]

        def held_up(loop: asyncio.BaseEventLoop) -> None:
            if not isinstance(loop, VirtualLoop):
                self.maybe()
            turn(loop)

        patch.setattr(asyncio.BaseEventLoop, "_run_once", held_up)


def held_up(name: str, delays: Delays | None) -> str | tuple[str, dict[str, Any]]:
    """What anyio's pytest plugin takes for a backend, held up on trio where that is asked for."""
    return name if delays is None or name != "trio" else (name, {"instruments": [delays]})
