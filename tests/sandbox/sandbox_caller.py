"""A caller for the sandbox's tests: plain httpx with a token, nothing of the client under test."""

from __future__ import annotations

from typing import Any

import httpx
from support.places import at, method_of

from interop_client.sandbox import Sandbox, Tenant

JSON = Any


class Caller:
    """Sends requests with the token of one pair of credentials."""

    def __init__(
        self, sandbox: Sandbox, http: httpx.AsyncClient, credentials: tuple[str, str]
    ) -> None:
        self.sandbox = sandbox
        self.http = http
        self.credentials = credentials
        self.authorization: str | None = None

    async def ask_for_token(self) -> httpx.Response:
        """Asks the token endpoint, and gives its answer."""
        client_id, client_secret = self.credentials
        form = {
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
        }
        return await self.http.post(self.sandbox.token_url, data=form)

    async def sign_in(self) -> str:
        """Fetches a token and uses it from now on."""
        answer = await self.ask_for_token()
        assert answer.status_code == 200, answer.text
        token = str(answer.json()["access_token"])
        self.authorization = f"Bearer {token}"
        return token

    async def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Sends a request to a path under the base URL, signing in first where needed."""
        if self.authorization is None:
            await self.sign_in()
        headers = {"authorization": str(self.authorization), **options.pop("headers", {})}
        url = self.sandbox.base_url + path
        return await self.http.request(method, url, headers=headers, **options)

    async def call(
        self, operation: str, *values: object, query: str = "", **options: Any
    ) -> httpx.Response:
        """Sends the request of an operation, with these values for the parameters of its path."""
        path = at(operation, *values) + (f"?{query}" if query else "")
        return await self.send(method_of(operation), path, **options)

    async def get(self, path: str, **options: Any) -> JSON:
        """The body of a successful GET."""
        answer = await self.send("GET", path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def data(self, path: str, **options: Any) -> JSON:
        """The ``data`` of a successful GET."""
        return (await self.get(path, **options))["data"]


def rollover(tenant: Tenant, start: str, end: str, **properties: object) -> dict[str, JSON]:
    """A rollover to send, for dates such as ``2031-06-01``."""
    return {
        "name": f"Summer {start[:4]}",
        "start_date": f"{start}T00:00:00Z",
        "end_date": f"{end}T00:00:00Z",
        "type": "school_year",
        "status": "upcoming",
        "cloud_id": tenant.cloud_id,
        **properties,
    }
