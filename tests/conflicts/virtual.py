"""A world whose time is that of a virtual clock: the service's, the client's, and the waits."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from interop_client import InteropClient
from interop_client.sandbox import Clock, Sandbox

from .world import World

BEGINNING = datetime(2031, 6, 1, tzinfo=UTC)


class VirtualWorld(World):
    """A tenant of a sandbox that is reached in process, on a virtual clock.

    Args:
        options: for the sandbox.
    """

    def __init__(self, **options: Any) -> None:
        clock = Clock.of_loop(BEGINNING)
        super().__init__(
            Sandbox(tenants=9, token_lifetime=1e6, clock=clock, serve=False, **options)
        )

    def client(self, **options: Any) -> InteropClient:
        """A client of the tenant, in process."""
        return super().client(transport=self.sandbox.transport, **options)
