"""File lock: one process at a time, of those on this machine, holds it."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["locked"]

_MODE = 0o600

# A lock is held for as long as a file is read and written. Whoever waits longer is told.
_TRIES = 80
_TRY_SECONDS = 0.01


# Closing a file does not free its lock, where a process was forked off that has it too.
if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _unlock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of the file; the system frees it when the process ends, however that ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _MODE)
    try:
        for _ in range(_TRIES):
            with suppress(OSError):
                _lock(descriptor)
                break
            time.sleep(_TRY_SECONDS)
        else:
            raise TimeoutError("the lock file stayed locked")
        try:
            yield
        finally:
            with suppress(OSError):  # Where it fails, closing is what is left.
                _unlock(descriptor)
    finally:
        os.close(descriptor)
