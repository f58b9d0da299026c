"""Token stores that are swept: in a file, in Redis, and behind a client whose token they share."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
import anyio.lowlevel
import attrs
import httpx
import pytest
from scripted import Scripted, client_of, operation

from interop_client import FileTokenStore, RedisTokenStore, Token
from interop_client.auth import guarded_store, lease, shared_store
from interop_client.auth.sealing import Seal
from interop_client.auth.shared_store import SharedTokenStore
from sweep.scene import Scene, Swept

KEY = bytes(range(32))


@attrs.define
class Commands:
    """The commands of Redis that a store uses, each of which takes effect halfway."""

    kept: dict[str, bytes] = attrs.field(factory=dict)
    closed: int = 0

    async def execute_command(self, *args: Any, **options: object) -> object:
        await anyio.lowlevel.checkpoint()
        found = self._done(*args)
        await anyio.lowlevel.checkpoint()
        return found

    async def aclose(self) -> None:
        await anyio.lowlevel.checkpoint()
        self.closed += 1

    def _done(self, command: str, *args: Any) -> object:
        if command == "GET":
            return self.kept.get(args[0])
        if command == "SET":
            if "NX" in args and args[0] in self.kept:
                return None
            self.kept[args[0]] = args[1]
            return b"OK"
        script, _, key, value, *_ = args
        if self.kept.get(key) != value:
            return 0
        if "del" in script:
            del self.kept[key]
        return 1


# It passes for one of these by where it says that it comes from.
Commands.__module__ = "made_up.asyncio"


class Place:
    """A place in memory that processes share, each command of which takes effect halfway."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def read(self, key: str, /) -> bytes | None:
        await anyio.lowlevel.checkpoint()
        return self.kept.get(key)

    async def write(self, key: str, value: bytes, seconds: float, /) -> None:
        await self._done(lambda: self.kept.__setitem__(key, value))

    async def add(self, key: str, value: bytes, seconds: float, /) -> bool:
        return await self._done(lambda: self.kept.setdefault(key, value)) is value

    async def extend(self, key: str, value: bytes, seconds: float, /) -> bool:
        return await self._done(lambda: self.kept.get(key)) == value

    async def remove(self, key: str, value: bytes, /) -> bool:
        ours = self.kept.get(key) == value
        await self._done(lambda: self.kept.pop(key) if ours else None)
        return ours

    async def _done(self, act: Callable[[], object]) -> object:
        await anyio.lowlevel.checkpoint()
        found = act()
        await anyio.lowlevel.checkpoint()
        return found


async def each_method(store: SharedTokenStore) -> None:
    """Every method of a shared store, one after the other."""
    await store.set("key", Token("token", 9e9))
    assert await store.get("key") == Token("token", 9e9)
    assert await store.acquire("key", "holder")
    assert await store.extend("key", "holder")
    await store.release("key", "holder")
    await store.delete("key")


@asynccontextmanager
async def in_a_file() -> AsyncIterator[Swept]:
    """A file, called directly and by a client whose token is refused once."""
    with tempfile.TemporaryDirectory() as folder, patient():
        path = Path(folder) / "tokens"

        async def call() -> None:
            store = FileTokenStore(path, encryption_key=KEY)
            await each_method(store)
            await asked_twice(store)

        async def after() -> None:
            assert leases_of(json.loads(path.read_bytes()) if path.exists() else {}) == []
            await asked_twice(FileTokenStore(path, encryption_key=KEY))
            assert set(os.listdir(folder)) == {"tokens", "tokens.lock"}

        yield Swept(call, after)


@asynccontextmanager
async def in_redis() -> AsyncIterator[Swept]:
    """Redis, called directly and by a client whose token is refused once; asyncio alone."""
    commands = Commands()

    def store() -> RedisTokenStore:
        return RedisTokenStore.from_url("redis://made.up", plain_text=True)

    async def call() -> None:
        ours = store()
        await each_method(ours)
        await asked_twice(ours)
        await ours.aclose()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("redis.asyncio.from_url", lambda *_, **__: commands)
        yield Swept(call, lambda: nothing_is_held(commands.kept, store()))


def shared(play: Callable[[SharedTokenStore, Place], Awaitable[object]]) -> Scene:
    """A place in memory that processes share, on a virtual clock."""

    @asynccontextmanager
    async def played() -> AsyncIterator[Swept]:
        place = Place()

        def store() -> SharedTokenStore:
            return SharedTokenStore(place, Seal(None, plain_text=True))

        async def call() -> object:
            return await play(store(), place)

        yield Swept(call, lambda: nothing_is_held(place.kept, store()))

    return played


async def nothing_is_held(kept: Mapping[str, bytes], store: SharedTokenStore) -> None:
    """No lease is left, and all goes on at once."""
    assert leases_of(kept) == []
    began = anyio.current_time()
    await asked_twice(store)
    assert anyio.current_time() == began


def leases_of(kept: Mapping[str, object]) -> list[str]:
    """The keys of leases, without that of `each_method`, who gives it back when it wants to."""
    return [key for key in kept if key.endswith("-lease") and not key.endswith("key-lease")]


async def asked_twice(store: SharedTokenStore) -> None:
    """A call whose token is refused once, and one that has a token."""
    service = Scripted(401)
    client = client_of(service, token_store=store)
    await client.send(operation())
    await client.send(operation())


async def while_another_fetches(store: SharedTokenStore, place: Place) -> None:
    """The lease is another's, who leaves a token after 2 seconds."""
    await client_of(Scripted(), token_store=store).send(operation())
    (key,) = place.kept
    await store.delete(key)
    service = Scripted()

    async def elsewhere() -> None:
        await anyio.sleep(2)
        await store.set(key, Token("theirs"))
        place.kept.pop(f"{key}-lease")

    place.kept[f"{key}-lease"] = b"another"
    try:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(elsewhere)
            await client_of(service, token_store=store).send(operation())
    finally:
        place.kept.pop(f"{key}-lease", None)
    assert service.tokens_sent == ["theirs"]


async def slowly(store: SharedTokenStore) -> None:
    """The lease is extended while its holder fetches; then the token is renewed early, twice."""

    async def slow(request: httpx.Request) -> httpx.Response:
        await anyio.sleep(11)
        return httpx.Response(200, json={"access_token": "slow", "expires_in": 3600})

    service = Scripted()
    service.token_answers = [slow, 503, 503, 503, 503]
    client = client_of(service, token_store=store)
    await client.send(operation())
    await anyio.sleep(3400)
    await client.send(operation())
    await anyio.sleep(60)
    await client.send(operation())


@contextmanager
def patient() -> Iterator[None]:
    """No store fails because the machine is slow, and no lease that is left ends soon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared_store, "LEASE_SECONDS", 3600.0)
        patch.setattr(guarded_store, "_ANSWER_SECONDS", 60.0)
        patch.setattr(lease, "_RELEASE_SECONDS", 60.0)
        patch.setattr(os, "fsync", lambda _: None)
        yield


ON_A_VIRTUAL_CLOCK: dict[str, Scene] = {
    "shared store": shared(lambda store, _: each_method(store)),
    "shared store, by a client": shared(lambda store, _: asked_twice(store)),
    "shared store, held by another": shared(while_another_fetches),
    "shared store, slowly": shared(lambda store, _: slowly(store)),
}
