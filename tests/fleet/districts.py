"""A service with districts, in memory, that answers after a moment of the loop's time."""

from __future__ import annotations

import json
from typing import Any, TypeVar
from uuid import UUID

import anyio
import httpx
from support.places import asked

from interop_client import ApiKey, FleetResult, InteropClient
from interop_client.fleet import FleetRun

T = TypeVar("T")


def tenant_id(number: int) -> UUID:
    return UUID(int=number + 1)


async def drain(
    run: FleetRun[Any, T], into: list[FleetResult[T]] | None = None
) -> list[FleetResult[T]]:
    """All results of a run; also those before an error, where there is a list to put them into."""
    seen = [] if into is None else into
    async with run as results:
        async for result in results:
            seen += [result]
    return seen


class Districts(httpx.MockTransport):
    """So many tenants, `page_size` on a page.

    Attributes:
        without_credentials: the numbers of tenants that come without.
        lists: how many pages were asked for.
        finds: how many tenants were asked for by their ids.
        refused: whether the account's credentials are refused there.
        broken_page: the number of a page that cannot be had.
        in_flight: how many requests of tenants are being answered.
        most_in_flight: how many there ever were at once.
    """

    def __init__(self, count: int, *, page_size: int = 10, seconds: float = 1.0) -> None:
        super().__init__(self._answer)
        self.count = count
        self.page_size = page_size
        self.seconds = seconds
        self.without_credentials: set[int] = set()
        self.broken_page: int | None = None
        self.refused = False
        self.finds = self.lists = self.in_flight = self.most_in_flight = 0

    def client(self) -> InteropClient:
        return InteropClient(ApiKey("the-account-key"), transport=self)

    def described(self, number: int) -> dict[str, object]:
        tenant: dict[str, object] = {"id": str(tenant_id(number)), "name": f"District {number}"}
        if number not in self.without_credentials:
            tenant["auth"] = {"client_id": f"id-{number}", "client_secret": f"secret-{number}"}
        return tenant

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path.endswith("/oauth/token"):
            return httpx.Response(200, json={"access_token": "t" * 20, "expires_in": 3600})
        operation, values = asked(request.method, path)
        if operation == "listInteropTenants":
            return self._page(int(request.url.params.get("page", 0)))
        if operation == "findInteropTenant":
            self.finds += 1
            if self.refused:
                return httpx.Response(401)
            number = UUID(values[0]).int - 1
            if number >= self.count:
                return httpx.Response(404)
            return httpx.Response(200, json={"data": self.described(number)})
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            await anyio.sleep(self.seconds)
        finally:
            self.in_flight -= 1
        return httpx.Response(200, content=json.dumps(7))

    def _page(self, page: int) -> httpx.Response:
        self.lists += 1
        if page == self.broken_page:
            return httpx.Response(403)
        first = page * self.page_size
        numbers = range(first, min(first + self.page_size, self.count))
        more = first + self.page_size < self.count
        return httpx.Response(
            200,
            json={
                "data": [self.described(number) for number in numbers],
                "paging": {"next": "more" if more else None},
            },
        )
