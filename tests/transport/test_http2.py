"""HTTP/2: the server's farewell loses nothing, and no library beneath logs what is secret."""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable

import anyio
import h2.config
import h2.connection
import h2.events
import hpack
import httpx
import pytest
from support.loopback import Connection, Server

from interop_client.transport import LaneTransport

from .test_never_sent import send

pytestmark = pytest.mark.anyio


@pytest.fixture
def http2(certificate: ssl.SSLContext) -> ssl.SSLContext:
    certificate.set_alpn_protocols(["h2"])
    return certificate


class Talk:
    """The server's end of HTTP/2."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.state = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.state.initiate_connection()
        self.flush()

    def flush(self) -> None:
        self.connection.end.sendall(self.state.data_to_send())

    def request(self) -> int:
        """The number of the next stream whose request is whole; 0 at the end."""
        while data := self.connection.end.recv(65536):
            ended = 0
            for event in self.state.receive_data(data):
                if isinstance(event, h2.events.StreamEnded):
                    ended = event.stream_id or 0
            self.flush()
            if ended:
                return ended
        return 0

    def answer(self, stream: int) -> None:
        self.state.send_headers(stream, [(":status", "200"), ("set-cookie", "a=planted-cookie")])
        self.state.send_data(stream, b"ok", end_stream=True)
        self.flush()

    def farewell(self, last: int) -> None:
        """A GOAWAY frame, after which this end goes on."""
        frame = b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + last.to_bytes(4) + b"\x00\x00\x00\x00"
        self.connection.end.sendall(frame)


def serving(behave: Callable[[Server, Talk, int], bool]) -> Callable[[Server, Connection], None]:
    """Behave for each request, with the number of the connection, until that says to end."""

    def run(server: Server, connection: Connection) -> None:
        talk = Talk(connection)
        number = server.accepted
        while behave(server, talk, number):
            pass
        # To close with something unread would take back what is on its way.
        connection.until_gone()

    return run


async def test_an_answer_that_comes_after_the_farewell_is_the_answer(
    http2: ssl.SSLContext,
) -> None:
    def behave(server: Server, talk: Talk, number: int) -> bool:
        stream = talk.request()
        if stream:
            server.note(f"{number}")
            talk.farewell(stream)
            talk.answer(stream)
        return False

    with Server(serving(behave), http2) as server:
        transport = LaneTransport(verify=False, http2=True)
        for _ in range(2):
            _, answer = await send(transport, "POST", server.url, b"{}")
            assert isinstance(answer, httpx.Response)
            assert answer.content == b"ok"
        await transport.aclose()
        assert server.seen == ["1", "2"]


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_what_the_server_did_not_take_goes_again_at_once(
    http2: ssl.SSLContext, method: str
) -> None:
    def behave(server: Server, talk: Talk, number: int) -> bool:
        stream = talk.request()
        if number == 1 and stream > 1:
            talk.farewell(1)
            return False
        if stream:
            server.note(f"{number}")
            talk.answer(stream)
        return bool(stream)

    with Server(serving(behave), http2) as server:
        transport = LaneTransport(verify=False, http2=True)
        content = b"{}" if method == "POST" else b""
        for _ in range(2):
            attempt, answer = await send(transport, method, server.url, content)
            assert isinstance(answer, httpx.Response)
        await transport.aclose()
        assert server.seen == ["1", "2"]
        assert attempt.sent


async def test_a_stream_that_is_refused_was_never_sent(http2: ssl.SSLContext) -> None:
    def behave(server: Server, talk: Talk, number: int) -> bool:
        stream = talk.request()
        if stream:
            talk.state.reset_stream(stream, error_code=7)
            talk.flush()
        return bool(stream)

    with Server(serving(behave), http2) as server:
        transport = LaneTransport(verify=False, http2=True)
        attempt, error = await send(transport, "POST", server.url, b"{}")
        await transport.aclose()
    assert isinstance(error, httpx.ConnectError)
    assert not attempt.sent


async def test_what_was_taken_and_not_answered_was_sent(http2: ssl.SSLContext) -> None:
    def behave(server: Server, talk: Talk, number: int) -> bool:
        talk.farewell(talk.request())
        talk.connection.end.shutdown(socket.SHUT_WR)
        return False

    with Server(serving(behave), http2) as server:
        transport = LaneTransport(verify=False, http2=True)
        attempt, error = await send(transport, "POST", server.url, b"{}")
        await transport.aclose()
    assert isinstance(error, httpx.RemoteProtocolError | httpx.ReadError)
    assert attempt.sent


async def test_a_refusal_in_the_middle_of_an_upload_is_read(http2: ssl.SSLContext) -> None:
    def refuses(server: Server, connection: Connection) -> None:
        talk = Talk(connection)
        while data := connection.end.recv(65536):
            for event in talk.state.receive_data(data):
                if isinstance(event, h2.events.RequestReceived) and event.stream_id:
                    talk.state.send_headers(event.stream_id, [(":status", "413")], end_stream=True)
                    talk.flush()

    with Server(refuses, http2) as server:
        transport = LaneTransport(verify=False, http2=True)
        _, answer = await send(transport, "POST", server.url, bytes(30_000_000))
        await transport.aclose()
    assert isinstance(answer, httpx.Response)
    assert answer.status_code == 413


async def test_no_library_beneath_logs_what_is_secret(
    http2: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    def behave(server: Server, talk: Talk, number: int) -> bool:
        stream = talk.request()
        if stream:
            talk.answer(stream)
        return bool(stream)

    with Server(serving(behave), http2) as server, caplog.at_level(logging.DEBUG):
        async with httpx.AsyncClient(transport=LaneTransport(verify=False, http2=True)) as client:
            headers = {"authorization": "Bearer planted-token"}
            response = await client.get(server.url, headers=headers)
            assert response.http_version == "HTTP/2"
            # The server's own use of the library is its own to log.
            ours = [each for each in caplog.records if each.threadName == "MainThread"]
    assert "planted" not in "".join(each.getMessage() for each in ours)
    assert "planted" in caplog.text


def _frame(kind: int, flags: int, stream: int, content: bytes) -> bytes:
    return b"%b%c%c%b%b" % (len(content).to_bytes(3), kind, flags, stream.to_bytes(4), content)


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n",
        *(
            _frame(1, 5, 1, hpack.Encoder().encode(fields))
            for fields in (
                [("x-name", "value")],
                [(":status", "")],
                [(":status", "fine")],
                [(":status", "-200")],
                [(":status", "9" * 5_000)],
            )
        ),
    ],
)
async def test_what_is_no_answer_ends_the_call_at_once(http2: ssl.SSLContext, said: bytes) -> None:
    def behave(server: Server, talk: Talk, number: int) -> bool:
        if talk.request():
            talk.connection.end.sendall(said)
        return False

    with Server(serving(behave), http2) as server, anyio.fail_after(60):
        transport = LaneTransport(verify=False, http2=True)
        attempt, error = await send(transport, "POST", server.url, b"{}")
        assert isinstance(error, httpx.RemoteProtocolError)
        assert "no HTTP/2" in str(error)
        assert attempt.sent
        assert transport.open_lanes == 0
        await transport.aclose()
