"""File of values with an end: how processes of one machine, and tasks of one process, change it."""

from __future__ import annotations

import base64
import json
import math
import os
import secrets
import threading
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from .._clock import wall_time
from .file_lock import locked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["TokenFile"]

_MODE = 0o600

Entries = dict[str, object]

T = TypeVar("T")


class _Change:
    """A change of the entries, and what came of it.

    Args:
        make: makes it; whether it changed anything.
    """

    __slots__ = ("failure", "given_up", "made", "make")

    def __init__(self, make: Callable[[Entries], bool]) -> None:
        self.make = make
        self.made: bool | None = None
        self.failure: Exception | None = None
        self.given_up = False


class _Queue:
    """The changes that wait in one process, and whose turn it is to make them."""

    __slots__ = ("process", "turn", "waiting")

    def __init__(self) -> None:
        self.process = os.getpid()
        self.turn = threading.Lock()
        self.waiting: deque[_Change] = deque()


class TokenFile:
    """Five commands on a file of JSON, under its lock and in threads.

    Writing takes as long for one change as for many. So of the threads that have one, the first to
    get through makes those of all that wait.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock_path = path.with_name(f"{path.name}.lock")
        self._queue = _Queue()

    async def read(self, key: str, /) -> bytes | None:
        # What is replaced as a whole can be read without the lock.
        return await _in_thread(lambda: _value(_load(self._path), key))

    async def write(self, key: str, value: bytes, seconds: float, /) -> None:
        await self._change(lambda entries: _put(entries, key, value, seconds))

    async def add(self, key: str, value: bytes, seconds: float, /) -> bool:
        def change(entries: Entries) -> bool:
            is_free = _value(entries, key, longest=seconds) is None
            return is_free and _put(entries, key, value, seconds)

        return await self._change(change)

    async def extend(self, key: str, value: bytes, seconds: float, /) -> bool:
        def change(entries: Entries) -> bool:
            return _value(entries, key) == value and _put(entries, key, value, seconds)

        return await self._change(change)

    async def remove(self, key: str, value: bytes, /) -> bool:
        def change(entries: Entries) -> bool:
            return _value(entries, key) == value and entries.pop(key) is not None

        return await self._change(change)

    async def _change(self, make: Callable[[Entries], bool]) -> bool:
        """Change the entries, and write them if that changed them."""
        queue = self._queue
        if queue.process != os.getpid():
            # Forked off, maybe while there were changes. Two threads may each begin anew here: the
            # lock of the file keeps them apart.
            queue = self._queue = _Queue()
        change = _Change(make)
        try:
            return await _in_thread(lambda: self._made(queue, change))
        except BaseException:
            # A lease that is taken for nobody would keep all others waiting.
            change.given_up = True
            raise

    def _made(self, queue: _Queue, change: _Change) -> bool:
        queue.waiting.append(change)
        with queue.turn:
            if change.made is None and change.failure is None:
                self._make_all(queue.waiting)
        if change.failure is not None:
            raise change.failure
        return change.made is True

    def _make_all(self, waiting: deque[_Change]) -> None:
        """Make all changes that wait, and write the file once."""
        changes: list[_Change] = []
        try:
            with locked(self._lock_path):
                while waiting:
                    changes.append(waiting.popleft())
                entries = _load(self._path)
                made = [not each.given_up and each.make(entries) for each in changes]
                if any(made):
                    _save(self._path, _good(entries))
        except Exception as error:
            changes += waiting
            waiting.clear()
            for each in changes:
                each.failure = error
        else:
            for each, done in zip(changes, made, strict=True):
                each.made = done


async def _in_thread(work: Callable[[], T]) -> T:
    from anyio import to_thread

    return await to_thread.run_sync(work, abandon_on_cancel=True)


def _put(entries: Entries, key: str, value: bytes, seconds: float) -> bool:
    entries[key] = [base64.b64encode(value).decode(), wall_time() + seconds]
    return True


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
