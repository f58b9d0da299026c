"""Arguments of the wrong kind are refused by name when a client is made."""

from __future__ import annotations

import inspect
import pathlib
import ssl
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest
from scripted import AUTH, SECRET, Scripted, client_of, operation

from interop_client import (
    ApiKey,
    ClientCredentials,
    ConfigurationError,
    ConflictPolicy,
    InteropClient,
    MemoryTokenStore,
    RetryPolicy,
    Token,
)

anyio_test = pytest.mark.anyio

KEY = ApiKey("the-account-key")


class SyncStore:
    def get(self, key: str) -> Token | None:
        return None

    def set(self, key: str, token: Token) -> None: ...

    def delete(self, key: str) -> None: ...


class AsyncTransport(httpx.AsyncBaseTransport):
    pass


class AnotherLibrary:
    """What `httpx2` has beside httpx: classes of the same names, for requests of their own."""

    class AsyncBaseTransport:
        async def handle_async_request(self, request: object) -> object: ...

        async def aclose(self) -> None: ...


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"retry": 3}, r"retry must be a RetryPolicy, not int \(RetryPolicy\(attempts=3\)"),
    ({"retry": True}, "retry must be a RetryPolicy, not bool"),
    ({"retry": RetryPolicy}, "retry must be a RetryPolicy, not the class RetryPolicy"),
    ({"retry": {"attempts": 3}}, "retry must be a RetryPolicy, not dict"),
    ({"retry": ConflictPolicy()}, "retry must be a RetryPolicy, not .*ConflictPolicy"),
    ({"conflicts": 5}, r"conflicts must be a ConflictPolicy, not int \(.*attempts=5"),
    ({"conflicts": False}, r"ConflictPolicy\.off\(\)"),
    ({"conflicts": ConflictPolicy.off}, "conflicts must be a ConflictPolicy, not method"),
    ({"verify": "/path/ca.pem"}, r"verify must be .*not str \(.*create_default_context\(cafile"),
    ({"verify": pathlib.Path("ca.pem")}, "verify must be .*cafile"),
    ({"verify": None}, "verify must be True, False or an ssl.SSLContext, not None"),
    ({"verify": 0}, "verify must be .*not int"),
    ({"verify": ssl.SSLContext}, "verify must be .*not the class SSLContext"),
    ({"http_client": httpx.Client()}, "http_client must be an httpx.AsyncClient, not .*synchron"),
    ({"transport": AnotherLibrary.AsyncBaseTransport()}, "transport must be .*another library's"),
    ({"http_client": httpx.AsyncClient}, "http_client must be .*not the class AsyncClient"),
    ({"http_client": Scripted()}, r"http_client must be .*\(a transport is transport=\)"),
    ({"http_client": "x"}, "http_client must be .*not str"),
    ({"transport": httpx.HTTPTransport()}, "transport must be .*synchronous"),
    ({"transport": httpx.AsyncClient()}, r"transport must be .*\(a client of your own"),
    ({"transport": AsyncTransport}, "transport must be .*not the class AsyncTransport"),
    ({"transport": object()}, "transport must be an httpx.AsyncBaseTransport, not object"),
    ({"token_store": {}}, "token_store must be a TokenStore, .*not dict"),
    ({"token_store": SyncStore()}, "token_store must be .*`async def`, not .*SyncStore"),
    ({"token_store": MemoryTokenStore}, "token_store must be .*not the class MemoryTokenStore"),
    ({"timeout": "3"}, r"timeout must be seconds above 0 as a number.*'3' \(str\)"),
    ({"timeout": timedelta(seconds=3)}, r"timeout must be .*\(timedelta\)"),
    ({"timeout": httpx.Timeout(3)}, r"timeout must be .*\(Timeout\)"),
    ({"timeout": True}, r"timeout must be .*\(bool\)"),
    ({"max_connections": True}, "max_connections must be a whole number from 1, not True"),
    ({"max_connections": "5"}, "max_connections must be a whole number from 1, not '5'"),
    ({"proxy": 5}, "proxy must be a URL as text, .*not int"),
    ({"proxy": {"https://": "http://user:hunter2@proxy"}}, "proxy must be .*not dict"),
    ({"trust_env": "yes"}, "trust_env must be True or False, not str"),
    ({"base_url": httpx.URL("https://example.test")}, "base_url must be a text, not URL"),
    ({"base_url": b"https://example.test"}, "base_url must be a text, not bytes"),
    ({"token_url": 5}, "token_url must be a text, not int"),
]


def _name(value: dict[str, Any] | str) -> str:
    """The same in every process, which the text of an object is not."""
    return value[:40] if isinstance(value, str) else next(iter(value))


