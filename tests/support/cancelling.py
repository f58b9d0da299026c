"""Cancelling a coroutine at one of its awaits, told by number, on asyncio and on trio."""

from __future__ import annotations

import types
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, TypeVar

import anyio
import attrs

T = TypeVar("T")


@attrs.define
class Steps:
    """How often a coroutine gave way to the event loop.

    Attributes:
        taken: so many times up to now.
    """

    taken: int = 0


@types.coroutine
def _stepped(
    inner: Coroutine[Any, Any, T], steps: Steps, at: int | None, act: Callable[[], None]
) -> Generator[Any, Any, T]:
    """Run `inner` step by step, and act right before it gives way for the `at`th time."""
    value: Any = None
    error: BaseException | None = None
    while True:
        try:
            asked = inner.send(value) if error is None else inner.throw(error)
        except StopIteration as stop:
            result: T = stop.value
            return result
        steps.taken += 1
        if steps.taken == at:
            act()
        value = error = None
        try:
            value = yield asked
        except BaseException as raised:
            error = raised


async def cancelled_at(call: Callable[[], Coroutine[Any, Any, T]], at: int | None) -> Steps:
    """Run a call, cancelled at its `at`th await; None lets it run to its end.

    Errors of the call come out; whether it was cancelled shows in the number of steps.
    """
    steps = Steps()
    with anyio.CancelScope() as scope:
        await _awaited(_stepped(call(), steps, at, scope.cancel))
    return steps


async def _awaited(awaitable: Awaitable[T]) -> T:
    return await awaitable
