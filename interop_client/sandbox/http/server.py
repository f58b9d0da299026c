"""The server: uvicorn's HTTP protocol on an event loop of its own, in a thread of its own."""

from __future__ import annotations

import asyncio
import functools
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from ..control.signals import Signal, first_of
from .connection import EXTENSION

_STARTING = 60.0
_STOPPING = 60.0


def _address_options() -> Iterator[int]:
    """How an address is shared: taken at once after a restart, and never with another process.

    On Windows the option that does the former allows any process to listen there too.
    """
    if sys.platform == "win32":
        yield socket.SO_EXCLUSIVEADDRUSE
    else:
        yield socket.SO_REUSEADDR


class SandboxProtocol(H11Protocol):
    """One connection, which the application can break."""

    def __init__(self, server: Server, config: uvicorn.Config, server_state: ServerState) -> None:
        super().__init__(config, server_state, app_state={})
        self._sandbox_server = server
        self.access_log = False
        application: Any = functools.partial(_with_connection, self.app, self)
        self.app = application

    @property
    def closing(self) -> Signal:
        """Comes when the server stops."""
        return self._sandbox_server.closing

    async def lose(self, receive: Receive) -> None:
        """Breaks the connection without another byte, and waits until it is gone."""
        self.transport.abort()
        while (await receive())["type"] != "http.disconnect":
            pass


async def _with_connection(
    app: ASGIApp, connection: SandboxProtocol, scope: Scope, receive: Receive, send: Send
) -> None:
    scope.setdefault("extensions", {})[EXTENSION] = connection
    await app(scope, receive, send)


class Server:
    """Serves an application on a socket of this machine, from a thread of its own.

    Args:
        host: the address to listen on.
        port: the port; 0 takes a free one.
    """

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._thread: threading.Thread | None = None
        self._serves = False
        self._ready = threading.Event()
        self._state = ServerState()
        self.closing: Signal = Signal()
        self.address: tuple[str, int] | None = None

    @property
    def open_connections(self) -> int:
        """How many connections clients hold open."""
        return len(self._state.connections)

    def start(self) -> None:
        """Listens, and returns when requests are taken.

        Raises:
            OSError: the address cannot be listened on.
        """
        # The protocol is named, since asyncio turns Nagle's algorithm off only where it is.
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            for option in _address_options():
                listener.setsockopt(socket.SOL_SOCKET, option, 1)
            listener.bind((self._host, self._port))
            listener.listen(2048)
        except BaseException:
            listener.close()
            raise
        self.address = (self._host, int(listener.getsockname()[1]))
        self._thread = threading.Thread(
            target=self._run, args=(listener,), name="interop-sandbox", daemon=True
        )
        self._thread.start()
        if not self._ready.wait(_STARTING) or not self._serves:
            raise RuntimeError("the sandbox's server did not start")

    def stop(self) -> None:
        """Breaks all connections, held requests included, and ends the thread."""
        if self._thread is None:
            return
        self.closing.set()
        self._thread.join(_STOPPING)
        if self._thread.is_alive():
            raise RuntimeError("the sandbox's server did not stop")
        self._thread = None
        self.address = None

    def _run(self, listener: socket.socket) -> None:
        try:
            with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
                runner.run(self._serve(listener))
        finally:
            self._serves = False
            self._ready.set()

    async def _serve(self, listener: socket.socket) -> None:
        config = uvicorn.Config(
            self._app,
            log_config=None,
            lifespan="off",
            ws="none",
            server_header=False,
            date_header=False,
            timeout_keep_alive=120,
        )
        config.load()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SandboxProtocol(self, config, self._state), sock=listener
        )
        self._serves = True
        self._ready.set()
        await first_of(self.closing)
        # A server that closes forgets, with their sockets open, those that it accepted just before.
        loop.remove_reader(listener)
        await self._end_connections()
        server.close()
        await server.wait_closed()

    async def _end_connections(self) -> None:
        """Ends all of them, and those too that were accepted a moment ago and count for none yet.

        What else runs in this loop accepts a connection or answers a request.
        """
        this = asyncio.current_task()
        async with asyncio.timeout(_STOPPING / 2):
            while self._state.connections or asyncio.all_tasks() != {this}:
                for connection in list(self._state.connections):
                    connection.transport.abort()
                if others := asyncio.all_tasks() - {this}:
                    await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
                else:
                    await asyncio.sleep(0)
