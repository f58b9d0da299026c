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


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of the file; the system frees it when the process ends, however that ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, _MODE)
    try:
        for _ in range(_TRIES):
            if _try_lock(descriptor):
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


def _unlock(descriptor: int) -> None:
    """Free the lock. Closing it does not, where a process was forked off that has it too."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_UN)
