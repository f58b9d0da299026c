"""Stores in a file and in Redis: what is kept, how, and what their failures cost."""

from __future__ import annotations

import json
import logging
import stat
import traceback
from pathlib import Path
from typing import Any

import anyio
import pytest
from scripted import SECRET, Scripted, client_of, operation

from interop_client import (
    ConfigurationError,
    FileTokenStore,
    MemoryTokenStore,
    RedisTokenStore,
    Token,
    _clock,
)
from interop_client.auth import lease
from interop_client.auth.sealing import Seal

pytestmark = pytest.mark.anyio

KEY = bytes(range(32))


class Wall:
    now = 1_800_000_000.0

    def time(self) -> float:
        return self.now


def modes_in(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(_clock, "time", wall)
    return wall


async def test_a_token_is_read_back_as_it_was_by_another_store(tmp_path: Path) -> None:
    token = Token("a-token", 5_000_000_000.0, 4_000_000_000.5)
    await FileTokenStore(tmp_path / "tokens", encryption_key=KEY).set("key", token)
    again = FileTokenStore(str(tmp_path / "tokens"), encryption_key=KEY)
    assert await again.get("key") == token
    assert await again.get("another") is None
    await again.delete("key")
    assert await again.get("key") is None


async def test_no_token_stands_in_the_file_in_plain(tmp_path: Path) -> None:
    service = Scripted()
    store = FileTokenStore(tmp_path / "tokens", encryption_key=KEY)
    await client_of(service, token_store=store).send(operation())
    content = (tmp_path / "tokens").read_text("utf-8")
    assert "token-1" not in content
    assert SECRET not in content
    assert "client" not in content.replace("interop-token", "")
    assert "token-1" not in repr(store)


async def test_plain_text_is_written_when_that_is_said(tmp_path: Path) -> None:
    store = FileTokenStore(tmp_path / "tokens", plain_text=True)
    await store.set("key", Token("a-token"))
    assert await store.get("key") == Token("a-token")


async def test_the_file_and_its_lock_are_for_their_owner_alone(tmp_path: Path) -> None:
    await FileTokenStore(tmp_path / "tokens", plain_text=True).set("key", Token("a-token"))
    assert modes_in(tmp_path) == {"tokens": 0o600, "tokens.lock": 0o600}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"{}",
        b'["a-token", null]',
        b'["a-token", null, null, null]',
        b'["a-token", "soon", null]',
        b"[null, null, null]",
        b"[" * 100_000,
    ],
    ids=lambda content: str(content[:30]),
)
def test_what_is_no_token_is_opened_as_none(content: bytes) -> None:
    assert Seal(encryption_key=None, plain_text=True).open("key", content) is None


async def test_a_token_of_another_key_or_another_entry_is_replaced(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "tokens"
    await FileTokenStore(path, encryption_key=KEY).set("key", Token("a-token"))
    assert await FileTokenStore(path, encryption_key=bytes(32)).get("key") is None
    assert "cannot be read and is replaced" in caplog.text
    entries = json.loads(path.read_bytes())
    path.write_text(json.dumps({"moved": entries["key"]}), encoding="utf-8")
    assert await FileTokenStore(path, encryption_key=KEY).get("moved") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"5",
        b'{"key": 5}',
        b'{"key": ["x", "y"]}',
        b'{"key": ["!", 9e9]}',
        b'{"key": ["IQ==", NaN]}',
        b'{"key": ["IQ==", true]}',
        b'{"key": ["IQ==", 1' + b"0" * 400 + b"]}",
        b"\xff",
    ],
)
async def test_a_damaged_file_is_an_empty_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tokens"
    path.write_bytes(content)
    store = FileTokenStore(path, plain_text=True)
    assert await store.get("key") is None
    await store.set("key", Token("a-token"))
    assert await store.get("key") == Token("a-token")


