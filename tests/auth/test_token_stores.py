"""Stores of tokens, and what their failures cost."""

from __future__ import annotations

import errno
import logging
import os
import socket
import ssl
from typing import Any

import anyio
import jwt
import pytest
from scripted import AUTH, BASE_URL, SECRET, MovedClock, Scripted, client_of, operation
from support.clock import EPOCH

from auth.waiting import outcomes
from interop_client import (
    ClientCredentials,
    ConfigurationError,
    MemoryTokenStore,
    Token,
    TokenStore,
)

pytestmark = pytest.mark.anyio

WRONG: Any = ["of another type"]
KEY_OF_JWT = "a key of 32 bytes for the tests ."


def signed(**claims: Any) -> str:
    return jwt.encode({"sub": "tool", **claims}, KEY_OF_JWT, algorithm="HS256")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    return MovedClock().install(monkeypatch)


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


async def test_a_token_that_another_process_renewed_is_taken_from_the_store(
    clock: MovedClock,
) -> None:
    store = Recording()
    service = Scripted()
    client = client_of(service, token_store=store)
    await client.send(operation())
    (key,) = store.keys
    await store.set(key, Token("from-elsewhere", clock.time() + 1000))
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
        Token("two words", EPOCH + 60),
        Token(WRONG, EPOCH + 60),
        Token("t", WRONG),
        Token("t", float("nan")),
        Token("t", 0.0),
        Token("t", 10**400),
        Token("t", None, 10**400),
    ],
)
async def test_a_store_that_is_broken_costs_a_token_request_and_no_more(
    value: Any, caplog: pytest.LogCaptureFixture, clock: MovedClock
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


@pytest.mark.virtual_clock
async def test_a_store_that_hangs_is_given_up_on_and_left_alone_for_a_while(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = Scripted()
    client = client_of(service, token_store=Hanging())
    began = anyio.current_time()
    await client.send(operation())
    assert anyio.current_time() - began == pytest.approx(1.0)
    service.answers = [401]
    await client.send(operation())
    assert anyio.current_time() - began == pytest.approx(1.0)
    assert service.tokens_sent == ["token-1", "token-1", "token-2"]
    assert [record.getMessage()[:49] for record in caplog.records] == [
        "The token store failed to read: TimeoutError. Tok"
    ]
    await anyio.sleep(31)
    service.answers = [401]
    await client.send(operation())
    assert anyio.current_time() - began == pytest.approx(1.0 + 31 + 1.0)
    assert len(caplog.records) == 1


@pytest.mark.virtual_clock
async def test_a_store_that_fails_costs_a_fleet_one_wait_and_one_warning(
    caplog: pytest.LogCaptureFixture,
) -> None:
    service = Scripted()
    client = client_of(service, token_store=Hanging())
    began = anyio.current_time()
    for number in range(50):
        await client.for_tenant(ClientCredentials(f"tenant-{number}", SECRET)).send(operation())
    assert anyio.current_time() - began == pytest.approx(1.0)
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.ECONNREFUSED, "redis://u:hunter2@host refused"),
            f"ConnectionRefusedError ({os.strerror(errno.ECONNREFUSED)}). Tokens",
        ),
        (
            OSError(errno.ENOENT, "hunter2", "redis://u:hunter2@host"),
            f"FileNotFoundError ({os.strerror(errno.ENOENT)}). Tokens",
        ),
        (
            OSError(errno.ENOENT, "hunter2", "/run/tokens"),
            f"FileNotFoundError ({os.strerror(errno.ENOENT)}: /run/tokens). Tokens",
        ),
        (socket.gaierror(-2, "hunter2"), "gaierror. Tokens"),
        # The numbers of these are others than the system's, or none.
        (socket.gaierror(8, "hunter2"), "gaierror. Tokens"),
        (ssl.SSLError(1, "hunter2"), "SSLError. Tokens"),
        (OSError("hunter2", "hunter2"), "OSError. Tokens"),
        (OSError(2**40, "hunter2"), "OSError. Tokens"),
        (RuntimeError("hunter2"), "RuntimeError. Tokens"),
    ],
)
async def test_the_warning_of_a_store_that_fails_says_why_without_its_own_words(
    error: Exception, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    await client_of(Scripted(), token_store=Broken(error)).send(operation())
    (warning,) = [record.getMessage() for record in caplog.records]
    assert said in warning
    assert "hunter2" not in warning


@pytest.mark.virtual_clock
async def test_a_store_that_works_again_is_used_again(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    store = Broken(OSError())
    client = client_of(Scripted(), token_store=store)
    await client.send(operation())
    store.value = None
    await anyio.sleep(31)
    await client.for_tenant(ClientCredentials("tenant", SECRET)).send(operation())
    assert caplog.records[-1].getMessage() == "The token store works again."


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


@pytest.mark.virtual_clock
@pytest.mark.parametrize("verb", ["get", "set", "delete"])
async def test_a_slow_store_keeps_nobody_past_his_own_bound(verb: str) -> None:
    async def hang(*given: object) -> None:
        await anyio.sleep_forever()

    store = MemoryTokenStore()
    setattr(store, verb, hang)
    service = Scripted()
    client = client_of(service, token_store=store, timeout=0.2)
    assert await outcomes(client, 20) == {"success": 20}
    service.answers = [401] * 20
    assert await outcomes(client, 20) == {"success": 20}
