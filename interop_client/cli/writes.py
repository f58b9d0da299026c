"""Writes: whether a command began to change anything, for what is said when it is interrupted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ..auth.token_endpoint import OPERATION_ID
from ..events import AttemptStarted, Event

_READS = (None, "GET", "HEAD")


class Writes:
    """Whether any request that changes something was begun."""

    def __init__(self) -> None:
        self.begun: bool = False

    def note(self, event: Event) -> None:
        """Be told what goes on, as `on_event` of a client is."""
        if isinstance(event, AttemptStarted) and event.operation != OPERATION_ID:
            self.begun = self.begun or event.method not in _READS


_CURRENT: ContextVar[Writes] = ContextVar("writes")


@contextmanager
def noted() -> Iterator[Writes]:
    """Within this block clients that `current` listens to are looked at."""
    writes = Writes()
    token = _CURRENT.set(writes)
    try:
        yield writes
    finally:
        _CURRENT.reset(token)


def current() -> Writes:
    """What listens to the clients of the command that runs."""
    return _CURRENT.get(Writes())
