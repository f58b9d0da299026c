"""Strategies, tokens and their stores."""

from __future__ import annotations

import base64
import json
import logging
import math
import pickle
import time
from typing import Any
from urllib.parse import parse_qs

import anyio
import httpx
import jwt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scripted import AUTH, BASE_URL, SECRET, MovedClock, Scripted, client_of, operation

from interop_client import (
    ApiKey,
    AuthenticationError,
    ClientCredentials,
    ConfigurationError,
    LtiJwt,
    MemoryTokenStore,
    ResponseDecodeError,
    Token,
    TokenStore,
)
from interop_client.auth.expiry import expiry, read_token

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


async def test_an_lti_jwt_is_sent_as_it_is() -> None:
    token = signed(exp=time.time() + 60)
    service = Scripted()
    await client_of(service, auth=LtiJwt(token)).send(operation())
    assert service.tokens_sent == [token]


async def test_an_expired_lti_jwt_is_refused_before_anything_is_sent() -> None:
    service = Scripted()
    client = client_of(service, auth=LtiJwt(signed(exp=time.time() - 5)))
    with pytest.raises(AuthenticationError, match="expired 5 s ago") as caught:
        await client.send(operation())
    assert caught.value.status_code is None
    assert service.requests == []


async def test_an_lti_jwt_that_expires_meanwhile_is_refused(clock: MovedClock) -> None:
    service = Scripted()
    client = client_of(service, auth=LtiJwt(signed(exp=time.time() + 60)))
    await client.send(operation())
    clock.ahead = 61
    with pytest.raises(AuthenticationError):
        await client.send(operation())


async def test_a_provider_is_asked_when_a_token_is_needed(clock: MovedClock) -> None:
    given: list[str] = []

    async def provide() -> str:
        given.append(signed(exp=clock.time() + 100, jti=str(len(given))))
        return given[-1]

    service = Scripted()
    client = client_of(service, auth=LtiJwt.from_provider(provide))
    await client.send(operation())
    await client.send(operation())
    assert len(given) == 1
    clock.ahead = 95
    await client.send(operation())
    service.answers = [401]
    await client.send(operation())
    assert len(given) == 3
    assert service.tokens_sent == [given[0], given[0], given[1], given[1], given[2]]


@pytest.mark.parametrize("wrong", [None, 5, "", "two words", "line\nbreak", b"bytes"])
async def test_a_provider_that_returns_no_token_is_an_authentication_error(wrong: Any) -> None:
    async def provide() -> Any:
        return wrong

    with pytest.raises(AuthenticationError, match="provide"):
        await client_of(Scripted(), auth=LtiJwt.from_provider(provide)).send(operation())


async def test_a_provider_that_raises_is_an_authentication_error() -> None:
    async def provide() -> str:
        raise LookupError("the password is hunter2")

    client = client_of(Scripted(), auth=LtiJwt.from_provider(provide))
    with pytest.raises(AuthenticationError, match="LookupError") as caught:
        await client.send(operation())
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is caught.value.__context__ is None


async def test_a_provider_must_be_a_coroutine_function() -> None:
    def provide() -> Any:
        return "token"

    with pytest.raises(AuthenticationError, match="coroutine function"):
        await client_of(Scripted(), auth=LtiJwt.from_provider(provide)).send(operation())
    not_callable: Any = "token"
    with pytest.raises(ConfigurationError, match="not str"):
        LtiJwt.from_provider(not_callable)


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


# What the token endpoint answers


@pytest.mark.parametrize(
    "answer",
    [
        {"access_token": "t"},
        {"access_token": "t", "expires_in": None},
        {"access_token": "t", "token_type": "whatever", "more": []},
    ],
)
def test_a_token_without_an_end_is_good_until_refused(answer: Any) -> None:
    assert read_token(json.dumps(answer).encode()) == Token("t")


@pytest.mark.parametrize("seconds", [1, 59.5, 3600, "3600", "12.5"])
def test_a_token_is_renewed_a_tenth_of_its_life_early(seconds: float | str) -> None:
    token = read_token(json.dumps({"access_token": "t", "expires_in": seconds}).encode())
    assert isinstance(token, Token)
    assert token.expires_at is not None
    assert token.refresh_at is not None
    life = float(seconds)
    assert token.expires_at - time.time() == pytest.approx(life, abs=0.5)
    assert token.expires_at - token.refresh_at == pytest.approx(min(300, life / 10), abs=0.001)


