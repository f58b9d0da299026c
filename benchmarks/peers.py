"""The clients that are compared, each behind the same two calls.

Stock `openapi-python-client` and openapi-generator generate from our own document; see
`preparing`. What is not there is left out, and the table says so.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol
from uuid import UUID

import httpx

from interop_client import ClientCredentials, InteropClient
from interop_client.transport import Transport

from .preparing import CLIENTS
from .service import TENANT, Service

__all__ = [
    "OURS",
    "OURS_AIOHTTP",
    "RAW",
    "RAW2",
    "STOCK",
    "Caller",
    "Opener",
    "callers",
    "imported",
    "is_there",
]

OURS = "interop_client"
OURS_AIOHTTP = "ours on aiohttp"
RAW = "httpx + json"
RAW2 = "httpx2 + json"
STOCK = "stock"
GENERATOR_AIOHTTP = "openapi-generator aiohttp"
GENERATOR_HTTPX = "openapi-generator httpx"
AIOHTTP = "aiohttp + orjson"

_NEEDED = {
    "generator_aiohttp": ("aiohttp", "aiohttp_retry", "dateutil", "pydantic"),
    "generator_httpx": ("dateutil", "pydantic"),
}

_HEADERS = {"authorization": "Bearer token"}
_IDENTIFIER = UUID(TENANT)
_PAGE_SIZE = 100


class Caller(Protocol):
    """A client at work."""

    async def find(self) -> object:
        """One tenant."""
        ...

    def tenants(self) -> AsyncIterator[object]:
        """All tenants, read page by page."""
        ...


Opener = Callable[[], AbstractAsyncContextManager[Caller]]


def callers(service: Service, *, delay_ms: int = 0, pages: int = 1) -> dict[str, Opener | None]:
    """How to open each client for a service that answers so late and has so many pages.

    None stands for what is not available here.
    """
    base_url = service.base_url(delay_ms=delay_ms, pages=pages)
    openers: Mapping[str, Callable[[str], AbstractAsyncContextManager[Caller]] | None] = {
        OURS: _ours,
        OURS_AIOHTTP: _ours_on_aiohttp if is_there("aiohttp") else None,
        RAW: _raw,
        RAW2: _raw2 if is_there("httpx2") else None,
        STOCK: _stock if is_there("stock_client") else None,
        GENERATOR_AIOHTTP: _generator("generator_aiohttp"),
        GENERATOR_HTTPX: _generator("generator_httpx"),
        AIOHTTP: _aiohttp if is_there("aiohttp") and is_there("orjson") else None,
    }

    def opener(
        open_client: Callable[[str], AbstractAsyncContextManager[Caller]] | None,
    ) -> Opener | None:
        return None if open_client is None else lambda: open_client(base_url)

    return {name: opener(open_client) for name, open_client in openers.items()}


def is_there(package: str) -> bool:
    """Whether a package can be imported, with what it needs."""
    if str(CLIENTS) not in sys.path:
        sys.path.append(str(CLIENTS))
    needed = _NEEDED.get(package, ())
    return all(importlib.util.find_spec(name) is not None for name in (package, *needed))


def imported(name: str) -> Any:
    """A module of a package that is there."""
    return importlib.import_module(name)


def _ours(base_url: str) -> AbstractAsyncContextManager[Caller]:
    return _our_own(base_url, None)


def _ours_on_aiohttp(base_url: str) -> AbstractAsyncContextManager[Caller]:
    return _our_own(base_url, imported("interop_client.transport.aiohttp").AiohttpTransport())


@asynccontextmanager
async def _our_own(base_url: str, transport: Transport | None) -> AsyncIterator[Caller]:
    """Our own client, with a token that it fetches itself."""
    credentials = ClientCredentials("id", "secret-of-the-client")
    token_url = f"{base_url}/oauth/token"
    async with InteropClient(
        credentials, base_url=base_url, token_url=token_url, transport=transport
    ) as interop:
        yield _Ours(interop)


class _Ours:
    def __init__(self, interop: InteropClient) -> None:
        self._interop = interop

    async def find(self) -> object:
        return await self._interop.tenants.find(_IDENTIFIER)

    def tenants(self) -> AsyncIterator[object]:
        return aiter(self._interop.tenants.list(page_size=_PAGE_SIZE))


@asynccontextmanager
async def _raw(base_url: str) -> AsyncIterator[Caller]:
    async with httpx.AsyncClient(headers=_HEADERS, timeout=120, trust_env=False) as client:
        yield _Raw(client, base_url)


@asynccontextmanager
async def _raw2(base_url: str) -> AsyncIterator[Caller]:
    module = imported("httpx2")
    async with module.AsyncClient(headers=_HEADERS, timeout=120, trust_env=False) as client:
        yield _Raw(client, base_url)


class _Raw:
    def __init__(self, client: Any, base_url: str) -> None:
        self._client = client
        self._one = f"{base_url}/tenants/{TENANT}"
        self._many = f"{base_url}/tenants"

    async def find(self) -> object:
        response = await self._client.get(self._one)
        return json.loads(response.content)

    async def tenants(self) -> AsyncIterator[object]:
        number, promised = 0, True
        while promised:
            params = {"page": number, "page_size": _PAGE_SIZE}
            response = await self._client.get(self._many, params=params)
            body = json.loads(response.content)
            for item in body["data"]:
                yield item
            number, promised = number + 1, bool(body["paging"])


@asynccontextmanager
async def _aiohttp(base_url: str) -> AsyncIterator[Caller]:
    aiohttp = imported("aiohttp")
    async with aiohttp.ClientSession(headers=_HEADERS) as session:
        yield _Aiohttp(session, base_url)


class _Aiohttp:
    def __init__(self, session: Any, base_url: str) -> None:
        self._session = session
        self._one = f"{base_url}/tenants/{TENANT}"
        self._many = f"{base_url}/tenants"
        self._loads: Callable[[bytes], Any] = imported("orjson").loads

    async def find(self) -> object:
        async with self._session.get(self._one) as response:
            return self._loads(await response.read())

    async def tenants(self) -> AsyncIterator[object]:
        number, promised = 0, True
        while promised:
            url = f"{self._many}?page={number}&page_size={_PAGE_SIZE}"
            async with self._session.get(url) as response:
                body = self._loads(await response.read())
            for item in body["data"]:
                yield item
            number, promised = number + 1, bool(body["paging"])


@asynccontextmanager
async def _stock(base_url: str) -> AsyncIterator[Caller]:
    module = imported("stock_client")
    timeout = httpx.Timeout(120)
    client = module.AuthenticatedClient(base_url=base_url, token="token", timeout=timeout)
    async with client:
        yield _Stock(client)


class _Stock:
    def __init__(self, client: Any) -> None:
        self._client = client
        self._find = imported("stock_client.api.tenants.find_interop_tenant").asyncio
        self._list = imported("stock_client.api.tenants.list_interop_tenants").asyncio

    async def find(self) -> object:
        response = await self._find(_IDENTIFIER, client=self._client)
        return response.data

    async def tenants(self) -> AsyncIterator[object]:
        number, promised = 0, True
        while promised:
            page = await self._list(client=self._client, page=number, page_size=_PAGE_SIZE)
            for item in page.data:
                yield item
            number, promised = number + 1, bool(page.paging.next_)


def _generator(
    package: str,
) -> Callable[[str], AbstractAsyncContextManager[Caller]] | None:
    if not is_there(package):
        return None

    @asynccontextmanager
    async def open_client(base_url: str) -> AsyncIterator[Caller]:
        module = imported(package)
        configuration = module.Configuration(host=base_url, access_token="token")
        async with module.ApiClient(configuration) as client:
            yield _Generator(module.TenantsApi(client))

    return open_client


class _Generator:
    def __init__(self, api: Any) -> None:
        self._api = api

    async def find(self) -> object:
        response = await self._api.find_interop_tenant(_IDENTIFIER)
        return response.data

    async def tenants(self) -> AsyncIterator[object]:
        number, promised = 0, True
        while promised:
            page = await self._api.list_interop_tenants(page=number, page_size=_PAGE_SIZE)
            for item in page.data:
                yield item
            number, promised = number + 1, page.paging.next is not None
