"""aiohttp transport: calls on connections of aiohttp, the fastest on asyncio (an extra).

`AiohttpTransport` is passed as `transport=`, and needs the extra `aiohttp`. It is a thin layer over
an `aiohttp.ClientSession` that keeps the promises of our own connections where that library makes
others: see docs/decisions/aiohttp.md.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from functools import cached_property

import anyio
import httpx

from ..errors import ConfigurationError
from .attempt import Attempt, attempt_of
from .base import OwnTransport
from .dialer import ssl_context
from .failure import CLOSED, failure
from .message import Message, Reply, Timeouts
from .request import message_of

try:
    import aiohttp

    from .aiohttp_answer import answer, whole
    from .aiohttp_connector import Connector, Exchange, NoCookies, Request, current
    from .aiohttp_request import content_of, sent, translated
except ModuleNotFoundError as _error:
    raise ModuleNotFoundError(
        f"AiohttpTransport needs {_error.name}, which comes with the extra 'aiohttp'. In a clone "
        "of interop_client: pip install '.[aiohttp]'",
        name=_error.name,
    ) from _error

__all__ = ["AiohttpTransport"]

# As long as the header fields that our own connections take.
_LONGEST_LINE = 65536
_MOST_FIELDS = 1000
# What aiohttp would add by itself: requests go out as they are.
_AUTOMATIC = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")


class AiohttpTransport(OwnTransport):
    """A transport for `httpx.AsyncClient`, and for `InteropClient`, on the connections of aiohttp.

    It works on asyncio alone, and within one event loop; it may be created outside of it. Calls
    that find no free connection are served first come, first served; the wait is bounded by the
    `pool` timeout of the request. A request is sent once: none is repeated on a connection that
    turns out to be stale. Redirects, cookies, proxies and the environment are left alone, and the
    body comes as it was sent, compressed or not. The errors are those of `httpx`: before a
    connection was had, `PoolTimeout`, `ConnectError` or `ConnectTimeout`; after that, `ReadError`,
    `ReadTimeout` or `RemoteProtocolError`.

    Of the timeouts of a request `pool` and `read` are kept as they are; `connect` does not cover
    the look-up of the host's name, and `write` is not kept. `InteropClient` uses none of them: its
    own bound covers everything.

    Arguments:
        max_connections: connections in use at once, over all origins. Idle ones are not counted:
            with several origins, so many may be open to each.
        keepalive_expiry: seconds that an idle connection is kept; None for ever.
        verify: False to accept any certificate, or a context with the trust store to use. The
            default context is built when the first `https` call is made.

    Raises:
        ValueError: `max_connections` is below 1.
    """

    def __init__(
        self,
        *,
        max_connections: int = 32,
        keepalive_expiry: float | None = 30.0,
        verify: bool | ssl.SSLContext = True,
    ) -> None:
        if max_connections < 1:
            raise ValueError(f"max_connections must be at least 1, not {max_connections}")
        self._max_connections = max_connections
        self._keepalive_expiry = keepalive_expiry
        self._verify = verify
        self._session: aiohttp.ClientSession | None = None
        self._connector: Connector | None = None
        self._home: asyncio.AbstractEventLoop | None = None
        # The library lets a later call overtake one that waits for a connection.
        self._turns = anyio.Semaphore(max_connections, fast_acquire=True)
        self._closed = False

    @property
    def max_connections(self) -> int:
        """How many connections may be open at once."""
        return self._max_connections

    def __repr__(self) -> str:
        state = " closed" if self._closed else ""
        return f"<{type(self).__name__} max_connections={self.max_connections}{state}>"

    def check(self) -> None:
        """Refuse to run elsewhere than on asyncio.

        Raises:
            ConfigurationError: this is no asyncio event loop.
        """
        if _running() is None:
            raise ConfigurationError(
                "AiohttpTransport works on asyncio alone: on trio, leave `transport` out."
            )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; the response must be closed.

        Raises:
            httpx.TransportError: there was no answer.
            ConfigurationError: this is no asyncio event loop.
            RuntimeError: the transport is closed.
        """
        timeouts = Timeouts(**request.extensions.get("timeout", {}))
        message = message_of(request)
        attempt = attempt_of(request.extensions)
        return answer(await self._begin(message, attempt, timeouts), self._turns, attempt)

    async def exchange(self, message: Message, attempt: Attempt) -> Reply:
        """Send a request, and read the whole of its answer.

        Raises:
            httpx.TransportError: there was no whole answer.
            ConfigurationError: this is no asyncio event loop.
            RuntimeError: the transport is closed.
        """
        response = await self._begin(message, attempt, Timeouts())
        return await whole(response, self._turns, attempt)

    async def _begin(
        self, message: Message, attempt: Attempt, timeouts: Timeouts
    ) -> aiohttp.ClientResponse:
        """Send a request, and wait for the head of its answer, whose turn is still to be freed."""
        if self._closed:
            raise RuntimeError(f"{CLOSED}.")
        if self._session is None:
            self._session = self._open()
        attempt.address = message.origin.address
        await self._wait(timeouts.pool)
        try:
            if self._closed:
                raise RuntimeError(f"{CLOSED}.")
            return await self._exchange(self._session, message, attempt, timeouts)
        except BaseException:
            self._turns.release()
            raise

    async def _wait(self, timeout: float | None) -> None:
        """Wait for a connection to be free, behind those who wait already."""
        if timeout is None:
            await self._turns.acquire()
            return
        with anyio.move_on_after(timeout) as scope:
            await self._turns.acquire()
        if scope.cancelled_caught:
            raise httpx.PoolTimeout(f"No connection became free within {timeout} seconds.")

    async def _exchange(
        self, session: aiohttp.ClientSession, message: Message, attempt: Attempt, timeouts: Timeouts
    ) -> aiohttp.ClientResponse:
        """Send a request; the body of the response is still to be read."""
        data = content_of(message)
        context = self._context if message.origin.scheme == "https" else True
        exchange = Exchange(attempt, has_body=data is not None)
        outer = current.set(exchange)
        try:
            while True:
                try:
                    return await sent(session, message, data, timeouts, context)
                except aiohttp.ServerDisconnectedError as error:
                    if not exchange.stale:
                        failed = translated(error, attempt, closed=self._closed)
                        break
        except Exception as error:
            failed = translated(error, attempt, closed=self._closed)
        except asyncio.CancelledError:
            # Closing cancels the library's own tasks, and with them whoever waits for one.
            task = asyncio.current_task()
            if not self._closed or task is None or task.cancelling():
                raise
            failed = failure(ConnectionError(), attempt, closed=True)
        finally:
            current.reset(outer)
        # Raised out here, it has no context: the library's errors know the header fields we sent.
        raise failed

    async def aclose(self) -> None:
        """Close all connections, those in use too; calls that wait, and later ones, are refused.

        In another event loop than the calls' it asks theirs to do so; if theirs has ended, the
        sockets are closed at once.
        """
        self._closed = True
        if self._session is None:
            return
        home = self._home
        if home is _running():
            for _ in range(self._turns.statistics().tasks_waiting):
                self._turns.release()  # to find that it is closed
            await self._session.close()
        elif home is not None and home.is_running():
            asyncio.run_coroutine_threadsafe(self.aclose(), home)
        elif (connector := self._connector) is not None:
            with suppress(RuntimeError):
                await self._session.close()
            connector.abandon()

    def _open(self) -> aiohttp.ClientSession:
        """The library's session, which can be made within an event loop only."""
        self.check()
        self._home = _running()
        self._connector = Connector(
            limit=self._max_connections,
            keepalive_timeout=self._keepalive_expiry,
            # Whatever else is installed, names are looked up as everywhere in Python.
            resolver=aiohttp.ThreadedResolver(),
        )
        return aiohttp.ClientSession(
            connector=self._connector,
            request_class=Request,
            cookie_jar=NoCookies(),
            auto_decompress=False,
            trust_env=False,
            skip_auto_headers=_AUTOMATIC,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
            max_headers=_MOST_FIELDS,
        )

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return ssl_context(self._verify)


def _running() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