@pytest.mark.parametrize(
    "expires_in",
    [
        *["0", "-1", "1e400", "NaN", "Infinity", "true", "[]", "{}", "1e18", "1" + "0" * 400],
        *['"soon"', '"nan"', '"inf"', '""', '"' + "1" * 5000 + '"', '"٣"'],
    ],
)
async def test_an_impossible_expires_in_is_a_typed_error(expires_in: str) -> None:
    service = Scripted()
    body = f'{{"access_token": "t-secret", "expires_in": {expires_in}}}'
    service.token_answers = [httpx.Response(200, content=body.encode())]
    with pytest.raises(ResponseDecodeError, match="expires_in") as caught:
        await client_of(service).send(operation())
    assert "t-secret" not in str(caught.value)
    assert caught.value.operation == "fetchToken"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b'"token"',
        b"null",
        b"{}",
        b'{"access_token": null}',
        b'{"access_token": ""}',
        b'{"access_token": 5}',
        b'{"access_token": ["t"]}',
        b'{"access_token": "a b"}',
        b'{"access_token": "a\\nb"}',
        b'{"access_token": "\\u2603"}',
        b"\xff\xff",
        b"[" * 100_000,
    ],
)
async def test_nonsense_from_the_token_endpoint_is_a_typed_error(body: bytes) -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(200, content=body, headers={"x-request-id": "r-7"})]
    with pytest.raises(ResponseDecodeError, match="token endpoint") as caught:
        await client_of(service).send(operation("POST"))
    assert caught.value.request_id == "r-7"
    assert service.requests == []


@given(st.binary())
def test_any_bytes_are_a_token_or_a_reason(content: bytes) -> None:
    assert isinstance(read_token(content), Token | str)


def part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
HEADERS = st.sampled_from([b'{"alg": "none"}', b'{"alg": "HS256", "typ": "JWT"}'])
CLAIMS = st.one_of(
    st.binary(),
    ANY_JSON.map(lambda value: json.dumps(value).encode()),
    ANY_JSON.map(lambda value: json.dumps({"exp": value}).encode()),
    st.sampled_from([b"[" * 100_000, b'{"exp": 1e400}', b'{"exp": ' + b"9" * 5_000 + b"}"]),
)


@given(
    st.one_of(
        st.text(),
        st.tuples(st.binary() | HEADERS, CLAIMS, st.binary()).map(
            lambda parts: ".".join(map(part, parts))
        ),
        st.tuples(st.text(), st.text(), st.text()).map(".".join),
    )
)
@example(".".join(map(part, (b'{"alg": "none"}', b"[" * 100_000, b""))))
@example(".".join(map(part, (b'{"alg": "none"}', b'{"exp": ' + b"9" * 5_000 + b"}", b""))))
@example(".".join(map(part, (b'{"alg": "none"}', b"\xff", b""))))
@example("\ud800.\ud800.\ud800")
def test_any_text_has_an_expiry_or_none(token: str) -> None:
    found = expiry(token)
    assert found is None or (isinstance(found, float) and math.isfinite(found))


def test_the_exp_of_a_jwt_counts_without_expires_in() -> None:
    exp = time.time() + 1000
    token = read_token(json.dumps({"access_token": signed(exp=exp)}).encode())
    assert isinstance(token, Token)
    assert token.expires_at == pytest.approx(exp, abs=0.01)
    assert token.refresh_at == pytest.approx(exp - 100, abs=1)


def test_an_exp_in_the_past_of_a_new_token_speaks_of_a_wrong_clock() -> None:
    token = read_token(json.dumps({"access_token": signed(exp=time.time() - 9)}).encode())
    assert isinstance(token, Token)
    assert token.expires_at is None


def encoded(**claims: Any) -> str:
    return ".".join(map(part, (b'{"alg": "none"}', json.dumps(claims).encode(), b"")))


@pytest.mark.parametrize(
    "exp", ["soon", None, True, [], -5, 0, float("nan"), float("inf"), 10**400]
)
def test_an_exp_that_makes_no_sense_is_ignored(exp: Any) -> None:
    assert expiry(encoded(exp=exp)) is None
    assert expiry(encoded(exp=12.5)) == 12.5


# Stores


class Recording(MemoryTokenStore):
    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.keys: set[str] = set()

    async def get(self, key: str, /) -> Token | None:
        self.calls.append("get")
        self.keys.add(key)
        return await super().get(key)

    async def set(self, key: str, token: Token, /) -> None:
        self.calls.append("set")
        await super().set(key, token)

    async def delete(self, key: str, /) -> None:
        self.calls.append("delete")
        await super().delete(key)


async def test_a_store_is_shared_by_clients() -> None:
    store: TokenStore = MemoryTokenStore()
    service = Scripted()
    for _ in range(3):
        await client_of(service, token_store=store).send(operation())
    assert len(service.token_requests) == 1


