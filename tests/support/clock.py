"""A virtual clock: waiting takes no time, and lasts exactly as long as was asked for.

On asyncio an event loop of ours, on trio its `MockClock`, jump to the next deadline whenever
nothing is left to do. So a test of waiting asserts the very number of seconds, on any machine.
It is for what runs in memory: a loop that waits for a socket or a thread would not know it.

A test (or a module, by `pytestmark`) opts in with the mark `virtual_clock`: it starts at second 0
of the loop and at `EPOCH` of wall time, on asyncio and on trio; `virtual_clock(seed=...)` shuffles
on asyncio what is ready in each turn, which trio does by itself.
"""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Callable, Mapping
from typing import Any

import anyio
import sniffio
import trio
from trio.testing import MockClock

EPOCH = 1_800_000_000.0
"""Seconds since 1970 at second 0 of a virtual loop: 15 January 2027, 08:00 UTC."""


class NothingToWaitForError(RuntimeError):
    """Every task waits, and for nothing that time brings: in memory, that is for ever."""


# One turn of asyncio's loop has no public name.
_TURN: Callable[[asyncio.BaseEventLoop], None] = vars(asyncio.BaseEventLoop)["_run_once"]


class VirtualLoop(asyncio.SelectorEventLoop):
    """An asyncio loop whose time jumps to the next deadline when nothing is left to do.

    Args:
        seed: shuffles what is ready in each turn of the loop by this seed; None keeps the order.
    """

    def __init__(self, seed: int | None = None) -> None:
        self._now = 0.0
        self._shuffle = None if seed is None else random.Random(seed)
        super().__init__(_JumpingSelector(self))

    def time(self) -> float:
        return self._now

    def jump(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._now += seconds

    def jump_to_the_next(self, seconds: float | None) -> None:
        """Move to the next deadline, which is `seconds` away; None where there is none."""
        scheduled: list[asyncio.TimerHandle] = vars(self)["_scheduled"]
        if seconds is None:
            raise NothingToWaitForError("every task waits for something that nobody will do")
        # The deadline itself, and not a sum that is off by the last bit.
        self._now = max(self._now, scheduled[0].when())

    def _run_once(self) -> None:
        ready = vars(self)["_ready"]
        if self._shuffle is not None and len(ready) > 1:
            handles = list(ready)
            self._shuffle.shuffle(handles)
            ready.clear()
            ready.extend(handles)
        _TURN(self)


class _JumpingSelector(selectors.BaseSelector):
    """Never waits: where the loop would wait for a deadline, the loop's time jumps there."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._real = selectors.DefaultSelector()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = self._real.select(0)
        if events or (timeout is not None and timeout <= 0):
            return events
        self._loop.jump_to_the_next(timeout)
        return []

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._real.unregister(fileobj)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        return self._real.modify(fileobj, events, data)

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        return self._real.get_map()

    def close(self) -> None:
        self._real.close()


class WallClock:
    """Wall time that goes with the loop's; it stands where the package asks the `time` module.

    Attributes:
        ahead: seconds by which it is ahead of where it would be; a test may set it.
    """

    def __init__(self) -> None:
        self.ahead = 0.0

    def time(self) -> float:
        """Seconds since 1970."""
        try:
            return EPOCH + anyio.current_time() + self.ahead
        except (RuntimeError, anyio.NoEventLoopError):
            return EPOCH + self.ahead


def virtual_backend(name: str, seed: int | None = None) -> tuple[str, dict[str, Any]]:
    """What anyio's pytest plugin takes for a backend, on a virtual clock.

    Args:
        name: "asyncio" or "trio".
        seed: on asyncio, shuffles what is ready in each turn; trio shuffles by itself.
    """
    if name == "trio":
        return name, {"clock": MockClock(autojump_threshold=0)}
    return name, {"loop_factory": lambda: VirtualLoop(seed)}


def is_virtual() -> bool:
    """Whether this runs in an event loop, and on a virtual clock."""
    try:
        library = sniffio.current_async_library()
    except sniffio.AsyncLibraryNotFoundError:
        return False
    if library == "trio":
        return isinstance(trio.lowlevel.current_clock(), MockClock)
    return isinstance(asyncio.get_running_loop(), VirtualLoop)


def jump(seconds: float) -> None:
    """Let so many seconds pass while other tasks are ready, as work that blocks the loop does."""
    if sniffio.current_async_library() == "trio":
        clock = trio.lowlevel.current_clock()
        assert isinstance(clock, MockClock)
        clock.jump(seconds)
    else:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        loop.jump(seconds)
