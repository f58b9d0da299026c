"""A relay in front of the sandbox that resets connections, as a broken middlebox does."""

from __future__ import annotations

import contextlib
import select
import socket
import struct
import threading
from typing import Self

_RESET = struct.pack("ii", 1, 0)


class Relay:
    """Passes bytes on; the first request that begins like `victim` gets a reset for an answer,
    after the service has given one.

    Args:
        host, port: where the service is.
        victim: how the request begins.
    """

    def __init__(self, host: str, port: int, victim: bytes) -> None:
        self._target = (host, port)
        self._victim: bytes | None = victim
        self._sockets: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.resets = 0
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join()
        for each in self._sockets:
            # Each is closed by its own thread, which finds it at its end.
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                service = socket.create_connection(self._target)
                self._sockets += [client, service]
                serve = threading.Thread(target=self._serve, args=(client, service), daemon=True)
                self._threads.append(serve)
                serve.start()

    def _serve(self, client: socket.socket, service: socket.socket) -> None:
        doomed = False
        with contextlib.suppress(OSError), client, service:
            while True:
                ready, _, _ = select.select([client, service], [], [])
                if client in ready:
                    part = client.recv(65536)
                    if self._victim is not None and part.startswith(self._victim):
                        self._victim, doomed = None, True
                    service.sendall(part)
                if service in ready:
                    answer = service.recv(65536)
                    if doomed:
                        self.resets += 1
                        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                        return
                    client.sendall(answer)
                    if not answer:
                        return
                if client in ready and not part:
                    return
