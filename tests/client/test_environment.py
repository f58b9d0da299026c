"""What a client takes from the environment, and that it takes nothing else."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from scripted import BASE_URL, SECRET, Scripted, operation, reply, serving

from interop_client import (
    ApiKey,
    ClientCredentials,
    ConfigurationError,
    InteropClient,
    LtiJwt,
)

anyio_test = pytest.mark.anyio

KEY = ApiKey("the-account-key")


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
    assert InteropClient.from_env(environ)._session.auth == auth


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
    assert client._session.shared._token_url == "https://login.example.test/token"
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
    assert InteropClient.from_env()._session.auth == ApiKey("from-the-process")


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
