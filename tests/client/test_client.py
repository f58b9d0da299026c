"""Making clients, deriving clients, closing clients."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import AsyncIterator
from typing import Any, cast

import anyio
import httpx
import pytest
import pytest_asyncio
from scripted import AUTH, BASE_URL, SECRET, Scripted, client_of, operation, reply, serving

import interop_client
from interop_client import (
    ApiKey,
    ClientCredentials,
    ConfigurationError,
    ConflictPolicy,
    InteropClient,
    LtiJwt,
    MemoryTokenStore,
    RequestError,
    RetryPolicy,
    errors,
)
from interop_client.models import AuthType, TenantInfo
from interop_client.transport import LaneTransport

anyio_test = pytest.mark.anyio

KEY = ApiKey("the-account-key")


# Addresses


@pytest.mark.parametrize(
    "base_url",
    [
        "https://api.eu1.example.test/v2/interop",
        "https://api.example.test:8443/",
        "http://localhost:8000/v2",
        "http://127.0.0.1",
        "http://127.9.9.9:1",
        "http://[::1]:5",
        "HTTP://LOCALHOST/x",
    ],
)
def test_addresses_that_can_be_used(base_url: str) -> None:
    client = InteropClient(KEY, base_url=base_url, token_url=base_url)
    assert client._session.base_url == base_url.rstrip("/")


@pytest.mark.parametrize(
    ("base_url", "shown"),
    [
        ("http://api.example.test/v2", "http://api.example.test/v2"),
        ("http://127.0.0.1.example.test", "http://127.0.0.1.example.test"),
        ("http://localhost@example.test", "http://example.test"),
        ("https://user:hunter2@example.test/v2", "https://example.test/v2"),
        ("https://user:hunter2@p@example.test/v2", "https://example.test/v2"),
        ("https:user:hunter2@example.test", "not shown"),
        ("https:/user:hunter2@example.test/", "not shown"),
        ("user:hunter2@example.test/v2", "not shown"),
        ("https://user:12/hunter2@example.test", "not shown"),
        ("http://localhost.example.test", "http://localhost.example.test"),
        ("http://sandbox.localhost/x", "http://sandbox.localhost/x"),
        ("http://localhost./x", "http://localhost./x"),
        ("http://127.1", "http://127.1"),
        ("http://0.0.0.0", "http://0.0.0.0"),
        ("http://[::ffff:8.8.8.8]", "http://[::ffff:8.8.8.8]"),
        ("http://localhost%2eexample.test", "http://localhost%2eexample.test"),
        ("http://\u2460\u2461\u2466.0.0.1", ""),
        ("https://example.test/v2?key=hunter2", "https://example.test/v2"),
        ("https://example.test/v2?", "https://example.test/v2"),
        ("https://example.test/v2#hunter2", "https://example.test/v2"),
        ("ftp://example.test", "ftp://example.test"),
        ("example.test/v2", "example.test/v2"),
        ("https://", "https://"),
        ("https:///v2", "https:///v2"),
        ("", ""),
        ("https://example.test:port", ""),
        ("https://example.test:99999", ""),
        ("https://[::1", ""),
        ("http://localhost\\@example.test", ""),
        ("https://exa mple.test", ""),
        ("https://example.test\n", ""),
        (None, "NoneType"),
        (5, "int"),
    ],
)
@pytest.mark.parametrize("name", ["base_url", "token_url"])
def test_addresses_that_cannot_are_refused(name: str, base_url: Any, shown: str) -> None:
    if base_url is None and name == "token_url":
        return
    with pytest.raises(ConfigurationError) as caught:
        InteropClient(KEY, **{name: base_url})
    assert name in str(caught.value)
    assert shown in str(caught.value)
    assert "hunter2" not in str(caught.value)


@anyio_test
async def test_the_token_endpoint_is_on_the_host_of_the_base_url() -> None:
    service = Scripted()
    client = InteropClient(AUTH, base_url="https://eu.example.test:8443/a/b", transport=service)
    await client.send(operation())
    assert str(service.token_requests[0].url) == "https://eu.example.test:8443/oauth/token"


# Settings


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), True, "30"])
def test_a_timeout_must_be_seconds(timeout: Any) -> None:
    with pytest.raises(ConfigurationError, match="timeout"):
        InteropClient(KEY, timeout=timeout)
    with pytest.raises(ConfigurationError, match="timeout"):
        InteropClient(KEY).with_options(timeout=timeout)


@pytest.mark.parametrize("number", [0, -5, True, 2.0])
def test_max_connections_must_be_a_number(number: Any) -> None:
    with pytest.raises(ConfigurationError, match="max_connections"):
        InteropClient(KEY, max_connections=number)


def test_max_connections_is_the_transports_own_default() -> None:
    transport = InteropClient(KEY)._session.connections.transport
    assert isinstance(transport, LaneTransport)
    assert transport.max_connections == LaneTransport().max_connections
    transport = InteropClient(KEY, max_connections=3)._session.connections.transport
    assert isinstance(transport, LaneTransport)
    assert transport.max_connections == 3


@pytest.mark.parametrize(
    "options",
    [{"max_connections": 3}, {"verify": False}, {"proxy": "http://user:hunter2@localhost"}],
)
@pytest.mark.parametrize("given", ["transport", "http_client"])
def test_settings_of_our_own_connections_do_not_go_with_others(
    options: dict[str, Any], given: str
) -> None:
    carriers: dict[str, Any] = {
        "transport": Scripted(),
        "http_client": httpx.AsyncClient(transport=Scripted()),
    }
    with pytest.raises(ConfigurationError, match="set them there"):
        InteropClient(KEY, **{given: carriers[given]}, **options)
    with pytest.raises(ConfigurationError, match="not both"):
        InteropClient(KEY, **carriers)


@pytest.mark.parametrize("proxy", ["nonsense://user:hunter2@host", "http://us er:hunter2@:x", 5])
def test_a_proxy_that_cannot_be_used_is_refused_unseen(proxy: Any) -> None:
    with pytest.raises(ConfigurationError, match="proxy") as caught:
        InteropClient(KEY, proxy=proxy)
    assert "hunter2" not in str(caught.value)


def test_a_client_shows_who_and_where() -> None:
    client = InteropClient(AUTH, base_url=BASE_URL)
    assert repr(client) == f"<InteropClient ClientCredentials('client', '***') at {BASE_URL}>"


# From the environment

CREDENTIALS = {"INTEROP_CLIENT_ID": "id", "INTEROP_CLIENT_SECRET": SECRET}


@pytest.mark.parametrize(
    ("environ", "auth"),
    [
        (CREDENTIALS, ClientCredentials("id", SECRET)),
        ({"INTEROP_API_KEY": "key"}, ApiKey("key")),
        ({"INTEROP_LTI_JWT": "jwt"}, LtiJwt("jwt")),
        ({"INTEROP_LTI_JWT": "jwt", "INTEROP_API_KEY": ""}, LtiJwt("jwt")),
    ],
)
def test_the_environment_holds_one_credential(environ: dict[str, str], auth: Any) -> None:
    assert InteropClient.from_env(environ)._session._auth == auth


@anyio_test
async def test_the_environment_may_hold_addresses() -> None:
    service = Scripted()
    environ = CREDENTIALS | {
        "INTEROP_BASE_URL": "https://eu.example.test/api",
        "INTEROP_TOKEN_URL": "https://login.example.test/token",
    }
    service.token_answers = []
    client = InteropClient.from_env(environ, transport=service, timeout=5)
    assert client._session.base_url == "https://eu.example.test/api"
    assert client._session.timeout == 5
    assert client._session.connections._token_url == "https://login.example.test/token"
    client = InteropClient.from_env(environ, base_url=BASE_URL)
    assert client._session.base_url == BASE_URL
    environ["INTEROP_BASE_URL"] = "not used"
    assert InteropClient.from_env(environ, base_url=BASE_URL)._session.base_url == BASE_URL


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, ["INTEROP_CLIENT_ID and INTEROP_CLIENT_SECRET", "INTEROP_API_KEY", "INTEROP_LTI_JWT"]),
        ({"INTEROP_CLIENT_ID": "id"}, ["INTEROP_CLIENT_SECRET is missing"]),
        ({"INTEROP_CLIENT_SECRET": SECRET}, ["INTEROP_CLIENT_ID is missing"]),
        (
            CREDENTIALS | {"INTEROP_API_KEY": SECRET},
            ["INTEROP_CLIENT_ID", "INTEROP_CLIENT_SECRET", "INTEROP_API_KEY"],
        ),
        ({"INTEROP_LTI_JWT": SECRET, "INTEROP_CLIENT_ID": "a"}, ["INTEROP_LTI_JWT", "CLIENT_ID"]),
        ({"INTEROP_API_KEY": f"{SECRET}\n"}, ["INTEROP_API_KEY", "line break"]),
        (CREDENTIALS | {"INTEROP_BASE_URL": "http://example.test"}, ["INTEROP_BASE_URL must be"]),
        (CREDENTIALS | {"INTEROP_TOKEN_URL": "http://example.test"}, ["INTEROP_TOKEN_URL must be"]),
        (CREDENTIALS | {"INTEROP_BASE_URL": f"u:{SECRET}@example.test"}, ["INTEROP_BASE_URL"]),
    ],
)
def test_an_environment_that_does_not_is_refused_by_name(
    environ: dict[str, str], named: list[str]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        InteropClient.from_env(environ)
    for name in named:
        assert name in str(caught.value)
    assert SECRET not in str(caught.value)


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INTEROP_API_KEY", "INTEROP_LTI_JWT", *CREDENTIALS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INTEROP_API_KEY", "from-the-process")
    assert InteropClient.from_env()._session._auth == ApiKey("from-the-process")


@anyio_test
async def test_nothing_else_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.lower(), "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("INTEROP_BASE_URL", "https://elsewhere.example.test")

    async def respond(request: Any, stream: Any) -> bytes:
        return reply(200, [request.target])

    async with serving(respond) as url:
        for auth in (KEY, httpx.BasicAuth("a", "b")):
            async with InteropClient(auth, base_url=url) as client:
                assert await client.send(operation()) == ["/v2/interop/clouds"]


# Derived clients


def tenant(**auth: Any) -> TenantInfo:
    return TenantInfo(
        id=uuid.UUID(int=7), name="Springfield", auth=AuthType(**auth) if auth else None
    )


@anyio_test
async def test_a_tenants_client_uses_the_tenants_credentials_and_all_else_of_ours() -> None:
    service = Scripted()
    store = MemoryTokenStore()
    client = client_of(service, token_store=store, timeout=12, retry=RetryPolicy(attempts=2))
    derived = client.for_tenant(tenant(client_id="actor", client_secret="of the actor"))
    await derived.send(operation())
    await client.send(operation())
    assert b"client_id=actor" in service.token_requests[0].content
    assert b"client_id=client" in service.token_requests[1].content
    assert len(store) == 2
    assert derived._session.connections is client._session.connections
    assert (derived._session.timeout, derived._session.retry.attempts) == (12, 2)


@anyio_test
async def test_two_clients_of_one_tenant_share_its_token() -> None:
    service = Scripted()
    client = client_of(service)
    for _ in range(2):
        derived = client.for_tenant(tenant(client_id="actor", client_secret="of the actor"))
        await derived.send(operation())
    assert len(service.token_requests) == 1


@anyio_test
async def test_a_tenants_client_can_be_made_from_any_proof() -> None:
    service = Scripted()
    client = client_of(service)
    await client.for_tenant(KEY).send(operation())
    await client.for_tenant(httpx.BasicAuth("a", "b")).send(operation())
    assert [r.headers["authorization"][:6] for r in service.requests] == ["Basic ", "Basic "]


@anyio_test
async def test_other_options_leave_the_original_as_it_was() -> None:
    service = Scripted()
    client = client_of(service, timeout=30)
    off = ConflictPolicy.off()
    derived = client.with_options(
        timeout=None, retry=RetryPolicy(attempts=1), conflicts=off, headers={"X-One": "1"}
    )
    again = derived.with_options(headers={"x-two": "2", "User-Agent": "mine"})
    await client.send(operation())
    await again.send(operation())
    first, second = (request.headers for request in service.requests)
    assert "x-one" not in first
    assert (second["x-one"], second["x-two"], second["user-agent"]) == ("1", "2", "mine")
    assert client._session.timeout == 30
    assert client._session.retry.attempts == 4
    assert again._session.timeout is None
    assert again._session.retry.attempts == 1
    assert again._session.conflicts is off


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "hunter2"},
        {"HOST": "hunter2"},
        {"Content-Length": "5"},
        {"X-A": "hunter2\r\nX-B: 1"},
        {"X-A": "hunter2\n"},
        {"X-A": " hunter2"},
        {"X-A": "hunter2\u2603"},
        {"X-A": 5},
        {"X A": "hunter2"},
        {"": "hunter2"},
        {5: "hunter2"},
    ],
)
@anyio_test
async def test_headers_that_cannot_be_sent_are_refused_unseen(headers: Any) -> None:
    client = client_of(Scripted())
    with pytest.raises(ConfigurationError) as caught:
        client.with_options(headers=headers)
    assert "hunter2" not in str(caught.value)
    with pytest.raises(ValueError, match="header") as refused:
        await client.request("GET", "/clouds", headers=headers)
    assert "hunter2" not in str(refused.value)


def test_a_subclass_derives_its_own_kind() -> None:
    class Mine(InteropClient):
        pass

    client = Mine(KEY)
    assert type(client.with_options(timeout=1)) is Mine
    assert type(client.for_tenant(AUTH)) is Mine


# The escape hatch


@anyio_test
async def test_a_request_goes_below_the_base_url() -> None:
    service = Scripted(*[httpx.Response(201, json={"x": 1})] * 9)
    client = client_of(service)
    answer = await client.request("get", "new/thing?a=1", params={"b": ["x,y", "z"], "c": None})
    assert (answer.status_code, answer.json()) == (201, {"x": 1})
    await client.request("POST", "/a b/%2F", json={"k": [True, None]}, params={"t": True})
    await client.request("POST", "/x", json=None)
    await client.request("PUT", "/x", content="<a/>", headers={"Content-Type": "application/xml"})
    await client.request("DELETE", "/x", headers={"Accept": "text/plain"})
    sent = service.requests
    assert (sent[0].method, sent[0].url.raw_path) == (
        "GET",
        b"/v2/interop/new/thing?a=1&b=x%2Cy,z",
    )
    assert sent[1].url.raw_path == b"/v2/interop/a%20b/%2F?t=true"
    assert sent[1].content == b'{"k":[true,null]}'
    assert sent[1].headers["content-type"] == "application/json"
    assert sent[2].content == b"null"
    assert (sent[3].content, sent[3].headers["content-type"]) == (b"<a/>", "application/xml")
    assert sent[4].headers["accept"] == "text/plain"
    assert "content-type" not in sent[4].headers


@pytest.mark.parametrize(
    "path",
    [
        "https://elsewhere.test/x",
        "HTTP://elsewhere.test",
        "//elsewhere.test/x",
        "file:x",
        "../x",
        "/a/../../x",
        "/a/./b",
        "/a/%2e%2E/b",
        "/a%5c..%5cb",
        "/a%2f../b",
        "/a\\b",
        "/a#b",
        "..",
    ],
)
@anyio_test
async def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    service = Scripted()
    with pytest.raises(ValueError, match="path"):
        await client_of(service).request("GET", path)
    assert service.requests == service.token_requests == []


@anyio_test
async def test_arguments_that_cannot_be_sent_are_refused() -> None:
    client = client_of(Scripted())
    with pytest.raises(ValueError, match="not both"):
        await client.request("POST", "/x", json={}, content=b"")
    with pytest.raises(ValueError, match="method"):
        await client.request("GET /x", "/x")
    with pytest.raises(TypeError):
        await client.request("POST", "/x", json=object())
    with pytest.raises(ValueError, match="JSON"):
        await client.request("POST", "/x", json=float("nan"))
    for wrong in ({"content": 5}, {"content": [b""]}, {"params": "a=b"}, {"params": [("a", "b")]}):
        with pytest.raises(TypeError, match=next(iter(wrong))):
            await client.request("POST", "/x", **wrong)
    for method in ("CONNECT", 5, "GET\n"):
        with pytest.raises((TypeError, ValueError), match="method"):
            await client.request(cast("str", method), "/x")


@pytest.mark.parametrize(
    ("method", "path", "repeatable"),
    [
        ("GET", "/x", True),
        ("HEAD", "/x", True),
        ("DELETE", "/tenant/rollovers/1", True),
        ("PUT", "/x", True),
        ("PUT", "/tenant/rollovers/1", False),
        ("put", "tenant/Rollovers/1?a=b", False),
        ("POST", "/x", False),
        ("PATCH", "/x", False),
    ],
)
@anyio_test
async def test_a_request_is_repeated_by_its_method(
    method: str, path: str, repeatable: bool
) -> None:
    service = Scripted(httpx.ReadError("reset"))
    client = client_of(service, retry=RetryPolicy(first_wait=0))
    if repeatable:
        await client.request(method, path)
    else:
        with pytest.raises(RequestError):
            await client.request(method, path)
    assert len(service.requests) == 1 + repeatable


# Opening and closing


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
    async with client.with_options(timeout=1) as derived:
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
        url=f"{BASE_URL}/clouds?page=0",
        match_headers={"authorization": "Bearer t"},
        json={"data": [{"name": "one"}]},
    )
    async with (
        httpx.AsyncClient() as http_client,
        InteropClient(AUTH, base_url=BASE_URL, http_client=http_client) as client,
    ):
        assert [cloud.name async for cloud in client.clouds.list()] == ["one"]


# The package


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout.strip()


def test_importing_the_package_imports_nothing_else() -> None:
    loaded = run(
        "import sys; before = set(sys.modules); import interop_client;"
        "print(*sorted(name for name in set(sys.modules) - before if not name.startswith('_')))"
    )
    assert loaded == "interop_client"


def test_errors_and_policies_are_imported_without_the_http_library() -> None:
    code = (
        "import sys; from interop_client import RetryPolicy, StatusError, Pager, ConflictPolicy,"
        "Operation; print('httpx' in sys.modules)"
    )
    assert run(code) == "False"


def test_a_client_is_imported_without_what_calls_and_failures_need() -> None:
    code = (
        "import sys; import interop_client; interop_client.InteropClient;"
        "late = 'anyio', 'email', 'httpcore', 'httpx', 'jwt', 'msgspec', 'ssl';"
        "print(*(name for name in late if name in sys.modules))"
    )
    assert run(code) == ""


def test_a_client_is_made_without_what_only_failures_need() -> None:
    code = (
        "import sys; from interop_client import ApiKey, InteropClient;"
        "InteropClient(ApiKey('key'));"
        "print(*(name for name in ('jwt',) if name in sys.modules))"
    )
    assert run(code) == ""


def test_every_public_name_is_there_and_listed() -> None:
    for name in interop_client.__all__:
        assert getattr(interop_client, name) is not None
    assert set(interop_client.__all__) <= set(dir(interop_client))
    assert set(errors.__all__) <= set(interop_client.__all__)
    name = "nonsense"
    with pytest.raises(AttributeError, match=name):
        getattr(interop_client, name)
