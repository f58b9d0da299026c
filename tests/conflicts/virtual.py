"""A world whose time is that of a virtual clock: the service's, the client's, and the waits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import anyio

from interop_client import InteropClient
from interop_client.sandbox import Clock, Sandbox

from .world import World


class LoopClock(Clock):
    """A clock of the sandbox that runs with the event loop, and so jumps with it."""

    def __init__(self) -> None:
        self._began = anyio.current_time()
        super().__init__(datetime(2031, 6, 1, tzinfo=UTC), frozen=True)

    def timestamp(self) -> float:
        """Seconds since 1970, by this clock."""
        return super().timestamp() + anyio.current_time() - self._began


class VirtualWorld(World):
    """A tenant of a sandbox that is reached in process, on a virtual clock.

    Args:
        options: for the sandbox.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(Sandbox(tenants=9, token_lifetime=1e6, clock=LoopClock(), **options))

    def client(self, **options: Any) -> InteropClient:
        """A client of the tenant, in process."""
        return super().client(transport=self.sandbox.transport, **options)