async def test_what_has_ended_leaves_the_file(tmp_path: Path, wall: Wall) -> None:
    path = tmp_path / "tokens"
    store = FileTokenStore(path, plain_text=True)
    await store.set("brief", Token("a", wall.now + 10))
    await store.set("over", Token("b", wall.now - 1))
    assert set(json.loads(path.read_bytes())) == {"brief"}
    wall.now += 11
    assert await store.get("brief") is None
    await store.set("next", Token("c", wall.now + 10))
    assert set(json.loads(path.read_bytes())) == {"next"}


async def test_a_lease_is_one_holders_until_it_gives_it_back(tmp_path: Path) -> None:
    first, second = (FileTokenStore(tmp_path / "tokens", plain_text=True) for _ in range(2))
    assert await first.acquire("key", "a")
    assert not await second.acquire("key", "b")
    assert not await second.extend("key", "b")
    await second.release("key", "b")
    assert await first.extend("key", "a")
    await first.release("key", "a")
    assert await second.acquire("key", "b")


async def test_a_lease_ends_by_itself_also_when_the_clock_is_set_back(
    tmp_path: Path, wall: Wall
) -> None:
    store = FileTokenStore(tmp_path / "tokens", plain_text=True)
    assert await store.acquire("key", "dead")
    wall.now += lease.LEASE_SECONDS - 1
    assert not await store.acquire("key", "b")
    wall.now += 2
    assert await store.acquire("key", "b")
    wall.now -= 5000
    assert await store.acquire("key", "c")


