"""A store whose leases fail in the middle costs no call."""

from __future__ import annotations

import anyio
import httpx
import pytest
from support.scripted import Scripted, client_of, operation

from interop_client import ConfigurationError, MemoryTokenStore, Token

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]


class Leasing(MemoryTokenStore):
    """Gives leases and, of one of its commands, what a test says."""

    def __init__(self, command: str, outcome: object) -> None:
        super().__init__()
        self._command = command
        self._outcome = outcome

    async def acquire(self, key: str, holder: str, /) -> bool:
        return await self._done("acquire")

    async def extend(self, key: str, holder: str, /) -> bool:
        return await self._done("extend")

    async def release(self, key: str, holder: str, /) -> None:
        await self._done("release")

    async def _done(self, command: str) -> bool:
        if command != self._command:
            return True
        if isinstance(self._outcome, Exception):
            raise self._outcome
        if self._outcome == "hangs":
            await anyio.sleep_forever()
        return bool(self._outcome)


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("acquire", OSError("down")),
        ("acquire", "hangs"),
        ("extend", OSError("down")),
        ("extend", ConfigurationError("not here")),
        ("extend", "hangs"),
        ("extend", False),
        ("release", OSError("down")),
        ("release", "hangs"),
    ],
)
async def test_a_token_comes_though_the_lease_is_lost(command: str, outcome: object) -> None:
    async def slow(request: httpx.Request) -> httpx.Response:
        await anyio.sleep(9)
        return httpx.Response(200, json={"access_token": "late", "expires_in": 3600})

    service = Scripted()
    service.token_answers = [slow]
    client = client_of(service, token_store=Leasing(command, outcome), timeout=20)
    assert await client.send(operation()) == {}
    assert service.tokens_sent == ["late"]
    assert anyio.current_time() <= 11


class LeftBefore(Leasing):
    """Where the holder before left a token between our look and the lease."""

    def __init__(self) -> None:
        super().__init__("acquire", True)

    async def acquire(self, key: str, holder: str, /) -> bool:
        await self.set(key, Token("left-before"))
        return await super().acquire(key, holder)


async def test_a_token_that_was_left_just_before_the_lease_came_is_used() -> None:
    service = Scripted()
    assert await client_of(service, token_store=LeftBefore()).send(operation()) == {}
    assert service.tokens_sent == ["left-before"]
    assert service.token_requests == []
