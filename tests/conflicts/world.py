"""One tenant of a served sandbox, and clients of it that do not wait long."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import anyio
import httpx

from interop_client import ClientCredentials, InteropClient
from interop_client._policies import ConflictPolicy, RetryPolicy
from interop_client.models import Rollover, RolloverRequest
from interop_client.sandbox import RecordedRequest, Sandbox, Tenant
from interop_client.sandbox.control.holds import until

QUICK = RetryPolicy(first_wait=0.001, max_wait=0.004, max_retry_after=0.05)
PATIENT = ConflictPolicy(max_wait=0.02)
WRITES = ("POST", "PUT", "PATCH", "DELETE")


class World:
    """A sandbox, one of its tenants, and what is asked of them."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.tenant: Tenant = sandbox.tenants[8]
        self.now = sandbox.clock.now().replace(microsecond=0)

    def client(self, **options: Any) -> InteropClient:
        """A client of the tenant, with a token of its own."""
        return InteropClient(
            ClientCredentials(*self.tenant.credentials),
            **{
                "base_url": self.sandbox.base_url,
                "retry": QUICK,
                "conflicts": PATIENT,
                "timeout": 60.0,
                **options,
            },
        )

    def day(self, number: float) -> datetime:
        return self.now + timedelta(days=number)

    def request(self, start: float, end: float, name: str = "Summer") -> RolloverRequest:
        """A rollover from so many days from now to so many."""
        return RolloverRequest(
            name=name,
            start_date=self.day(start),
            end_date=self.day(end),
            type="school_year",
            status="upcoming",
            cloud_id=uuid.UUID(self.tenant.cloud_id),
        )

    def put(self, start: float, end: float, name: str = "There", **more: object) -> Rollover:
        """Has such a rollover at the service, without asking it."""
        record = {
            **self.request(start, end, name).to_dict(),
            "id": self.sandbox.state.new_id(),
            **more,
        }
        with self.sandbox.state.lock:
            return Rollover.from_dict(self.tenant.rollovers.put(record))

    def rollovers(self) -> list[dict[str, Any]]:
        """What the service has."""
        with self.sandbox.state.lock:
            return list(self.tenant.rollovers)

    def record(self, rollover: Rollover) -> dict[str, Any]:
        with self.sandbox.state.lock:
            found = self.tenant.rollovers.get(str(rollover.id))
        assert found is not None
        return found

    @property
    def schedule(self) -> str:
        """A collection schedule that can be run."""
        with self.sandbox.state.lock:
            return next(str(each["id"]) for each in self.tenant.schedules if each["enabled"])

    def runs(self) -> int:
        """How many ingestions there are."""
        with self.sandbox.state.lock:
            return len(self.tenant.ingestions)

    def calls(self) -> list[RecordedRequest]:
        """The requests that have arrived, those for tokens left out."""
        return [each for each in self.sandbox.requests if each.operation != "token"]

    def sent(self, operation: str) -> int:
        """How many requests to an operation have arrived."""
        return len(self.sandbox.requests_to(operation))

    def effects(self, operation: str) -> int:
        """How many of them were carried out."""
        return sum(request.effect for request in self.sandbox.requests_to(operation))


def renamed(rollover: Rollover, name: str) -> Rollover:
    rollover.name = name
    return rollover


async def settled(world: World) -> None:
    """Waits until the service has no request in progress any more."""
    assert await until(lambda: not world.sandbox.requests_in_progress, 60.0)


class Impatient(httpx.AsyncBaseTransport):
    """Gives up on writes after so many seconds, as a proxy or a caller's own transport may."""

    def __init__(self, inner: httpx.AsyncBaseTransport, seconds: float, times: int = 1) -> None:
        self._inner = inner
        self._seconds = seconds
        self._times = times

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method not in WRITES or request.url.path.endswith("/token") or not self._times:
            return await self._inner.handle_async_request(request)
        with anyio.move_on_after(self._seconds):
            return await self._inner.handle_async_request(request)
        self._times -= 1
        raise httpx.ReadTimeout("no answer", request=request)

    async def aclose(self) -> None:
        await self._inner.aclose()
