"""One bound for one call."""

from __future__ import annotations

import anyio
import anyio.abc
import pytest
from support.clock import jump
from support.scripted import (
    Scripted,
    client_of,
    never,
    operation,
)

from interop_client import (
    ApiKey,
    InteropClient,
    OutcomeUnknownError,
    RequestError,
    RequestTimeoutError,
)
from interop_client._session.call import Call
from interop_client._session.session import Session

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

KEY = ApiKey("the-account-key")


def session_of(client: InteropClient) -> Session:
    return client._session


async def test_helpers_bound_several_sends_together() -> None:
    call = session_of(client_of(Scripted(), timeout=10)).call()
    assert call.remaining() == 10
    await call.send(operation())
    await call.sleep(8, RequestError("before"))
    assert call.remaining() == 2
    with pytest.raises(RequestError, match="before"):
        await call.sleep(3, RequestError("before"))
    jump(5)
    with pytest.raises(RequestTimeoutError, match="10 s"):
        await call.send_raw(operation("POST"))


async def test_a_call_may_have_a_bound_of_its_own_or_none() -> None:
    session = session_of(client_of(Scripted(), timeout=10))
    assert session.call(timeout=5).remaining() == 5
    assert isinstance(session.call(), Call)
    unbounded = session_of(client_of(Scripted(), timeout=None))
    assert unbounded.call().remaining() == float("inf")
    assert await unbounded.call().send(operation()) == {}


async def test_the_bound_ends_a_call_that_gets_no_answer() -> None:
    with pytest.raises(RequestTimeoutError, match="waiting for the answer") as caught:
        await client_of(Scripted(never, never), timeout=7).send(operation())
    assert isinstance(caught.value, TimeoutError)
    with pytest.raises(OutcomeUnknownError):
        await client_of(Scripted(never), timeout=7).send(operation("POST"))


async def test_the_bound_includes_the_token() -> None:
    service = Scripted()
    service.token_answers = [never, never]
    with pytest.raises(RequestTimeoutError, match="waiting for a token"):
        await client_of(service, timeout=7).send(operation("POST"))
    assert service.requests == []


async def test_cancellation_is_the_callers() -> None:
    service = Scripted(never)
    client = client_of(service)
    with anyio.move_on_after(3) as scope:
        await client.send(operation("POST"))
    assert scope.cancelled_caught
    assert await client.send(operation("POST")) == {}
