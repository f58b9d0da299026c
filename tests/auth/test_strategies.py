"""Strategies, tokens and their stores."""

from __future__ import annotations

import base64
import pickle
from typing import Any
from urllib.parse import parse_qs

import jwt
import pytest
from scripted import SECRET, MovedClock, Scripted, client_of, operation

from interop_client import (
    ApiKey,
    AuthenticationError,
    ClientCredentials,
    ConfigurationError,
    LtiJwt,
)

pytestmark = pytest.mark.anyio

WRONG: Any = ["of another type"]
KEY_OF_JWT = "a key of 32 bytes for the tests ."


def signed(**claims: Any) -> str:
    return jwt.encode({"sub": "tool", **claims}, KEY_OF_JWT, algorithm="HS256")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    return MovedClock().install(monkeypatch)


# Strategies


async def test_client_credentials_are_exchanged_for_a_token() -> None:
    service = Scripted()
    await client_of(service).send(operation())
    (request,) = service.token_requests
    assert str(request.url) == "https://api.example.test/oauth/token"
    assert request.method == "POST"
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in request.headers
    assert parse_qs(request.content.decode()) == {
        "grant_type": ["client_credentials"],
        "client_id": ["client"],
        "client_secret": [SECRET],
    }
    assert service.tokens_sent == ["token-1"]


async def test_an_api_key_is_user_name_and_password() -> None:
    service = Scripted()
    await client_of(service, auth=ApiKey("key")).send(operation())
    scheme, _, value = service.requests[0].headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(value)) == ("Basic", b"key:key")
    assert service.token_requests == []


async def test_an_lti_jwt_is_sent_as_it_is(clock: MovedClock) -> None:
    token = signed(exp=clock.time() + 60)
    service = Scripted()
    await client_of(service, auth=LtiJwt(token)).send(operation())
    assert service.tokens_sent == [token]


async def test_an_expired_lti_jwt_is_refused_before_anything_is_sent(clock: MovedClock) -> None:
    service = Scripted()
    client = client_of(service, auth=LtiJwt(signed(exp=clock.time() - 5)))
    with pytest.raises(AuthenticationError, match="expired 5 s ago") as caught:
        await client.send(operation())
    assert caught.value.status_code is None
    assert service.requests == []


async def test_an_lti_jwt_that_expires_meanwhile_is_refused(clock: MovedClock) -> None:
    service = Scripted()
    client = client_of(service, auth=LtiJwt(signed(exp=clock.time() + 60)))
    await client.send(operation())
    clock.ahead = 61
    with pytest.raises(AuthenticationError):
        await client.send(operation())


@pytest.mark.parametrize(
    "wrong", ["", "a\nb", "a\n", " a", "snow\u2603man", "a\x00b", None, 5, b"x"]
)
@pytest.mark.parametrize("make", [lambda value: ClientCredentials("id", value), ApiKey, LtiJwt])
def test_a_secret_that_cannot_be_sent_is_refused_unseen(make: Any, wrong: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make(wrong)
    if isinstance(wrong, str) and len(wrong) > 2:
        assert wrong not in str(caught.value)
        assert "snow" not in str(caught.value)


@pytest.mark.parametrize("wrong", ["", "a\nb", None, 5])
def test_a_client_id_must_be_text(wrong: Any) -> None:
    with pytest.raises(ConfigurationError, match="client_id"):
        ClientCredentials(wrong, "secret")


def test_equal_proofs_are_equal_and_others_are_not() -> None:
    async def provide() -> str:
        return ""

    different = [
        ClientCredentials("a", "secret"),
        ClientCredentials("b", "secret"),
        ClientCredentials("a", "other"),
        ApiKey("secret"),
        ApiKey("other"),
        LtiJwt("secret"),
        LtiJwt.from_provider(provide),
    ]
    assert len(set(different)) == len(different)
    assert ClientCredentials("a", "secret") == different[0]
    assert hash(ApiKey("secret")) == hash(different[3])
    assert LtiJwt.from_provider(provide) == different[6]
    assert different[0] != "a"


def test_strategies_show_no_secret_and_are_not_pickled() -> None:
    async def provide() -> str:
        return ""

    assert repr(ClientCredentials("id", "the-secret")) == "ClientCredentials('id', '***')"
    assert repr(ApiKey("the-secret")) == "ApiKey('***')"
    assert repr(LtiJwt("the-secret")) == "LtiJwt('***')"
    assert "provide" in repr(LtiJwt.from_provider(provide))
    for strategy in (ClientCredentials("id", "the-secret"), ApiKey("the-secret")):
        assert "the-secret" not in str(vars(strategy))
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(strategy)


async def test_anything_else_is_refused() -> None:
    wrong: Any = ("id", "secret")
    with pytest.raises(ConfigurationError, match="not tuple"):
        client_of(Scripted(), auth=wrong)
