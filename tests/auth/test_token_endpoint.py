"""What a token endpoint answers, and how long a token is good for."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import httpx
import jwt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scripted import SECRET, MovedClock, Scripted, client_of, operation

from auth.waiting import Held, outcomes, queued
from interop_client import (
    AuthenticationError,
    RequestError,
    ResponseDecodeError,
    StatusError,
    Token,
)
from interop_client.auth.expiry import expiry
from interop_client.auth.token_endpoint import Unusable, read_token
from interop_client.models import AuthType, TenantInfo

pytestmark = pytest.mark.anyio

MANY = 1000

WRONG: Any = ["of another type"]
KEY_OF_JWT = "a key of 32 bytes for the tests ."


def signed(**claims: Any) -> str:
    return jwt.encode({"sub": "tool", **claims}, KEY_OF_JWT, algorithm="HS256")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    return MovedClock().install(monkeypatch)


# What the token endpoint answers


@pytest.mark.parametrize(
    "answer",
    [
        {"access_token": "t"},
        {"access_token": "t", "expires_in": None},
        {"access_token": "t", "token_type": "bearer", "more": []},
        {"access_token": "t", "token_type": "BearerToken", "error": None},
        {"data": {"access_token": "t", "token_type": "Bearer"}},
    ],
)
def test_a_token_without_an_end_is_good_until_refused(answer: Any) -> None:
    assert read_token(json.dumps(answer).encode()) == Token("t")


@pytest.mark.parametrize("seconds", [0, 1, 59.5, 3600, "3600", "12.5"])
def test_a_token_is_renewed_a_tenth_of_its_life_early(
    seconds: float | str, clock: MovedClock
) -> None:
    token = read_token(json.dumps({"access_token": "t", "expires_in": seconds}).encode())
    assert isinstance(token, Token)
    assert token.expires_at is not None
    assert token.refresh_at is not None
    life = float(seconds)
    assert token.expires_at == clock.time() + life
    assert token.refresh_at == token.expires_at - min(300, life / 10)


@pytest.mark.parametrize(
    "expires_in",
    [
        *["-1", "-0.5", "1e400", "NaN", "Infinity", "true", "[]", "{}", "1e18", "1" + "0" * 400],
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
    assert isinstance(read_token(content), Token | Unusable)


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


def test_the_exp_of_a_jwt_counts_without_expires_in(clock: MovedClock) -> None:
    exp = clock.time() + 1000
    token = read_token(json.dumps({"access_token": signed(exp=exp)}).encode())
    assert isinstance(token, Token)
    assert token.expires_at == exp
    assert token.refresh_at == exp - 100


def test_an_exp_in_the_past_of_a_new_token_speaks_of_a_wrong_clock(clock: MovedClock) -> None:
    token = read_token(json.dumps({"access_token": signed(exp=clock.time() - 9)}).encode())
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


async def test_a_failing_token_endpoint_is_retried(clock: MovedClock) -> None:
    service = Scripted()
    service.token_answers = [503, httpx.ReadError("reset"), 502]
    await client_of(service).send(operation("POST"))
    assert len(service.token_requests) == 4


async def test_a_token_endpoint_that_keeps_failing_fails_all_who_wait_at_once(
    clock: MovedClock,
) -> None:
    service = Scripted()
    held = Held(httpx.Response(503))
    service.token_answers = [held, *[503] * MANY]
    client = client_of(service)

    async def meanwhile() -> None:
        await held.asked.wait()
        await queued()
        held.released.set()

    assert await outcomes(client, MANY, meanwhile) == {"ServerError": MANY}
    assert len(service.token_requests) == 4


async def test_a_lost_token_endpoint_is_a_request_error_and_nothing_was_sent(
    clock: MovedClock,
) -> None:
    service = Scripted()
    service.token_answers = [httpx.ReadError("reset")] * 4
    with pytest.raises(RequestError, match="fetchToken") as caught:
        await client_of(service).send(operation("POST"))
    assert type(caught.value) is RequestError


@pytest.mark.parametrize("status", [400, 401])
async def test_a_refused_credential_is_refused_for_all_who_wait(status: int) -> None:
    service = Scripted()
    body = {"error": "invalid_client", "error_description": "Unknown client."}
    held = Held(httpx.Response(status, json=body, headers={"x-request-id": "r-3"}))
    service.token_answers = [held]
    client = client_of(service)

    async def meanwhile() -> None:
        await held.asked.wait()
        await queued()
        held.released.set()

    assert await outcomes(client, MANY, meanwhile) == {"AuthenticationError": MANY}
    assert len(service.token_requests) == 1
    assert service.requests == []
    service.token_answers = [httpx.Response(status, json=body, headers={"x-request-id": "r-4"})]
    with pytest.raises(AuthenticationError, match="invalid_client: Unknown client") as caught:
        await client.send(operation())
    assert (caught.value.status_code, caught.value.request_id) == (status, "r-4")
    await client.send(operation())


# An answer with 200 that is no token

SAID = "it is the secret " + SECRET


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"error": "invalid_client"}, "invalid_client"),
        ({"error": "invalid_client", "error_description": "Unknown."}, "invalid_client: Unknown"),
        ({"error": "access_denied", "error_description": SAID}, "it is the secret \\*\\*\\*"),
        ({"error": {"code": "C-7", "message": "Locked out"}}, "C-7: Locked out"),
        ({"data": {"error": "invalid_scope"}}, "invalid_scope"),
        ({"access_token": "", "error": "invalid_client"}, "invalid_client"),
        ({"error": "x" * 5000}, r"xxx\.\.\."),
    ],
)
async def test_an_error_that_comes_with_200_is_said_with_the_client(body: Any, said: str) -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(200, json=body, headers={"x-request-id": "r-5"})]
    with pytest.raises(AuthenticationError, match=said) as caught:
        await client_of(service).send(operation("POST"))
    assert "refused the client 'client'" in str(caught.value)
    assert (caught.value.status_code, caught.value.request_id) == (200, "r-5")
    assert SECRET not in str(caught.value)
    assert len(str(caught.value)) < 700
    assert service.requests == []
    assert len(service.token_requests) == 1


@pytest.mark.parametrize("status", [200, 400])
async def test_an_error_that_is_the_endpoints_own_trouble_refuses_nobody(status: int) -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(status, json={"error": "temporarily_unavailable"})]
    client = client_of(service)
    with pytest.raises(RequestError, match="temporarily_unavailable") as caught:
        await client.send(operation("POST"))
    assert type(caught.value) is RequestError
    assert await client.send(operation()) == {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            b"<html><head><title>Down for\n repair</title>",
            "a page with the title 'Down for repair'",
        ),
        (b"<!doctype html>" + SECRET.encode(), "a page. Check"),
        (b"[]", "not an object but list"),
        (b"", "it is empty"),
        (b"access_token=t-secret&expires_in=5", "it is not JSON"),
        (b'{"token": "t-secret"}', "no access_token"),
        (b'{"title": "Down", "detail": "for repair"}', "no access_token, and says 'Down: for"),
        (b'{"message": "Down for repair"}', "no access_token, and says 'Down for repair'"),
        (b'{"access_token": ""}', "not a text that a header can carry"),
        (b'{"access_token": "t-secret", "token_type": "mac"}', "token_type is 'mac'"),
        (b'{"access_token": "t-secret", "token_type": ["Bearer"]}', "token_type is list"),
        (b'{"access_token": "t-secret", "expires_in": -5}', "possible number of seconds: -5"),
        (b'{"access_token": "t-secret", "expires_in": "soon"}', "not a number but 'soon'"),
    ],
)
async def test_an_answer_that_is_no_token_says_what_it_is(body: bytes, said: str) -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(200, content=body)]
    with pytest.raises(ResponseDecodeError) as caught:
        await client_of(service).send(operation("POST"))
    assert said in str(caught.value)
    assert "the client 'client'" in str(caught.value)
    assert "t-secret" not in str(caught.value)
    assert SECRET not in str(caught.value)


async def test_a_tenants_token_error_names_the_tenant() -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(200, json={"error": "invalid_client"})]
    springfield = TenantInfo(name="Springfield", auth=AuthType(client_id="a", client_secret="bcde"))
    with pytest.raises(AuthenticationError, match=r"client 'a'.*tenant 'Springfield'") as caught:
        await client_of(service).for_tenant(springfield).send(operation())
    assert caught.value.tenant == (None, "Springfield")


@pytest.mark.parametrize("status", [301, 403, 404, 405, 409, 410, 415])
async def test_what_the_token_endpoint_answers_is_no_word_about_the_call(status: int) -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(status, content=b"said by a gateway")]
    with pytest.raises(StatusError) as caught:
        await client_of(service).clouds.find("1")
    error = caught.value
    assert type(error) is StatusError
    assert (error.status_code, error.operation) == (status, "fetchToken")
    assert "said by a gateway" in error.message
    assert "token endpoint has no token for the client 'client'" in error.message
    assert error.message.endswith("Check token_url.")
    assert service.requests == []