async def test_the_key_changes_with_client_secret_and_endpoint_and_tells_nothing() -> None:
    store = Recording()
    service = Scripted()
    for auth in (AUTH, ClientCredentials("client", "rotated"), ClientCredentials("other", SECRET)):
        await client_of(service, auth=auth, token_store=store).send(operation())
    token_url = "https://other.example.test/oauth/token"
    await client_of(service, token_store=store, token_url=token_url).send(operation())
    assert len(store.keys) == 4
    assert not any(SECRET in key or "rotated" in key for key in store.keys)


async def test_an_expired_token_in_the_store_is_not_used(clock: MovedClock) -> None:
    store = MemoryTokenStore()
    service = Scripted()
    await client_of(service, token_store=store).send(operation())
    clock.ahead = 3400
    await client_of(service, token_store=store).send(operation())
    assert service.tokens_sent == ["token-1", "token-2"]


async def test_a_refused_token_is_dropped_from_the_store() -> None:
    store = Recording()
    service = Scripted(401)
    await client_of(service, token_store=store).send(operation())
    assert service.tokens_sent == ["token-1", "token-2"]
    assert store.calls == ["get", "set", "get", "delete", "set"]


async def test_a_token_that_another_process_renewed_is_taken_from_the_store() -> None:
    store = Recording()
    service = Scripted()
    client = client_of(service, token_store=store)
    await client.send(operation())
    (key,) = store.keys
    await store.set(key, Token("from-elsewhere", time.time() + 1000))
    service.answers = [401]
    await client.send(operation())
    assert service.tokens_sent == ["token-1", "token-1", "from-elsewhere"]
    assert len(service.token_requests) == 1


class Broken:
    def __init__(self, value: Any) -> None:
        self.value = value

    async def get(self, key: str, /) -> Any:
        if isinstance(self.value, Exception):
            raise self.value
        return self.value

    async def set(self, key: str, token: Token, /) -> None:
        if isinstance(self.value, Exception):
            raise self.value

    async def delete(self, key: str, /) -> None:
        if isinstance(self.value, Exception):
            raise self.value


@pytest.mark.parametrize(
    "value",
    [
        OSError("redis://:hunter2@cache is down"),
        "a token",
        {"access_token": "t"},
        Token("two words", time.time() + 60),
        Token(WRONG, time.time() + 60),
        Token("t", WRONG),
        Token("t", float("nan")),
        Token("t", 0.0),
    ],
)
async def test_a_store_that_is_broken_costs_a_token_request_and_no_more(
    value: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service = Scripted()
    client = client_of(service, token_store=Broken(value))
    await client.send(operation())
    await client.send(operation())
    assert service.tokens_sent == ["token-1", "token-1"]
    assert "hunter2" not in caplog.text
    if not isinstance(value, Token):
        assert "The token store" in caplog.text


class Hanging:
    async def get(self, key: str, /) -> Token | None:
        await anyio.sleep_forever()
        return None

    async def set(self, key: str, token: Token, /) -> None:
        await anyio.sleep_forever()

    async def delete(self, key: str, /) -> None:
        await anyio.sleep_forever()


async def test_a_store_that_hangs_is_given_up_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("interop_client.auth.refresh._STORE_SECONDS", 0.05)
    service = Scripted()
    client = client_of(service, token_store=Hanging())
    await client.send(operation())
    await client.send(operation())
    assert service.tokens_sent == ["token-1", "token-1"]
    assert "failed to read: TimeoutError" in caplog.text
    assert "failed to write: TimeoutError" in caplog.text


async def test_the_memory_store_forgets_what_was_not_used_for_longest() -> None:
    store = MemoryTokenStore(2)
    await store.set("a", Token("a"))
    await store.set("b", Token("b"))
    assert await store.get("a") == Token("a")
    await store.set("c", Token("c"))
    assert await store.get("b") is None
    assert len(store) == 2
    await store.delete("a")
    await store.delete("a")
    assert await store.get("a") is None
    assert repr(store) == "<MemoryTokenStore 1 of 2>"
    with pytest.raises(ConfigurationError, match="capacity"):
        MemoryTokenStore(0)


def test_a_token_hides_itself() -> None:
    token = Token("the-token", 5.0)
    assert "the-token" not in repr(token)
    assert token.refresh_at == 5.0


async def test_the_token_endpoint_can_be_elsewhere() -> None:
    service = Scripted()
    token_url = "https://login.example.test/oauth/token"
    client = client_of(service, token_url=token_url).with_options(headers={"X-Mine": "1"})
    await client.send(operation())
    assert str(service.token_requests[0].url) == token_url
    assert "x-mine" not in service.token_requests[0].headers
    assert str(service.requests[0].url).startswith(BASE_URL)
    assert service.requests[0].headers["x-mine"] == "1"
