"""Where a client calls, and how."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from scripted import AUTH, BASE_URL, Scripted, operation

from interop_client import (
    ApiKey,
    ConfigurationError,
    InteropClient,
)
from interop_client.transport import LaneTransport

anyio_test = pytest.mark.anyio

KEY = ApiKey("the-account-key")


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
    transport = InteropClient(KEY)._session.shared.transport
    assert isinstance(transport, LaneTransport)
    assert transport.max_connections == LaneTransport().max_connections
    transport = InteropClient(KEY, max_connections=3)._session.shared.transport
    assert isinstance(transport, LaneTransport)
    assert transport.max_connections == 3


@pytest.mark.parametrize(
    "options",
    [
        {"max_connections": 3},
        {"verify": False},
        {"proxy": "http://user:hunter2@localhost"},
        {"trust_env": True},
    ],
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
