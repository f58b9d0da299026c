"""Each call of a token store, cancelled at every await: no lease is left, no half of a file.

A lease that a cancelled call left behind would keep every process from a token for 10 seconds.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import pytest

from interop_client import FileTokenStore
from interop_client.auth import file_lock, token_file
from sweep import stores
from sweep.scene import Scene, sweep

pytestmark = pytest.mark.anyio


async def swept(name: str, scene: Scene) -> None:
    awaits = await sweep(scene)
    print(f"{name}: cancelled at each of {awaits} awaits")
    assert awaits >= 2


@pytest.mark.virtual_clock
@pytest.mark.parametrize("name", stores.ON_A_VIRTUAL_CLOCK)
async def test_a_shared_store_cancelled_at_any_await_holds_nothing_back(name: str) -> None:
    await swept(name, stores.ON_A_VIRTUAL_CLOCK[name])


async def test_a_file_of_tokens_cancelled_at_any_await_is_whole_and_free() -> None:
    await swept("file store", stores.in_a_file)


@pytest.mark.virtual_clock
@pytest.mark.parametrize("anyio_backend", ["asyncio"], indirect=True)
async def test_tokens_in_redis_cancelled_at_any_await_hold_nothing_back() -> None:
    await swept("redis store", stores.in_redis)


async def test_a_cancelled_change_of_a_file_that_comes_late_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, go_on, done = threading.Event(), threading.Event(), threading.Event()
    real = file_lock.locked

    @contextmanager
    def held(path: Path) -> Iterator[None]:
        with real(path):
            locked.set()
            go_on.wait()
            yield
        done.set()

    monkeypatch.setattr(token_file, "locked", held)
    first, second = (FileTokenStore(tmp_path / "tokens", plain_text=True) for _ in range(2))
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(first.acquire, "key", "cancelled")
        await anyio.to_thread.run_sync(locked.wait)
        tasks.cancel_scope.cancel()
    go_on.set()
    await anyio.to_thread.run_sync(done.wait)
    assert await second.acquire("key", "b")
