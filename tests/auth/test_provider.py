"""A function that gets LTI JWTs."""

from __future__ import annotations

from typing import Any

import httpx
import jwt
import pytest
from scripted import MovedClock, Scripted, client_of, operation

from auth.waiting import Held, outcomes, queued
from interop_client import (
    AuthenticationError,
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


async def test_a_provider_is_called_by_one_call_at_a_time() -> None:
    calls = 0

    async def provide() -> str:
        nonlocal calls
        calls += 1
        await queued()
        return f"provided-{calls}"

    service = Scripted()
    client = client_of(service, auth=LtiJwt.from_provider(provide))
    assert await outcomes(client, 100) == {"success": 100}
    service.answers = [401] * 100
    assert await outcomes(client, 100) == {"success": 100}
    assert calls == 2


async def test_a_token_of_a_provider_that_was_replaced_is_not_replaced_again() -> None:
    calls = 0

    async def provide() -> str:
        nonlocal calls
        calls += 1
        return f"token-{calls}"

    late = Held(httpx.Response(401))
    service = Scripted(late, 401)
    client = client_of(service, auth=LtiJwt.from_provider(provide))

    async def meanwhile() -> None:
        await late.asked.wait()
        await client.send(operation())
        late.released.set()

    assert await outcomes(client, 1, meanwhile) == {"success": 1}
    assert calls == 2


async def test_a_provider_that_gives_the_refused_token_again_is_an_error_that_says_so(
    clock: MovedClock,
) -> None:
    stale = signed(exp=clock.time() - 60)

    async def provide() -> str:
        return stale

    service = Scripted(401, 401)
    client = client_of(service, auth=LtiJwt.from_provider(provide))
    for _ in range(2):
        with pytest.raises(AuthenticationError, match=r"just refused, and which expired 6\d s ago"):
            await client.send(operation())
    assert service.tokens_sent == [stale, stale], "the same token is not tried twice by a call"


async def test_a_provider_given_as_a_coroutine_is_refused_with_a_hint() -> None:
    async def provide() -> str:
        return ""

    coroutine: Any = provide()
    with pytest.raises(ConfigurationError, match="without calling it"):
        LtiJwt.from_provider(coroutine)
