"""A service in memory that has tenants and their rollovers, and refuses an overlap."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import httpx
from support.places import asked

from interop_client import ApiKey, InteropClient

Json = dict[str, Any]
SPACE = UUID(int=7)


def tenant_id(number: int) -> UUID:
    return uuid5(SPACE, f"tenant {number}")


def cloud_id(number: int) -> UUID:
    return uuid5(SPACE, f"cloud {number}")


class Service(httpx.MockTransport):
    """Tenants `0..n-1`, each in a cloud of its own, in Denver.

    Attributes:
        rollovers: the rollovers by the number of the tenant, as the service has them.
        writes: the methods and bodies of all writes that were accepted.
        accounts: what is told of the accounts of tenants that differ from the others.
        clouds: the clouds of tenants that are in another one than at first.
        before: called with the number of the tenant and the method of each request for rollovers;
            what it gives is the answer, if it gives one.
        after: called with that and the answer; what it gives is sent instead.
        told: what is told of a tenant that is asked for by its id, instead of what it is like.
    """

    def __init__(self, tenants: int = 1) -> None:
        super().__init__(self._answer)
        self.tenants = tenants
        self.rollovers: dict[int, list[Json]] = {number: [] for number in range(tenants)}
        self.timezones: dict[int, str | None] = {}
        self.accounts: dict[int, Json | None] = {}
        self.clouds: dict[int, UUID] = {}
        self.without_credentials: set[int] = set()
        self.writes: list[tuple[int, str, Json]] = []
        self.requests = 0
        self.before: Callable[[int, str], httpx.Response | None] = lambda number, method: None
        self.after: Callable[[int, str, httpx.Response], httpx.Response] = lambda n, m, answer: (
            answer
        )
        self.told: dict[int, Json] = {}
        self._ids = 0

    def client(self) -> InteropClient:
        return InteropClient(ApiKey("the-account-key"), transport=self)

    def put(self, number: int, start: str, end: str, **more: object) -> Json:
        """A rollover that is there, from one day of 2027 to another."""
        rollover = {
            "id": self._id(),
            "name": "Summer",
            "cloud_id": str(cloud_id(number)),
            "type": "full",
            "status": "upcoming",
            "start_date": f"{start}T06:00:00Z",
            "end_date": f"{end}T06:00:00Z",
            **more,
        }
        self.rollovers[number].append(rollover)
        return rollover

    def _id(self) -> str:
        self._ids += 1
        return str(uuid5(SPACE, f"rollover {self._ids}"))

    def described(self, number: int) -> Json:
        tenant: Json = {
            "id": str(tenant_id(number)),
            "name": f"District {number}",
            "cloud": {"id": str(self.clouds.get(number, cloud_id(number)))},
            "account": self.accounts.get(
                number, {"timezone": self.timezones.get(number, "America/Denver")}
            ),
            "integration": {"name": "driver"},
        }
        if number not in self.without_credentials:
            auth = {"client_id": str(number), "client_secret": "a secret"}
            tenant["auth"] = auth
        return tenant

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        path = request.url.path
        if path.endswith("/oauth/token"):
            number = int(httpx.QueryParams(request.content.decode())["client_id"])
            return httpx.Response(200, json={"access_token": f"token-of-{number}"})
        operation, values = asked(request.method, path)
        if operation == "listInteropTenants":
            data = [self.described(number) for number in range(self.tenants)]
            return httpx.Response(200, json={"data": data})
        if operation == "findInteropTenant":
            known = {str(tenant_id(number)): number for number in range(self.tenants)}
            if values[0] not in known:
                return httpx.Response(404)
            number = known[values[0]]
            told = self.told.get(number) or self.described(number)
            return httpx.Response(200, json={"data": told})
        number = int(request.headers["authorization"].rpartition("-")[2])
        answer = self.before(number, request.method)
        answer = answer or self._rollovers(number, request, str(operation), *values)
        return self.after(number, request.method, answer)

    def _rollovers(
        self, number: int, request: httpx.Request, operation: str, identifier: str = ""
    ) -> httpx.Response:
        mine = self.rollovers[number]
        if operation == "listRollovers":
            return httpx.Response(200, json={"data": mine})
        known = next((each for each in mine if each["id"] == identifier), None)
        if operation == "findRollover":
            return httpx.Response(200, json={"data": known}) if known else httpx.Response(404)
        body = json.loads(request.content)
        if any(each is not known and _overlap(each, body) for each in mine):
            return httpx.Response(409, json={"error": {"message": "no"}})
        self.writes.append((number, request.method, body))
        if known is None:
            known = {"id": self._id()}
            mine.append(known)
        known.update(body)
        return httpx.Response(200, json={"data": known})


def _overlap(one: Json, other: Json) -> bool:
    start, end, first, last = (
        datetime.fromisoformat(each[name])
        for each in (one, other)
        for name in ("start_date", "end_date")
    )
    return start < last and first < end and one["cloud_id"] == other["cloud_id"]
