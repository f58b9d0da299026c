"""Tokens in a file, shared by the processes of one machine."""

from __future__ import annotations

import base64
import json
import math
import os
import secrets
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from .._clock import wall_time
from .._redaction import forgets_locals
from ..errors import ConfigurationError
from .sealing import Seal
from .shared_store import SharedTokenStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["FileTokenStore"]

_MODE = 0o600

# A lock is held for as long as a file is read and written. Whoever waits longer is told.
_TRIES = 80
_TRY_SECONDS = 0.01

Entries = dict[str, object]

T = TypeVar("T")


class FileTokenStore(SharedTokenStore):
    """Keeps tokens in a file that the processes of one machine share.

    One process at a time fetches a token, the others find it there. The file and the lock file
    beside it are for their owner alone (mode 0600); the file is replaced as a whole, so that a
    process that is killed leaves no half of it. A file that cannot be read or written costs no
    call: each process then keeps tokens in memory.

    Args:
        path: the file. Its folder has to exist.
        encryption_key: 32 bytes, the same in all processes; needs the extra `encryption`.
        plain_text: True to write tokens as they are, instead.

    Raises:
        ConfigurationError: no key and no `plain_text=True`, or what is no path.
    """

    @forgets_locals
    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        encryption_key: bytes | None = None,
        plain_text: bool = False,
    ) -> None:
        seal = Seal(encryption_key, plain_text)
        if not isinstance(path, str | os.PathLike) or not os.fspath(path):
            raise ConfigurationError(f"path must be the path of a file, not {path!r}.")
        file = Path(path)
        if file.is_dir():
            raise ConfigurationError(f"path must be a file, and {os.fspath(path)!r} is a folder.")
        super().__init__(_File(file), seal)
        self._path = file

    def __repr__(self) -> str:
        return f"{type(self).__name__}({os.fspath(self._path)!r})"


class _File:
    """Five commands on a file of JSON, each under its lock and in a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock_path = path.with_name(f"{path.name}.lock")

    async def read(self, key: str, /) -> bytes | None:
        # What is replaced as a whole can be read without the lock.
        return await _in_thread(lambda: _value(_load(self._path), key))

    async def write(self, key: str, value: bytes, seconds: float, /) -> None:
        def change(entries: Entries) -> bool:
            entries[key] = _entry(value, seconds)
            return True

        await self._change(change)

    async def add(self, key: str, value: bytes, seconds: float, /) -> bool:
        def change(entries: Entries) -> bool:
            if _value(entries, key, longest=seconds) is not None:
                return False
            entries[key] = _entry(value, seconds)
            return True

        return await self._change(change)

    async def extend(self, key: str, value: bytes, seconds: float, /) -> bool:
        def change(entries: Entries) -> bool:
            if _value(entries, key) != value:
                return False
            entries[key] = _entry(value, seconds)
            return True

        return await self._change(change)

    async def remove(self, key: str, value: bytes, /) -> bool:
        def change(entries: Entries) -> bool:
            if _value(entries, key) != value:
                return False
            del entries[key]
            return True

        return await self._change(change)

    async def _change(self, change: Callable[[Entries], bool]) -> bool:
        """Change the entries, and write them if that changed them."""
        given_up = threading.Event()

        def work() -> bool:
            with _locked(self._lock_path):
                # The thread of a cancelled call goes on: it must not undo what came after.
                if given_up.is_set():
                    return False
                entries = _load(self._path)
                if not change(entries):
                    return False
                _save(self._path, _good(entries))
                return True

        try:
            return await _in_thread(work)
        finally:
            given_up.set()


async def _in_thread(work: Callable[[], T]) -> T:
    from anyio import to_thread

    return await to_thread.run_sync(work, abandon_on_cancel=True)


def _entry(value: bytes, seconds: float) -> list[object]:
    return [base64.b64encode(value).decode(), wall_time() + seconds]


def _value(entries: Entries, key: str, longest: float = math.inf) -> bytes | None:
    """What is kept, when its time is neither over nor, by a clock set back, above `longest`."""
    content, until = _read(entries.get(key))
    if not 0 < until - wall_time() <= longest:
        return None
    try:
        return base64.b64decode(content, validate=True)
    except ValueError:
        return None


def _read(entry: object) -> tuple[str, float]:
    """The parts of an entry; of one that is none, those of one whose time is over."""
    if isinstance(entry, list) and len(entry) == 2:
        content, until = entry
        if isinstance(content, str) and isinstance(until, float):
            return content, until
    return "", 0.0


def _good(entries: Entries) -> Entries:
    """Those whose time is not over."""
    now = wall_time()
    return {key: entry for key, entry in entries.items() if _read(entry)[1] > now}


def _load(path: Path) -> Entries:
    """What the file holds; nothing where there is none, or it is damaged."""
    try:
        entries = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _save(path: Path, entries: Entries) -> None:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(entries).encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold the lock of the file; the system frees it when the process ends, however that ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _MODE)
    try:
        for _ in range(_TRIES):
            if _try_lock(descriptor):
                break
            time.sleep(_TRY_SECONDS)
        else:
            raise TimeoutError("the lock file stayed locked")
        yield
    finally:
        # Closing it frees the lock.
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
