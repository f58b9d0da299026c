"""Answers of aiohttp as the HTTP library takes them: a body that gives its connection back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import anyio
import httpx

from .aiohttp_request import translated
from .attempt import Attempt
from .message import Reply


def answer(
    response: aiohttp.ClientResponse, turns: anyio.Semaphore, attempt: Attempt
) -> httpx.Response:
    """The response, whose body is still to be read.

    Args:
        response: what aiohttp has.
        turns: where the body's end frees a turn.
        attempt: what is told of the exchange.
    """
    return httpx.Response(
        response.status,
        headers=response.raw_headers,
        stream=Body(response, turns, attempt),
        extensions={
            "http_version": b"HTTP/1.0" if response.version == (1, 0) else b"HTTP/1.1",
            "reason_phrase": (response.reason or "").encode("latin-1", "replace"),
        },
    )


async def whole(
    response: aiohttp.ClientResponse, turns: anyio.Semaphore, attempt: Attempt
) -> Reply:
    """The answer, read to its end.

    Args:
        response: what aiohttp has.
        turns: where the body's end frees a turn.
        attempt: what is told of the exchange.
    """
    body = Body(response, turns, attempt)
    attempt.refusal = Reply(response.status, list(response.raw_headers), b"")
    try:
        content = b"".join([part async for part in body])
    finally:
        await body.aclose()
    return attempt.refusal._replace(content=content)


class Body(httpx.AsyncByteStream):
    """The body of a response, which gives its connection back."""

    def __init__(
        self, response: aiohttp.ClientResponse, turns: anyio.Semaphore, attempt: Attempt
    ) -> None:
        self._response = response
        self._attempt = attempt
        attempt.phase = "reading the answer"
        self._turns: anyio.Semaphore | None = turns
        protocol = None if response.connection is None else response.connection.protocol
        closed = None if protocol is None else protocol.closed
        if closed is not None:
            closed.add_done_callback(self._lost)

    def _lost(self, closed: asyncio.Future[None]) -> None:
        """End a body whose connection is gone; after a malformed piece, the library does not."""
        if not closed.cancelled():
            closed.exception()
        content = self._response.content
        if not content.is_eof() and content.exception() is None:
            lost = "The connection was lost, or made no sense, within the body."
            content.set_exception(aiohttp.ClientPayloadError(lost))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        parts = self._response.content
        while True:
            try:
                part = await parts.readany()
            except Exception as error:
                failed = translated(error, self._attempt, closed=False)
                break
            if not part:
                return
            yield part
        await self.aclose()
        raise failed

    async def aclose(self) -> None:
        # What was read to its end has given its connection back before; any other is closed.
        self._response.close()
        turns, self._turns = self._turns, None
        if turns is not None:
            turns.release()
