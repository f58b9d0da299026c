"""The connection that a request came on, as far as faults need it."""

from __future__ import annotations

from typing import Protocol

from starlette.types import Receive, Scope

EXTENSION = "interop_sandbox.connection"
"""Where an ASGI scope's extensions hold the connection."""


class ConnectionLostError(Exception):
    """The connection was broken on purpose; nothing more can be sent."""


class Connection(Protocol):
    """A connection that can be broken."""

    @property
    def closing(self) -> bool:
        """Whether the server is stopping, so that nothing may wait any longer."""

    async def lose(self, receive: Receive) -> None:
        """Breaks the connection: returns when it is gone, or raises ConnectionLostError."""


def connection_of(scope: Scope) -> Connection | None:
    """The connection of a request, or None on a server that does not offer it."""
    found: Connection | None = scope.get("extensions", {}).get(EXTENSION)
    return found
