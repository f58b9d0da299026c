"""Cancelling a call at one of its awaits, told by number, on asyncio and on trio.

The awaits of the tasks that a call starts count like its own.
"""

from __future__ import annotations

import gc
import types
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator
from typing import Any, TypeVar

import anyio
import attrs
import pytest

T = TypeVar("T")

_SUSPENDED = {
    types.CoroutineType: ("cr_code", "cr_await"),
    types.GeneratorType: ("gi_code", "gi_yieldfrom"),
    types.AsyncGeneratorType: ("ag_code", "ag_await"),
}


@attrs.define
class Steps:
    """How often a call gave way to the event loop, and where.

    Attributes:
        taken: so many times up to now.
        within: the code of each coroutine and generator that stood at one of these awaits.
    """

    taken: int = 0
    within: set[types.CodeType] = attrs.field(factory=set)


@attrs.define
class _Stepping:
    """Counts the awaits of a call, and acts right before the `at`th."""

    act: Callable[[], None]
    at: int | None
    steps: Steps = attrs.field(factory=Steps)

    @types.coroutine
    def through(self, inner: Coroutine[Any, Any, T]) -> Generator[Any, Any, T]:
        """Run one coroutine of the call step by step."""
        value: Any = None
        error: BaseException | None = None
        while True:
            try:
                asked = inner.send(value) if error is None else inner.throw(error)
            except StopIteration as stop:
                result: T = stop.value
                return result
            self.steps.taken += 1
            self.steps.within.update(_suspended(inner))
            if self.steps.taken == self.at:
                self.act()
            value = error = None
            try:
                value = yield asked
            except BaseException as raised:
                error = raised

    def groups(self, made: Callable[[], Any]) -> Callable[[], Any]:
        """Task groups whose tasks are stepped through as well."""

        def make() -> Any:
            group = made()
            start = group.start_soon

            def start_soon(work: Callable[..., Any], *args: Any, name: object = None) -> None:
                async def stepped() -> None:
                    await _awaited(self.through(work(*args)))

                start(stepped, name=name)

            group.start_soon = start_soon
            return group

        return make


async def cancelled_at(call: Callable[[], Coroutine[Any, Any, T]], at: int | None) -> Steps:
    """Run a call, cancelled at its `at`th await; None lets it run to its end.

    Errors of the call come out; whether it was cancelled shows in the number of steps.
    """
    with pytest.MonkeyPatch.context() as patch, anyio.CancelScope() as scope:
        stepping = _Stepping(scope.cancel, at)
        patch.setattr(anyio, "create_task_group", stepping.groups(anyio.create_task_group))
        await _awaited(stepping.through(call()))
    return stepping.steps


async def _awaited(awaitable: Awaitable[T]) -> T:
    return await awaitable


def _suspended(awaited: object) -> Iterator[types.CodeType]:
    """The code of all that is suspended in one await, from the outside in."""
    while awaited is not None:
        names = _SUSPENDED.get(type(awaited))
        if names is None:
            # What `anext` of a generator gives, for one, does not tell what it waits for.
            inner = [each for each in gc.get_referents(awaited) if type(each) in _SUSPENDED]
            awaited = inner[0] if len(inner) == 1 else None
        else:
            yield getattr(awaited, names[0])
            awaited = getattr(awaited, names[1])
