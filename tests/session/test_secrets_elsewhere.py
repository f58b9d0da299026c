"""No secret is ever seen: settings, answers, stores, and what clients show of themselves."""

from __future__ import annotations

import gc
import json
import pickle
import re
import sys
from collections.abc import Callable, Iterator
from functools import _lru_cache_wrapper
from typing import Any

import httpx
import jwt
import pytest
from support.scripted import Scripted, client_of, operation

from interop_client import (
    ApiKey,
    AuthenticationError,
    BadRequestError,
    BasicAuth,
    ClientCredentials,
    ConfigurationError,
    InteropClient,
    LtiJwt,
    MemoryTokenStore,
    NotFoundError,
    RequestError,
    ResponseDecodeError,
    RetryPolicy,
    Token,
)
from interop_client.auth import Scrubber, Secret
from interop_client.models import AuthType, TenantInfo
from session.planted import (
    API_KEY,
    AUTH,
    BODY_SECRET,
    CLIENT_SECRET,
    OTHERS,
    SECRETS,
    TOKEN,
    assert_clean,
    assert_error_is_clean,
    failure,
    forms,
)
from session.planted import log as log

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("read_ahead", [0, 2])
async def test_an_answer_that_cannot_be_decoded(read_ahead: int) -> None:
    record = {"client_id": 5, "client_secret": BODY_SECRET, "type": [BODY_SECRET]}
    tenants = [{"auth": record, "name": 7}, {"auth": BODY_SECRET}, BODY_SECRET]
    for body in (*({"data": [tenant]} for tenant in tenants), BODY_SECRET, {"data": BODY_SECRET}):
        service = Scripted(*[httpx.Response(200, json=body)] * (1 + read_ahead))
        client = client_of(service, auth=ApiKey(API_KEY))
        reading = client.tenants.list().collect(read_ahead=read_ahead)
        await failure(reading, ResponseDecodeError)


async def test_an_answer_that_breaks_its_decoder() -> None:
    def parse(content: bytes) -> object:
        found = json.loads(content)
        return found["no such " + found["client_secret"]]

    def parse_typed(content: bytes) -> object:
        try:
            return parse(content)
        except KeyError as error:
            raise ResponseDecodeError("wrong") from error

    for way in (parse, parse_typed):
        service = Scripted(httpx.Response(200, json={"client_secret": BODY_SECRET}))
        client = client_of(service, auth=ApiKey(API_KEY))
        await failure(client.send(operation(parse=way)), ResponseDecodeError)


async def test_a_store_that_shows_what_it_was_given() -> None:
    class Showing(MemoryTokenStore):
        async def set(self, key: str, token: Token, /) -> None:
            raise RuntimeError(f"cannot keep {token.access_token}")

    service = Scripted()
    service.token_answers = [httpx.Response(200, json={"access_token": TOKEN})]
    await client_of(service, auth=AUTH, token_store=Showing()).send(operation())


async def test_a_provider_that_shows_what_it_has() -> None:
    async def raising() -> str:
        raise RuntimeError(OTHERS)

    async def wrong() -> Any:
        return [OTHERS]

    async def broken() -> str:
        return f"{OTHERS}\n"

    for provider in (raising, wrong, broken):
        client = client_of(Scripted(), auth=LtiJwt.from_provider(provider))
        await failure(client.send(operation()), AuthenticationError)


async def test_an_expired_jwt() -> None:
    expired = jwt.encode({"sub": "planted", "exp": 5}, "k" * 32, algorithm="HS256")
    SECRETS.append(expired)
    client = client_of(Scripted(), auth=LtiJwt(expired))
    await failure(client.send(operation()), AuthenticationError)


BAD = f"{OTHERS}\n"


