"""Signals: what one thread or task says once, and tasks of any event loop can wait for.

Nobody polls: who waits sleeps until the signal comes, so waiting costs nothing and a virtual clock
sees nothing but real deadlines.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

import anyio
import anyio.lowlevel

Wake = Callable[[], None]


class Signal:
    """Something that happens once; safe to use from any thread and any event loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._happened = threading.Event()
        self._waiting: list[Wake] = []

    @property
    def is_set(self) -> bool:
        """Whether it has happened."""
        return self._happened.is_set()

    def set(self) -> None:
        """Says that it has happened, and wakes all who wait; never waits itself."""
        with self._lock:
            self._happened.set()
            waiting, self._waiting = self._waiting, []
        for wake in waiting:
            wake()

    def block(self, timeout: float) -> bool:
        """Waits in a plain function, that many real seconds; False when it did not happen."""
        return self._happened.wait(timeout)

    def add(self, wake: Wake) -> bool:
        """Has a waiter woken when it happens; False when it has happened already."""
        with self._lock:
            if self._happened.is_set():
                return False
            self._waiting.append(wake)
            return True

    def drop(self, wake: Wake) -> None:
        """Forgets a waiter."""
        with self._lock, contextlib.suppress(ValueError):
            self._waiting.remove(wake)


async def first_of(*signals: Signal) -> None:
    """Waits, on asyncio or trio, until one of the signals has happened."""
    event = anyio.Event()
    wake = _waker(event)
    try:
        for signal in signals:
            if not signal.add(wake):
                event.set()
        await event.wait()
    finally:
        for signal in signals:
            signal.drop(wake)


def _waker(event: anyio.Event) -> Wake:
    """Sets an event of the running loop, from any thread, without waiting for that loop."""
    thread = threading.get_ident()
    call = _call_in_loop()

    def wake() -> None:
        if threading.get_ident() == thread:
            event.set()
        else:
            # The loop may have ended meanwhile, and then nobody waits there any more.
            with contextlib.suppress(RuntimeError):
                call(event.set)

    return wake


def _call_in_loop() -> Callable[[Wake], object]:
    if anyio.lowlevel.current_token().backend_class.__name__.startswith("Trio"):
        import trio

        return trio.lowlevel.current_trio_token().run_sync_soon
    import asyncio

    return asyncio.get_running_loop().call_soon_threadsafe