@pytest.mark.parametrize(("options", "said"), WRONG, ids=_name)
def test_an_argument_of_the_wrong_kind_is_refused_by_name(
    options: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        InteropClient(KEY, **options)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ("the-account-key", r"auth must be .*not str \(for an API key, ApiKey"),
        (("id", "hunter2"), r"not tuple \(for a client, ClientCredentials"),
        (None, r"not None \(InteropClient\.from_env\(\)"),
        (ClientCredentials, "not the class ClientCredentials"),
        ({"client_id": "a"}, "not dict"),
        (5, "not int"),
    ],
)
def test_what_is_no_proof_is_refused_with_what_is_meant(auth: Any, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        InteropClient(auth)
    assert "hunter2" not in str(caught.value)
    assert "the-account-key" not in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        {"retry": 3},
        {"conflicts": 5},
        {"timeout": "3"},
        {"headers": [("X-A", "hunter2")]},
        {"headers": "X-A: hunter2"},
        {"headers": 5},
    ],
)
@anyio_test
async def test_other_options_of_the_wrong_kind_are_refused_and_change_nothing(
    options: dict[str, Any],
) -> None:
    service = Scripted()
    client = client_of(service)
    (name,) = options
    with pytest.raises(ConfigurationError, match=f"^{name} must") as caught:
        client.with_options(**options)
    assert "hunter2" not in str(caught.value)
    if name == "headers":
        with pytest.raises(ValueError, match=r"^headers must"):
            await client.request("GET", "/x", headers=options[name])
    assert service.requests == []


@pytest.mark.parametrize(
    ("policy", "options", "said"),
    [
        (RetryPolicy, {"attempts": "3"}, "attempts must be a whole number"),
        (RetryPolicy, {"attempts": None}, "attempts"),
        (RetryPolicy, {"first_wait": "1"}, "first_wait must be"),
        (RetryPolicy, {"max_wait": timedelta(seconds=1)}, "max_wait must be"),
        (RetryPolicy, {"max_retry_after": None}, "max_retry_after must be"),
        (ConflictPolicy, {"attempts": 2.0}, "attempts must be a whole number"),
        (ConflictPolicy, {"max_wait": True}, "max_wait must be"),
        (ConflictPolicy, {"jitter": "no"}, "jitter must be True or False, not 'no'"),
        (ConflictPolicy, {"enabled": 1}, "enabled must be True or False, not 1"),
    ],
)
def test_a_policy_of_wrong_values_is_refused_by_name(
    policy: Any, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said):
        policy(**options)


@pytest.mark.parametrize("environ", ["INTEROP_API_KEY=hunter2", [("INTEROP_API_KEY", "x")], 5])
def test_an_environment_that_is_no_mapping_is_refused(environ: Any) -> None:
    with pytest.raises(ConfigurationError, match="environ must map") as caught:
        InteropClient.from_env(environ)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("time_out", "`timeout=`"),
        ("baseurl", "`base_url=`"),
        ("max_connection", "`max_connections=`"),
        ("conflict", "`conflicts=`"),
        ("max_retries", r"RetryPolicy\(attempts=\.\.\.\)"),
        ("api_key", "ApiKey"),
        ("client_secret", "ClientCredentials"),
        ("headers", "with_options"),
        ("proxies", "`proxy=`"),
        ("zzz", "it has base_url, token_url"),
    ],
)
def test_an_argument_that_there_is_not_is_answered_with_the_nearest(name: str, wanted: str) -> None:
    unknown: dict[str, Any] = {name: SECRET}
    with pytest.raises(TypeError, match=f"{name}.*{wanted}") as caught:
        InteropClient(KEY, **unknown)
    assert SECRET not in str(caught.value)
    with pytest.raises(TypeError, match=wanted):
        InteropClient.from_env({"INTEROP_API_KEY": "key"}, **unknown)


def test_a_subclass_may_have_arguments_of_its_own() -> None:
    class Mine(InteropClient):
        def __init__(self, region: str, *, level: int) -> None:
            super().__init__(KEY)
            self.region, self.level = region, level

    client = Mine("us2", level=5)
    assert (client.region, client.level) == ("us2", 5)
    assert type(client.with_options(timeout=1)) is Mine


def test_the_signature_is_that_of_the_arguments() -> None:
    assert list(inspect.signature(InteropClient).parameters)[:3] == [
        "auth",
        "base_url",
        "token_url",
    ]


@anyio_test
async def test_what_only_looks_different_is_taken() -> None:
    class Delegating(MemoryTokenStore):
        pass

    for store in (Delegating(), AsyncMock(spec=MemoryTokenStore), None):
        InteropClient(AUTH, token_store=store)
    InteropClient(AUTH, http_client=AsyncMock(spec=httpx.AsyncClient))
    InteropClient(AUTH, verify=ssl.create_default_context(), proxy=httpx.Proxy("http://proxy"))
    InteropClient(AUTH, timeout=3, retry=None, conflicts=None)
    assert await client_of(Scripted()).with_options(headers={}).send(operation()) == {}


@anyio_test
async def test_a_client_is_opened_with_async_with() -> None:
    client: Any = client_of(Scripted())
    with pytest.raises(TypeError, match="async with InteropClient"), client:
        pass


@anyio_test
async def test_a_client_is_nothing_to_await_for_whoever_looks() -> None:
    assert not inspect.isawaitable(client_of(Scripted()))
