"""The connection that a request came on, as far as faults need it."""

from __future__ import annotations

from typing import Protocol

from starlette.types import Receive, Scope

from ..control.signals import Signal

EXTENSION = "interop_sandbox.connection"
"""Where an ASGI scope's extensions hold the connection."""


class ConnectionLostError(Exception):
    """The connection was broken on purpose; nothing more can be sent."""


class Connection(Protocol):
    """A connection that can be broken."""

    @property
    def closing(self) -> Signal:
        """Comes when the server stops, so that nothing may wait any longer."""

    async def lose(self, receive: Receive) -> None:
        """Breaks the connection: returns when it is gone, or raises ConnectionLostError."""


class Unbreakable:
    """Stands for the connection where the server has none to break: a request ends instead."""

    def __init__(self) -> None:
        self.closing: Signal = Signal()

    async def lose(self, receive: Receive) -> None:
        """Ends the request, as a broken connection would."""
        raise ConnectionLostError


def connection_of(scope: Scope) -> Connection:
    """The connection of a request."""
    found: Connection | None = scope.get("extensions", {}).get(EXTENSION)
    return Unbreakable() if found is None else found
