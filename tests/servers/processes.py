"""Servers as processes: started in a folder of their own, waited for, ended with the test."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Bounds what hangs; nothing is measured by it.
WATCHDOG = 60.0
_PAUSE = 0.02
_LOOKS = int(WATCHDOG / _PAUSE)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def program(name: str) -> str:
    """Where a program is; in Debian some lie where only the administrator looks."""
    path = shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin")
    assert path is not None, f"{name} is missing: .ci/packages.txt lists what these tests need"
    return path


@contextmanager
def running(arguments: list[str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A process that listens on the port, until the block ends."""
    log = folder / "output.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(arguments, cwd=folder, stdout=output, stderr=output)
        try:
            until_listening(process, port, log)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(WATCHDOG)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Returns when the process takes connections on the port."""
    for _ in range(_LOOKS):
        assert process.poll() is None, log.read_text(encoding="utf-8", errors="replace")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        threading.Event().wait(_PAUSE)
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace"))
