"""A server may answer before it has all of a request, and hang up: the answer counts."""

from __future__ import annotations

import socket

import pytest

from interop_client.transport.attempt import Attempt
from interop_client.transport.http1 import Http1Connection
from interop_client.transport.message import Message, Origin, Timeouts

pytestmark = pytest.mark.anyio

ANSWER = b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}"


class Told:
    """A stream that takes the head and a piece of the body, brings what a test says one after the
    other, and takes nothing more."""

    def __init__(self, *brings: bytes | OSError) -> None:
        self.socket = socket.socket()
        self.left = 0
        self.unsent = False
        self.brings = list(brings)

    def receive_now(self) -> bytes | None:
        brought = self.brings.pop(0) if self.brings else ConnectionResetError()
        if isinstance(brought, OSError):
            raise brought
        return brought

    async def receive(self) -> bytes:
        return self.receive_now() or b""

    def send_now(self, data: bytes | memoryview) -> int:
        if self.left > 1_000:
            raise BrokenPipeError
        taken = min(len(data), 1_000)
        self.left += taken
        return taken


async def posted(stream: Told) -> tuple[Http1Connection, Attempt]:
    fields = [(b"host", b"api.example"), (b"content-length", b"100000")]
    message = Message(b"POST", Origin("http", "api.example", 80), b"/", fields, bytes(100_000))
    connection, attempt = Http1Connection(stream), Attempt()
    try:
        await connection.send(message, attempt, Timeouts())
    finally:
        stream.socket.close()
    return connection, attempt


async def test_a_whole_answer_counts_though_the_server_hangs_up_in_the_upload() -> None:
    connection, attempt = await posted(Told(ANSWER))
    assert (connection.status, await connection.read(Timeouts())) == (201, b"{}")
    assert attempt.sent
    assert not connection.is_reusable


async def test_half_an_answer_does_not_count_when_the_server_hangs_up_in_the_upload() -> None:
    with pytest.raises(ConnectionError):
        await posted(Told(ANSWER[:-1]))


async def test_what_the_server_says_last_counts_though_it_hangs_up_in_the_upload() -> None:
    connection, _ = await posted(Told(ANSWER[:-1], ANSWER[-1:]))
    assert (connection.status, await connection.read(Timeouts())) == (201, b"{}")