@pytest.mark.parametrize(
    "make",
    [
        lambda: ClientCredentials("id", BAD),
        lambda: ClientCredentials("id\n", OTHERS),
        lambda: ApiKey(BAD),
        lambda: LtiJwt(BAD),
        lambda: InteropClient(AUTH, base_url=f"https://user:{OTHERS}@example.test"),
        lambda: InteropClient(AUTH, token_url=f"https://example.test?key={OTHERS}"),
        lambda: InteropClient(AUTH, base_url="nonsense", proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient(AUTH, proxy=f"nonsense://user:{OTHERS}@host"),
        lambda: InteropClient(AUTH, max_connections=0, proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient(AUTH, timeout=-1, proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient(AUTH, transport=Scripted(), proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient.from_env({"INTEROP_API_KEY": BAD}),
        lambda: InteropClient.from_env({"INTEROP_CLIENT_SECRET": OTHERS}),
        lambda: InteropClient.from_env({"INTEROP_API_KEY": OTHERS, "INTEROP_LTI_JWT": OTHERS}),
        lambda: InteropClient.from_env(
            {"INTEROP_API_KEY": OTHERS, "INTEROP_BASE_URL": f"https://u:{OTHERS}@example.test"}
        ),
        lambda: InteropClient.from_env({}, proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient.from_env(
            {"INTEROP_API_KEY": OTHERS}, timeout=-1, proxy=f"http://user:{OTHERS}@host"
        ),
        lambda: client_of(Scripted()).with_options(headers={"X-Key": BAD}),
        lambda: client_of(Scripted()).with_options(headers={"Authorization": OTHERS}),
        lambda: client_of(Scripted()).for_tenant(
            TenantInfo(name="x", auth=AuthType(client_id="i", client_secret=BAD))
        ),
        lambda: client_of(Scripted()).for_tenant(
            TenantInfo(name="x", auth=AuthType(client_secret=OTHERS))
        ),
    ],
)
def test_settings_that_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert_error_is_clean(caught.value)


@pytest.mark.parametrize("path", ["//elsewhere", "/x?y"])
async def test_header_fields_of_a_request_that_fails(path: str) -> None:
    client = client_of(Scripted(httpx.Response(404)), auth=ApiKey(OTHERS))
    with pytest.raises((ValueError, NotFoundError)) as caught:
        await client.request("GET", path, headers={"X-Key": OTHERS, "Accept": "text/plain"})
    assert_error_is_clean(caught.value)


def held_by(thing: object) -> dict[str, object]:
    """What an object has, in slots too."""
    slots = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
    held = {name: getattr(thing, name, None) for name in slots}
    return held | getattr(thing, "__dict__", {})


async def test_what_clients_show_of_themselves() -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(200, json={"access_token": TOKEN})]
    client = client_of(service, auth=AUTH)
    await client.send(operation())
    session = client._session
    assert TOKEN in service.requests[0].headers["authorization"]
    for thing in (client, session, session.credential, session.shared, session.auth):
        assert_clean(repr(thing), "repr")
        assert_clean(repr(held_by(thing)), "variables")
        with pytest.raises((TypeError, AttributeError)):
            pickle.dumps(thing)


def test_spellings_are_found_whatever_their_case() -> None:
    scrubber = Scrubber([Secret(CLIENT_SECRET), Secret("ab"), Secret("")])
    for form in list(forms(CLIENT_SECRET))[:-2]:
        for text in (form, form.upper(), f"x{form}y"):
            assert form.lower() not in scrubber.text(text).lower()
    assert scrubber.text("about the client") == "about the client"
    assert Scrubber([]).text("anything") == "anything"
    assert scrubber.data({CLIENT_SECRET: [CLIENT_SECRET, 5, None]}) == {"***": ["***", 5, None]}


@pytest.mark.parametrize(
    ("secret", "said", "shown"),
    [
        ("s3cret", "s3cret or S3CRET", "*** or ***"),
        ("s3cret", "\u0130\u00df s3cret \ufb03", "\u0130\u00df *** \ufb03"),
        ("stra\u00dfe\u03c3", "STRA\u00dfe\u03a3 of stra\u00dfe\u03c2", "*** of ***"),
        ("a/b+c d", "A%2fb%2bc+d, a\\/b", "***, a\\/b"),
        ('a/"\u00e9', 'a/\\"\u00e9 a/\\"\\u00e9 a\\/\\"\u00e9 a\\/\\"\\u00e9', "*** *** *** ***"),
        ("a&b<c>d", r"a\u0026b\u003Cc\u003ed", "***"),
        ("it's & so!", "it's%20%26%20so! it&#39;s &amp; so! it&#x27;s &amp; so!", "*** *** ***"),
        ("abab", "ababab", "***ab"),
        ("1234 & 5678", "x1234 &amp; 5678y", "x***y"),
    ],
)
def test_what_is_hidden_and_what_is_not(secret: str, said: str, shown: str) -> None:
    assert Scrubber([Secret(secret)]).text(said) == shown


async def test_a_secret_that_a_page_writes_in_entities_is_not_said() -> None:
    page = "<html><title>it&#39;s&#45;secret</title><p>it&apos;s&hyphen;secret</html>"
    answer = httpx.Response(400, html=page)
    with pytest.raises(BadRequestError) as caught:
        await client_of(Scripted(answer), auth=BasicAuth("user", "it's-secret")).send(operation())
    assert "***" in caught.value.message
    assert "it's-secret" not in caught.value.message


def test_secrets_that_overlap_are_hidden_as_one() -> None:
    assert Scrubber([Secret("abcdef"), Secret("defghi")]).text("(abcdefghi)") == "(***)"


@pytest.mark.parametrize("trust_env", [True, False])
async def test_no_cache_of_python_s_keeps_a_secret(
    monkeypatch: pytest.MonkeyPatch, trust_env: bool
) -> None:
    secret = "kept-nowhere-7f3a"
    proxy = f"http://somebody:{secret}@127.0.0.1:9"
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    for address in (f"https://u:{secret}@api.example.test/v2", f"https://a.test/?key={secret}"):
        with pytest.raises(ConfigurationError):
            InteropClient(ApiKey(secret), base_url=address)
    auth = ClientCredentials("id", secret)
    service = Scripted()
    service.token_answers = [httpx.Response(400, json={"error": secret})]
    with pytest.raises(AuthenticationError, match="400"):
        await client_of(service, auth=auth).send(operation())
    async with InteropClient(
        auth,
        base_url="https://api.example.test/v2",
        retry=RetryPolicy(attempts=1),
        proxy=None if trust_env else proxy,
        trust_env=trust_env,
    ) as client:
        with pytest.raises(RequestError):
            await client.tenants.list().first()
    assert not [each for each in cached() if secret in each.replace("\\", "")]


def cached() -> Iterator[str]:
    """The texts that `re`, and all functions with a cache, have been given."""
    kept = [key for name in ("_cache", "_cache2") for key in vars(re).get(name, ())]
    for module in [*sys.modules.values()]:
        for each in [*getattr(module, "__dict__", {}).values()]:
            if isinstance(each, _lru_cache_wrapper):
                for held in gc.get_referents(each):
                    kept += held if isinstance(held, dict) else ()
    for key in kept:
        parts = key if isinstance(key, list | tuple) else [key]
        yield from (part for part in parts if isinstance(part, str))
