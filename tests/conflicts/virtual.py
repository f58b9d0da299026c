"""A world whose time is that of a virtual clock: the service's, the client's, and the waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import anyio.abc
import httpx
from support.network import Network

from interop_client import InteropClient
from interop_client.sandbox import Clock, Sandbox
from interop_client.sandbox.world.ingestion import FINAL_STATES

from .world import World

BEGINNING = datetime(2031, 6, 1, tzinfo=UTC)


class VirtualWorld(World):
    """A tenant of a sandbox that is reached in process, on a virtual clock.

    Args:
        tasks: where requests live whose callers have left; they end with them when absent.
        options: for the sandbox.
    """

    def __init__(self, tasks: anyio.abc.TaskGroup | None = None, **options: Any) -> None:
        clock = Clock.of_loop(BEGINNING)
        super().__init__(
            Sandbox(tenants=9, token_lifetime=1e6, clock=clock, serve=False, **options)
        )
        inner = self.sandbox.transport
        self.transport = inner if tasks is None else Network(inner, tasks)

    def client(self, **options: Any) -> InteropClient:
        """A client of the tenant, in process."""
        return super().client(**{"transport": self.transport, **options})


class Edited(httpx.AsyncBaseTransport):
    """Passes answers through a function, which may give another one.

    Args:
        inner: who answers.
        edit: takes the request and its answer.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        edit: Callable[[httpx.Request, httpx.Response], httpx.Response | None],
    ) -> None:
        self._inner = inner
        self._edit = edit

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        await response.aread()
        return self._edit(request, response) or response


def only_incomplete(world: World) -> None:
    """Has the service list the ingestions that have not ended only."""

    def leave_out(body: Any) -> None:
        body["data"] = [each for each in body["data"] if each["state"] not in FINAL_STATES]

    world.sandbox.quirks.change("listIngestions", leave_out)


def shifted(world: World, hours: float | None) -> Edited:
    """Answers whose `Date` is so many hours off; None for answers without one."""

    def edit(request: httpx.Request, response: httpx.Response) -> None:
        shown = parsedate_to_datetime(response.headers.pop("date"))
        if hours is not None:
            response.headers["date"] = format_datetime(shown + timedelta(hours=hours), usegmt=True)

    return Edited(world.sandbox.transport, edit)
