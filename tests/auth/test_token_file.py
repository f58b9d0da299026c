"""Many changes at once are one write, and none is made for somebody who gave up."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import Any

import anyio
import pytest
from support.scripted import Scripted, client_of, operation

from interop_client import ClientCredentials, FileTokenStore, MemoryTokenStore, Token
from interop_client.auth.token_file import TokenFile

pytestmark = pytest.mark.anyio


async def until_waiting(file: TokenFile, number: int) -> None:
    for _ in range(60_000):
        if len(file._queue.waiting) == number:
            return
        await anyio.sleep(0.001)
    raise AssertionError("nobody came within a minute")


async def test_what_waits_for_the_file_is_written_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    monkeypatch.setattr(os, "fsync", written.append)
    file = TokenFile(tmp_path / "tokens")
    async with anyio.create_task_group() as tasks:
        with file._queue.turn:
            for number in range(30):
                tasks.start_soon(file.write, f"key-{number}", b"%d" % number, 60.0)
            await until_waiting(file, 30)
    assert len(written) == 1
    assert [await file.read(f"key-{number}") for number in range(30)] == [
        b"%d" % number for number in range(30)
    ]


async def test_of_those_who_want_a_lease_at_once_one_gets_it(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "tokens", plain_text=True)
    got: list[bool] = []

    async def acquire(number: int) -> None:
        got.append(await store.acquire("key", f"holder-{number}"))

    async with anyio.create_task_group() as tasks:
        for number in range(30):
            tasks.start_soon(acquire, number)
    assert sorted(got) == [*[False] * 29, True]


async def test_no_lease_is_taken_for_somebody_who_gave_up(tmp_path: Path) -> None:
    file = TokenFile(tmp_path / "tokens")
    with file._queue.turn:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(file.add, "lease", b"gave up", 60.0)
            await until_waiting(file, 1)
            tasks.cancel_scope.cancel()
    assert await file.add("lease", b"another", 60.0)


async def test_a_file_that_cannot_be_written_fails_all_that_wait_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    file = TokenFile(tmp_path / "tokens")
    failed: list[int] = []

    async def write(number: int) -> None:
        try:
            await file.write(f"key-{number}", b"value", 60.0)
        except OSError:
            failed.append(number)

    async with anyio.create_task_group() as tasks:
        with file._queue.turn:
            for number in range(10):
                tasks.start_soon(write, number)
            await until_waiting(file, 10)
    assert sorted(failed) == list(range(10))
    assert os.listdir(tmp_path) == ["tokens.lock"]


class Slow(MemoryTokenStore):
    """Answers after as many seconds as are left in the list."""

    def __init__(self, *seconds: float) -> None:
        super().__init__()
        self._seconds = list(seconds)

    async def get(self, key: str, /) -> Token | None:
        await anyio.sleep(self._seconds.pop(0) if self._seconds else 0)
        return None


@pytest.mark.virtual_clock
async def test_what_was_asked_before_a_failure_does_not_end_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    store = Slow(9, 0.7, 9)
    caplog.set_level(logging.INFO, "interop_client.auth")
    client = client_of(Scripted(), token_store=store)
    async with anyio.create_task_group() as tasks:
        for tenant in range(3):
            auth = ClientCredentials(f"client-{tenant}", "a-secret")
            tasks.start_soon(client.for_tenant(auth).send, operation())
            await anyio.sleep(0.4)
    said = [each.getMessage() for each in caplog.records if "token store" in each.getMessage()]
    assert len(said) == 1


async def test_a_process_that_was_forked_off_in_the_middle_of_a_write_can_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = TokenFile(tmp_path / "tokens")
    with file._queue.turn, anyio.fail_after(60):
        # The thread that has its turn is not there in the new process.
        monkeypatch.setattr(os, "getpid", lambda: -1)
        await file.write("key", b"value", 60.0)
    assert await file.read("key") == b"value"


async def test_a_process_that_was_forked_off_in_the_middle_of_a_write_locks_out_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies: list[int] = []
    opened = os.open

    def copied(*args: Any, **options: Any) -> int:
        descriptor = opened(*args, **options)
        copies.append(os.dup(descriptor))
        return descriptor

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", copied)
        await TokenFile(tmp_path / "tokens").write("key", b"value", 60.0)
    try:
        assert await TokenFile(tmp_path / "tokens").add("other", b"value", 60.0)
    finally:
        for descriptor in copies:
            os.close(descriptor)