@pytest.mark.parametrize("broken", ["folder is missing", "folder is a file"])
async def test_a_place_that_cannot_be_written_costs_one_warning_and_no_call(
    tmp_path: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    if broken == "folder is a file":
        (tmp_path / "folder").write_bytes(b"")
    store = FileTokenStore(tmp_path / "folder" / "tokens", encryption_key=KEY)
    service = Scripted()
    client = client_of(service, token_store=store)
    await client.send(operation())
    service.answers = [401]
    await client.send(operation())
    assert service.tokens_sent == ["token-1", "token-1", "token-2"]
    (said,) = [r.getMessage() for r in caplog.records if "token store failed" in r.getMessage()]
    kind = "No such file or directory" if broken == "folder is missing" else "Not a directory"
    assert f"({kind}: {tmp_path / 'folder' / 'tokens'}" in said


async def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tokens"
    store = FileTokenStore(path, plain_text=True)
    await store.set("key", Token("a-token"))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("interop_client.auth.token_file.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        await store.set("key", Token("b-token"))
    monkeypatch.undo()
    assert await store.get("key") == Token("a-token")
    assert set(modes_in(tmp_path)) == {"tokens", "tokens.lock"}


class Leased(MemoryTokenStore):
    """A store with leases of which one is held elsewhere."""

    def __init__(self, held: bool) -> None:
        super().__init__()
        self.held = held
        self.extended = 0
        self.asked: list[str] = []
        self.holders: list[str] = []

    async def acquire(self, key: str, holder: str, /) -> bool:
        self.asked.append(key)
        if not self.held:
            self.holders.append(holder)
        return not self.held

    async def extend(self, key: str, holder: str, /) -> bool:
        self.extended += 1
        return True

    async def release(self, key: str, holder: str, /) -> None:
        self.holders.remove(holder)


@pytest.mark.virtual_clock
async def test_who_finds_the_lease_held_takes_the_token_that_its_holder_leaves() -> None:
    store = Leased(held=True)
    service = Scripted()

    async def elsewhere() -> None:
        await anyio.sleep(5)
        await store.set(store.asked[0], Token("from-elsewhere"))

    client = client_of(service, token_store=store)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(elsewhere)
        tasks.start_soon(client.send, operation())
    assert service.tokens_sent == ["from-elsewhere"]
    assert service.token_requests == []


@pytest.mark.virtual_clock
async def test_who_waits_for_a_lease_goes_on_when_it_is_free_and_within_his_own_bound() -> None:
    store = Leased(held=True)
    service = Scripted()
    client = client_of(service, token_store=store)
    with pytest.raises(TimeoutError, match="waiting for a token"):
        await client.with_options(timeout=3).send(operation())
    store.held = False
    await client.send(operation())
    assert service.tokens_sent == ["token-1"]
    assert store.holders == []


@pytest.mark.virtual_clock
async def test_a_lease_is_extended_while_its_holder_fetches() -> None:
    async def slow(request: Any) -> Any:
        import httpx

        await anyio.sleep(11)
        return httpx.Response(200, json={"access_token": "slow"})

    store = Leased(held=False)
    service = Scripted()
    service.token_answers = [slow]
    await client_of(service, token_store=store).send(operation())
    assert store.extended == 3
    assert store.holders == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "give encryption_key, 32 random bytes.*plain_text=True"),
        ({"encryption_key": KEY, "plain_text": True}, "not both"),
        ({"encryption_key": b"short-and-secret"}, "32 bytes, not 16"),
        ({"encryption_key": "k" * 32}, "32 bytes, not str"),
        ({"plain_text": "yes"}, "True or False, not str"),
    ],
)
def test_secrets_are_written_only_as_is_said(
    tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        FileTokenStore(tmp_path / "tokens", **options)
    assert "short-and-secret" not in str(caught.value)
    with pytest.raises(ConfigurationError, match=said):
        RedisTokenStore.from_url("redis://localhost", **options)


@pytest.mark.parametrize("wrong", [None, 5, "", b"tokens"])
def test_a_path_must_be_one(wrong: Any) -> None:
    with pytest.raises(ConfigurationError, match="path must be"):
        FileTokenStore(wrong, plain_text=True)


@pytest.mark.parametrize("given", ["~/tokens", Path("~/tokens"), "~//tokens"])
def test_a_path_at_home_is_at_home(
    given: str | Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert str(tmp_path / "tokens") in repr(FileTokenStore(given, plain_text=True))
    with pytest.raises(ConfigurationError, match="is a folder"):
        FileTokenStore("~", plain_text=True)
    # Backups of some editors are called so.
    assert "'~tokens'" in repr(FileTokenStore("~tokens", plain_text=True))


def test_a_path_at_home_is_refused_where_there_is_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", none)
    with pytest.raises(ConfigurationError, match="no home folder: say it in full"):
        FileTokenStore("~/tokens", plain_text=True)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is a folder"):
        FileTokenStore(tmp_path, plain_text=True)


@pytest.mark.parametrize("url", ["nonsense://u:hunter2@host", "", 5])
def test_a_url_that_cannot_be_used_is_refused_unseen(url: Any) -> None:
    with pytest.raises(ConfigurationError, match="url") as caught:
        RedisTokenStore.from_url(url, plain_text=True)
    assert "hunter2" not in str(caught.value)


def test_a_client_that_is_synchronous_is_refused() -> None:
    import redis

    client: Any = redis.Redis()
    with pytest.raises(ConfigurationError, match=r"redis\.asyncio\.Redis, not redis"):
        RedisTokenStore(client, plain_text=True)


async def test_redis_says_at_once_that_it_needs_asyncio(
    anyio_backend_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    store = RedisTokenStore.from_url("redis://127.0.0.1:9", plain_text=True)
    client = client_of(Scripted(), token_store=store)
    if anyio_backend_name == "trio":
        with pytest.raises(ConfigurationError, match="needs asyncio"):
            await client.send(operation())
    else:
        assert await client.send(operation()) == {}
        assert "token store failed" in caplog.text
        await store.aclose()


@pytest.mark.parametrize(
    "make",
    [
        lambda: FileTokenStore("tokens", encryption_key=b"planted-secret-of-another-length"[:-1]),
        lambda: RedisTokenStore.from_url("redis://u:planted-secret@h", encryption_key=b"short"),
        lambda: RedisTokenStore.from_url("no://u:planted-secret@h", plain_text=True),
    ],
)
def test_no_secret_shows_in_a_traceback(make: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    package = [frame for frame in shown.stack if "interop_client" in frame.filename]
    assert "planted-secret" not in repr([frame.locals for frame in package])
    assert "planted-secret" not in str(caught.value)
    assert caught.value.__context__ is None
