"""The way to a sandbox in the loop: what was sent arrives, whatever becomes of who sent it."""

from __future__ import annotations

from collections.abc import Callable

import anyio
import anyio.abc
import attrs
import httpx

from interop_client.sandbox.control.signals import Signal, first_of


@attrs.define
class Exchange:
    """One request on its way, and what came of it."""

    request: httpx.Request
    ended: Signal = attrs.field(factory=Signal)
    outcome: Callable[[], httpx.Response] | None = None


class Network(httpx.AsyncBaseTransport):
    """Carries requests in tasks of their own, so that the service goes on when the caller leaves.

    Args:
        inner: who answers.
        tasks: where what is on its way lives.
        pause: gives the seconds that the next request or answer is on its way; none when absent.
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        tasks: anyio.abc.TaskGroup,
        pause: Callable[[], float] = float,
    ) -> None:
        self._inner = inner
        self._tasks = tasks
        self._pause = pause
        self._on_the_way: list[Exchange] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        exchange = Exchange(request)
        self._on_the_way.append(exchange)
        self._tasks.start_soon(self._carry, exchange)
        await first_of(exchange.ended)
        assert exchange.outcome is not None
        return exchange.outcome()

    async def quiet(self) -> None:
        """Waits until nothing is on its way any more."""
        while self._on_the_way:
            await first_of(self._on_the_way[0].ended)

    async def _carry(self, exchange: Exchange) -> None:
        try:
            await anyio.sleep(self._pause())
            response = await self._inner.handle_async_request(exchange.request)
            exchange.outcome = lambda: response
        except httpx.HTTPError as error:
            exchange.outcome = _raising(error)
        finally:
            await anyio.sleep(self._pause())
            self._on_the_way.remove(exchange)
            exchange.ended.set()


def _raising(error: Exception) -> Callable[[], httpx.Response]:
    def outcome() -> httpx.Response:
        raise error

    return outcome
