"""A call on connections of our own, cancelled at every await: no connection leaks, none is reused
half-way, and the next call works."""

from __future__ import annotations

from functools import partial

import anyio
import anyio.abc
import pytest
from scripted import Received, reply, serving, token_reply
from support.cancelling import cancelled_at

from interop_client import ClientCredentials, InteropClient, InteropError
from interop_client.transport import LaneTransport

pytestmark = pytest.mark.anyio


async def answer(request: Received, stream: anyio.abc.SocketStream) -> bytes:
    if request.target == "/oauth/token":
        return token_reply()
    # The answer names what was asked for, so that one that belongs to another call shows.
    return reply(200, {"data": {"id": request.target.rpartition("/")[2], "name": "x" * 40_000}})


async def test_a_call_on_an_own_connection_cancelled_at_any_await_leaks_nothing() -> None:
    async with serving(answer) as base_url:
        at, finished = 1, False
        while not finished:
            transport = LaneTransport(max_connections=1)
            credentials = ClientCredentials("client", "secret-of-the-client")
            async with InteropClient(
                credentials, base_url=base_url, transport=transport
            ) as interop:
                wanted = f"00000000-0000-0000-0000-{at:012}"
                with anyio.fail_after(60):
                    steps = await cancelled_at(partial(interop.clouds.find, wanted), at)
                assert transport.busy_lanes == 0
                assert transport.waiters == 0
                assert transport.open_lanes <= 1
                other = f"00000000-0000-0000-0001-{at:012}"
                with anyio.fail_after(60):
                    found = await interop.clouds.find(other)
                assert str(found.id) == other
            assert transport.open_lanes == 0
            finished = steps.taken < at
            at += 1
    print(f"cancelled at each of {at - 2} awaits")
    assert at > 5


async def test_errors_of_a_closed_client_are_told_and_hang_nothing() -> None:
    async with serving(answer) as base_url:
        interop = InteropClient(ClientCredentials("client", "secret"), base_url=base_url)
        await interop.aclose()
        with pytest.raises(InteropError), anyio.fail_after(60):
            await interop.clouds.find("00000000-0000-0000-0000-000000000001")
