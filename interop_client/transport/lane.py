"""Lane: a place for one connection to one origin, from its opening to its end."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from .stream import end_waits

if TYPE_CHECKING:
    import anyio

    from .message import Connection, Origin

__all__ = ["Lane"]


class Lane:
    """A place for one connection to one origin, which carries one exchange at a time."""

    __slots__ = ("connection", "dialing", "idle_since", "origin")

    def __init__(self, origin: Origin) -> None:
        self.origin: Origin = origin
        self.connection: Connection | None = None
        self.dialing: anyio.CancelScope | None = None
        self.idle_since: float = inf

    def close(self) -> None:
        """Close the connection, for which nobody waits."""
        if self.connection is not None:
            self.connection.stream.socket.close()
            self.connection = None

    def end(self) -> None:
        """End what is done with the connection; whoever does it closes it then."""
        if self.connection is not None:
            end_waits(self.connection.stream.socket)
        elif self.dialing is not None:
            self.dialing.cancel()
