"""Being reachable: on a socket between start and stop, and in process at any time."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from starlette.types import ASGIApp

from ..contract.refusing import checked_count
from ..service import BASE_PATH, TOKEN_PATH
from .in_process import InProcessTransport
from .server import Server

_NOT_SERVED = "http://127.0.0.1:1"

# Who listens on all addresses of the machine is reached on its loopback one.
_REACHED = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class Served:
    """An application that can be started and stopped, by hand or as a context manager."""

    def __init__(self, app: ASGIApp, host: str, port: int, serve: bool) -> None:
        self._app = app
        self._serve = serve
        self._server: Server | None = None
        self._host, self._port = host, checked_count("port", port, most=65535)

    def start(self) -> Self:
        """Serves on a socket; does nothing when it does already.

        Raises:
            OSError: the address cannot be listened on.
        """
        if self._server is None:
            server = Server(self._app, self._host, self._port)
            server.start()
            self._server = server
        return self

    def stop(self) -> None:
        """Stops serving: breaks all connections, lets nothing held go on. The state stays."""
        server, self._server = self._server, None
        if server is not None:
            server.stop()

    def __enter__(self) -> Self:
        return self.start() if self._serve else self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
        if error is None:
            self._leave()

    def _leave(self) -> None:
        """What there is to check when a block ended well."""

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.__exit__(kind, error, traceback)

    @property
    def is_served(self) -> bool:
        """Whether it is reachable on a socket."""
        return self._server is not None

    @property
    def _origin(self) -> str:
        if self._server is None or self._server.address is None:
            return _NOT_SERVED
        host, port = self._server.address
        host = _REACHED.get(host, host)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @property
    def base_url(self) -> str:
        """Where the API is. Not served, it names a port that nobody listens on, which
        `transport` answers all the same."""
        return self._origin + BASE_PATH

    @property
    def token_url(self) -> str:
        """Where tokens are."""
        return self._origin + TOKEN_PATH

    @property
    def transport(self) -> InProcessTransport:
        """A new transport for httpx that reaches the sandbox without a socket, served or not."""
        return InProcessTransport(self._app)

    @property
    def open_connections(self) -> int:
        """How many connections clients hold open to the server."""
        return 0 if self._server is None else self._server.open_connections
