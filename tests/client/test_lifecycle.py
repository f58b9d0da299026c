"""Opening clients and closing them."""

from __future__ import annotations

import copy
import pickle
from collections.abc import AsyncIterator, Callable
from typing import Any

import anyio
import httpx
import pytest
import pytest_asyncio
from scripted import AUTH, BASE_URL, Scripted, client_of, operation, reply, serving
from support.places import at

from interop_client import (
    ApiKey,
    ConfigurationError,
    InteropClient,
)

anyio_test = pytest.mark.anyio

KEY = ApiKey("the-account-key")


@anyio_test
async def test_a_closed_client_says_so() -> None:
    service = Scripted()
    async with client_of(service) as client:
        derived = client.with_options(timeout=1)
        resource = derived.clouds
    assert service.closed
    with pytest.raises(ConfigurationError, match="closed"):
        await client.send(operation())
    with pytest.raises(ConfigurationError, match="closed"):
        await resource.list().collect()
    with pytest.raises(ConfigurationError, match="closed"):
        async with client:
            pass
    await client.aclose()


@anyio_test
async def test_closing_a_derived_client_closes_nothing_shared() -> None:
    service = Scripted()
    client = client_of(service)
    async with client.with_options(timeout=60) as derived:
        await derived.send(operation())
    assert not service.closed
    await client.send(operation())
    with pytest.raises(ConfigurationError, match="closed"):
        await derived.send(operation())


@anyio_test
async def test_what_is_derived_from_a_closed_client_is_closed() -> None:
    service = Scripted()
    client = client_of(service)
    derived = client.with_options(timeout=1)
    await derived.aclose()
    with pytest.raises(ConfigurationError, match="closed"):
        await derived.request("GET", "/clouds", headers={"x-a": "b"})
    for again in (derived.with_options(timeout=2), derived.for_tenant(KEY)):
        with pytest.raises(ConfigurationError, match="closed"):
            await again.send(operation())
    assert service.requests == []


@anyio_test
async def test_a_callers_http_client_is_used_and_left_open() -> None:
    seen: list[httpx.Request] = []

    async def hook(request: httpx.Request) -> None:
        seen.append(request)

    service = Scripted()
    async with httpx.AsyncClient(
        transport=service,
        event_hooks={"request": [hook]},
        auth=("not", "this"),
        headers={"x-not": "this"},
        params={"not": "this"},
        follow_redirects=True,
    ) as http_client:
        async with InteropClient(AUTH, base_url=BASE_URL, http_client=http_client) as client:
            assert await client.send(operation()) == {}
        assert not http_client.is_closed
        assert len(seen) == 2
    request = service.requests[0]
    assert request.headers["authorization"] == "Bearer token-1"
    assert "x-not" not in request.headers
    assert request.url.query == b""
    client = InteropClient(AUTH, base_url=BASE_URL, http_client=http_client)
    with pytest.raises(ConfigurationError, match="http_client"):
        await client.send(operation())


@anyio_test
async def test_a_client_is_opened_in_one_task_and_closed_in_another() -> None:
    async def respond(request: Any, stream: Any) -> bytes:
        return reply()

    async with serving(respond) as url:
        client = InteropClient(KEY, base_url=url)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.__aenter__)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.send, operation())
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.aclose)


@pytest_asyncio.fixture
async def fixture_client() -> AsyncIterator[InteropClient]:
    async def respond(request: Any, stream: Any) -> bytes:
        return reply(200, {"access_token": "t", "expires_in": 60})

    import asyncio

    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def serve() -> None:
        async with serving(respond) as url:
            ready.set_result(url)
            await done.wait()

    server = asyncio.create_task(serve())
    async with InteropClient(AUTH, base_url=await ready) as client:
        yield client
    done.set()
    await server


@pytest.mark.asyncio
async def test_a_client_of_a_pytest_asyncio_fixture_works(fixture_client: InteropClient) -> None:
    assert (await fixture_client.send(operation()))["access_token"] == "t"


@pytest.mark.asyncio
async def test_a_mocked_http_library_serves_a_client(httpx_mock: Any) -> None:
    httpx_mock.add_response(url="https://api.example.test/oauth/token", json={"access_token": "t"})
    httpx_mock.add_response(
        url=f"{BASE_URL}{at('listClouds')}?page=0",
        match_headers={"authorization": "Bearer t"},
        json={"data": [{"name": "one"}]},
    )
    async with (
        httpx.AsyncClient() as http_client,
        InteropClient(AUTH, base_url=BASE_URL, http_client=http_client) as client,
    ):
        assert [cloud.name async for cloud in client.clouds.list()] == ["one"]


@pytest.mark.parametrize("attempt", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_client_is_neither_copied_nor_pickled(attempt: Callable[[object], object]) -> None:
    for client in (InteropClient(KEY), InteropClient(KEY).with_options(timeout=1)):
        with pytest.raises(TypeError, match="make one in each process"):
            attempt(client)
