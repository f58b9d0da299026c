"""The transport keeps its promises over real sockets, on asyncio and on trio."""

import asyncio
import datetime
import gc
import importlib.util
import ipaddress
import random
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

import anyio
import anyio.lowlevel
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from interop_client.transport import LaneTransport
from interop_client.transport import dialer as _lane
from interop_client.transport import pool as module
from interop_client.transport.connecting import connect

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def what_is_left_open_fails_its_own_test() -> Iterator[None]:
    yield
    gc.collect()


class Connection:
    """The server's end of a connection."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.received = b""

    def head(self) -> str:
        """The next request's line and headers, and none once the client has gone."""
        while b"\r\n\r\n" not in self.received:
            part = self.end.recv(65536)
            if not part:
                return ""
            self.received += part
        head, _, self.received = self.received.partition(b"\r\n\r\n")
        return head.decode()

    def send(self, text: str) -> None:
        self.end.sendall(text.encode())

    def answer(self, body: str = "ok") -> None:
        self.send(f"HTTP/1.1 200 OK\r\ncontent-length: {len(body)}\r\n\r\n{body}")

    def until_gone(self) -> None:
        while self.end.recv(65536):
            pass


class Server:
    """A loopback server that runs `behave` for each connection, in a thread of its own."""

    def __init__(
        self, behave: Callable[["Server", Connection], None], tls: ssl.SSLContext | None = None
    ) -> None:
        self.behave = behave
        self.tls = tls
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        scheme = "http" if tls is None else "https"
        self.url = f"{scheme}://127.0.0.1:{self.listener.getsockname()[1]}"
        self.proceed = threading.Event()
        self.changed = threading.Condition()
        self.seen: list[str] = []
        self.accepted = 0
        self.most = 0
        self.ends: set[socket.socket] = set()
        self.threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        self.threads.append(threading.Thread(target=self.accept))
        self.threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self.proceed.set()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.threads[0].join()
        with self.changed:
            for end in self.ends:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join()

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                end, _ = self.listener.accept()
                with self.changed:
                    self.accepted += 1
                    self.ends.add(end)
                    self.most = max(self.most, len(self.ends))
                    self.changed.notify_all()
                self.threads.append(threading.Thread(target=self.run, args=[end]))
                self.threads[-1].start()

    def run(self, raw: socket.socket) -> None:
        end = raw
        with suppress(OSError):
            if self.tls is not None:
                end = self.tls.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
                with self.changed:
                    self.ends.add(end)
                    self.ends.remove(raw)
                end.do_handshake()
            self.behave(self, Connection(end))
        with self.changed:
            self.ends.discard(end)
            end.close()
            self.changed.notify_all()

    def note(self, head: str) -> None:
        with self.changed:
            self.seen.append(head)
            self.changed.notify_all()

    @property
    def paths(self) -> list[str]:
        return [head.split()[1] for head in self.seen]

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the condition holds, and fail the test if it never does."""

        def wait() -> bool:
            with self.changed:
                return self.changed.wait_for(condition, timeout=10)

        assert await anyio.to_thread.run_sync(wait)

    async def until_open(self, number: int) -> None:
        await self.until(lambda: len(self.ends) == number)


def answering(server: Server, connection: Connection) -> None:
    """Answer every request."""
    while head := connection.head():
        server.note(head)
        connection.answer()


def silent(server: Server, connection: Connection) -> None:
    """Take a request to /silent and never answer it; answer every other."""
    while head := connection.head():
        server.note(head)
        if " /silent " in head:
            return connection.until_gone()
        connection.answer()
    return None


def stalling(server: Server, connection: Connection) -> None:
    """Stall in the middle of the body at /stall; answer every other request."""
    while head := connection.head():
        server.note(head)
        if " /stall " in head:
            connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")
            return connection.until_gone()
        connection.answer()
    return None


async def ok(client: httpx.AsyncClient, url: str) -> None:
    response = await client.get(url)
    assert (response.status_code, response.text) == (200, "ok")


def quiet(transport: LaneTransport) -> bool:
    return transport.busy_lanes == 0 and transport.waiters == 0


async def until_waiting(transport: LaneTransport, number: int) -> None:
    await anyio.wait_all_tasks_blocked()
    assert transport.waiters == number


# Reuse, and its limits


async def test_calls_in_sequence_share_one_connection() -> None:
    with Server(answering) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            for _ in range(5):
                await ok(client, server.url)
            assert (transport.open_lanes, transport.idle_lanes) == (1, 1)
        assert server.accepted == 1
        await server.until_open(0)


async def test_no_more_connections_are_open_than_allowed() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=4)
        async with httpx.AsyncClient(transport=transport, timeout=30) as client:
            async with anyio.create_task_group() as group:
                for _ in range(200):
                    group.start_soon(ok, client, server.url)
            assert server.accepted == server.most == transport.idle_lanes == 4
            assert len(server.seen) == 200


async def test_a_connection_that_the_server_closed_while_idle_is_replaced() -> None:
    def closes_when_told(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.answer()
        server.proceed.wait()

    with Server(closes_when_told) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, server.url)
            server.proceed.set()
            await server.until_open(0)
            await ok(client, server.url)
            assert (server.accepted, transport.open_lanes) == (2, 1)


async def test_a_connection_that_is_closed_instead_of_an_answer_is_an_error() -> None:
    def closes(server: Server, connection: Connection) -> None:
        server.note(connection.head())

    with Server(closes) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(server.url)
            assert transport.open_lanes == 0
        assert len(server.seen) == 1


async def test_connections_idle_for_too_long_are_closed_by_the_next_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 1000.0
    monkeypatch.setattr(module, "loop_time", lambda: now)
    with Server(answering) as one, Server(answering) as other:
        transport = LaneTransport(keepalive_expiry=30)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, one.url)
            await ok(client, other.url)
            now += 29
            await ok(client, one.url)
            assert one.accepted == 1
            now += 29
            await ok(client, one.url)
            await other.until_open(0)
            assert (one.accepted, transport.open_lanes) == (1, 1)
            now += 31
            await ok(client, one.url)
            assert one.accepted == 2


async def test_an_answer_that_closes_the_connection_gives_its_place_back() -> None:
    def once(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nok")

    with Server(once) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, server.url)
            assert transport.open_lanes == 0
            await ok(client, server.url)


async def test_connections_are_begun_one_per_turn_of_the_event_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turn = 0
    begun: list[int] = []

    async def noting(*arguments: Any) -> socket.socket:
        begun.append(turn)
        return await connect(*arguments)

    async def count_turns() -> None:
        nonlocal turn
        while True:
            turn += 1
            await anyio.lowlevel.checkpoint()

    monkeypatch.setattr(_lane, "connect", noting)
    with Server(answering) as server:
        async with (
            httpx.AsyncClient(transport=LaneTransport(max_connections=20)) as client,
            anyio.create_task_group() as group,
        ):
            group.start_soon(count_turns)
            for _ in range(100):
                group.start_soon(ok, client, server.url)
            await server.until(lambda: len(server.seen) == 100)
            group.cancel_scope.cancel()
    assert len(begun) > 1
    assert len(set(begun)) == len(begun)


async def test_a_refused_connection_gives_its_place_back() -> None:
    with Server(answering) as server, socket.socket() as not_listening:
        not_listening.bind(("127.0.0.1", 0))
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(f"http://127.0.0.1:{not_listening.getsockname()[1]}")
            assert transport.open_lanes == 0
            await ok(client, server.url)


# Several origins


async def test_two_origins_share_a_single_place_by_turns() -> None:
    with Server(answering) as one, Server(answering) as other:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            for server in (one, other, one):
                await ok(client, server.url)
            await other.until_open(0)
            assert (one.accepted, other.accepted, transport.open_lanes) == (2, 1, 1)


async def test_two_origins_keep_a_connection_each_where_there_is_place() -> None:
    with Server(answering) as one, Server(answering) as other:
        async with httpx.AsyncClient(transport=LaneTransport(max_connections=2)) as client:
            for server in (one, other, one, other):
                await ok(client, server.url)
            assert (one.accepted, other.accepted) == (1, 1)


async def test_a_new_origin_takes_the_place_that_was_unused_for_longest() -> None:
    with Server(answering) as one, Server(answering) as two, Server(answering) as three:
        async with httpx.AsyncClient(transport=LaneTransport(max_connections=2)) as client:
            for server in (one, two, one, three):
                await ok(client, server.url)
            await two.until_open(0)
            await ok(client, one.url)
            assert (one.accepted, two.accepted, three.accepted) == (1, 1, 1)


def saying_more(later: bool) -> Callable[[Server, Connection], None]:
    """Answer the first request of each connection twice: at once, or when it is idle."""

    def behave(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        stale = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstale"
        if later:
            connection.answer()
            server.proceed.wait()
            connection.send(stale)
        else:
            connection.send(f"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok{stale}")
        answering(server, connection)

    return behave


@pytest.mark.parametrize("later", [False, True])
async def test_what_nobody_asked_for_is_no_answer_to_the_next_request(later: bool) -> None:
    with Server(saying_more(later)) as server:
        async with httpx.AsyncClient(transport=LaneTransport()) as client:
            await ok(client, server.url)
            server.proceed.set()
            await anyio.sleep(0.05)
            await ok(client, server.url)
        assert server.accepted == 2


# The queue


async def test_calls_are_served_in_the_order_in_which_they_came() -> None:
    with Server(answering) as one, Server(answering) as other:
        transport = LaneTransport(max_connections=1)
        finished: list[int] = []

        async def call(number: int) -> None:
            await ok(client, (one if number % 3 else other).url)
            finished.append(number)

        async with (
            httpx.AsyncClient(transport=transport, timeout=30) as client,
            anyio.create_task_group() as group,
            client.stream("GET", one.url) as held,
        ):
            for number in range(20):
                group.start_soon(call, number)
                await until_waiting(transport, number + 1)
            await held.aread()
        assert finished == list(range(20))


async def test_a_newcomer_does_not_overtake_while_a_connection_is_closed() -> None:
    with Server(stalling) as server:
        transport = LaneTransport(max_connections=1)

        async def newcomer() -> None:
            while transport.busy_lanes:
                await anyio.lowlevel.checkpoint()
            await ok(client, server.url + "/newcomer")

        async with (
            httpx.AsyncClient(transport=transport) as client,
            anyio.create_task_group() as group,
            client.stream("GET", server.url + "/stall"),
        ):
            group.start_soon(ok, client, server.url + "/first")
            await until_waiting(transport, 1)
            group.start_soon(newcomer)
        assert server.paths == ["/stall", "/first", "/newcomer"]


async def test_waiting_for_a_connection_ends_with_the_pool_timeout() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url):
                with pytest.raises(httpx.PoolTimeout, match=r"0\.01 seconds"):
                    await client.get(server.url, timeout=httpx.Timeout(10, pool=0.01))
                assert transport.waiters == 0
            await ok(client, server.url)


async def test_a_cancelled_wait_leaves_the_queue() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url):
                with anyio.move_on_after(0.01) as scope:
                    await client.get(server.url)
                assert scope.cancelled_caught
                assert transport.waiters == 0
            await ok(client, server.url)


async def test_a_lane_handed_to_a_call_that_is_cancelled_goes_to_the_next() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=1)
        first = anyio.CancelScope()
        served: list[str] = []

        async def call(name: str, scope: anyio.CancelScope) -> None:
            with scope:
                await ok(client, server.url)
                served.append(name)

        async with (
            httpx.AsyncClient(transport=transport) as client,
            anyio.create_task_group() as group,
            client.stream("GET", server.url) as held,
        ):
            group.start_soon(call, "first", first)
            await until_waiting(transport, 1)
            group.start_soon(call, "second", anyio.CancelScope())
            await until_waiting(transport, 2)
            await held.aread()
            first.cancel()
        assert served == ["second"]
        assert quiet(transport)


@pytest.mark.parametrize("anyio_backend", ["asyncio"])
@pytest.mark.parametrize("same_origin", [True, False])
async def test_a_hand_over_that_races_with_a_task_being_cancelled_is_passed_on(
    same_origin: bool,
) -> None:
    with Server(answering) as server, Server(answering) as other:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url) as held:
                first = asyncio.create_task(client.get((server if same_origin else other).url))
                await until_waiting(transport, 1)
                second = asyncio.create_task(ok(client, server.url))
                await until_waiting(transport, 2)
                await held.aread()
                first.cancel()
            await second
            with pytest.raises(asyncio.CancelledError):
                await first
            assert quiet(transport)
            assert other.seen == []


# Cancellation


@pytest.mark.parametrize("path", ["/silent", "/stall"])
async def test_a_call_cancelled_while_it_reads_closes_its_connection(path: str) -> None:
    with Server(silent if path == "/silent" else stalling) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, server.url)
            async with anyio.create_task_group() as group:
                group.start_soon(client.get, server.url + path)
                await server.until(lambda: len(server.seen) == 2)
                group.cancel_scope.cancel()
            await server.until_open(0)
            assert transport.open_lanes == 0
            await ok(client, server.url)


async def test_a_call_cancelled_while_it_sends_closes_its_connection_and_its_body() -> None:
    began, closed = anyio.Event(), anyio.Event()

    def deaf(server: Server, connection: Connection) -> None:
        server.proceed.wait()
        connection.until_gone()

    class Body(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                began.set()
                yield bytes(50_000_000)
            finally:
                closed.set()

    with Server(deaf) as server:
        transport = LaneTransport(max_connections=1)
        headers = {"host": "loopback", "content-length": "50000000"}
        request = httpx.Request("POST", server.url, headers=headers, stream=Body())
        async with httpx.AsyncClient(transport=transport) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.send, request)
                await began.wait()
                await anyio.wait_all_tasks_blocked()
                assert not closed.is_set()
                group.cancel_scope.cancel()
            assert closed.is_set()
            assert transport.open_lanes == 0
            server.proceed.set()
            await server.until_open(0)


async def test_a_call_cancelled_during_the_handshake_closes_its_connection(
    plain_then_mute: Callable[[Server, Connection], None],
) -> None:
    with Server(plain_then_mute) as server:
        transport = LaneTransport(max_connections=1, verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.get, server.url.replace("http:", "https:"))
                await server.until(lambda: server.seen == ["hello"])
                group.cancel_scope.cancel()
            await server.until_open(0)
            assert transport.open_lanes == 0


@pytest.fixture
def plain_then_mute() -> Callable[[Server, Connection], None]:
    """Take the client's first words and never say anything."""

    def behave(server: Server, connection: Connection) -> None:
        connection.end.recv(1)
        server.note("hello")
        connection.until_gone()

    return behave


async def test_a_body_closed_within_a_cancelled_scope_gives_its_place_back() -> None:
    with Server(stalling) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            for path in ("/stall", "/"):
                with anyio.CancelScope() as scope:
                    async with client.stream("GET", server.url + path):
                        scope.cancel()
                assert quiet(transport)
            await ok(client, server.url)


@pytest.mark.parametrize("secure", [False, True])
async def test_hundreds_of_cancelled_calls_leave_a_usable_transport(
    secure: bool, certificate: ssl.SSLContext
) -> None:
    chance = random.Random(4)

    def dawdling(server: Server, connection: Connection) -> None:
        while connection.head():
            for part in ("HTTP/1.1 200 OK\r\n", "content-length: 2\r\n\r\n", "o", "k"):
                server.proceed.wait(chance.choice([0, 0, 0.001, 0.003]))
                connection.send(part)

    with Server(dawdling, certificate if secure else None) as server:
        transport = LaneTransport(max_connections=4, verify=False)
        cancelled = finished = 0

        async def impatient(client: httpx.AsyncClient) -> None:
            nonlocal cancelled, finished
            for _ in range(20):
                with anyio.move_on_after(chance.uniform(0, 0.03)) as scope:
                    await ok(client, server.url)
                    finished += 1
                cancelled += scope.cancelled_caught

        async with httpx.AsyncClient(transport=transport, timeout=30) as client:
            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(impatient, client)
            assert cancelled + finished == 400
            assert cancelled > 100
            assert quiet(transport)
            server.proceed.set()
            async with anyio.create_task_group() as group:
                for _ in range(100):
                    group.start_soon(ok, client, server.url)
            assert quiet(transport)
            assert transport.open_lanes == 4
            await server.until_open(4)
        await server.until_open(0)


# Bodies


async def test_a_connection_is_held_until_the_body_is_closed() -> None:
    with Server(answering) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url) as response:
                assert (transport.busy_lanes, transport.idle_lanes) == (1, 0)
                assert await response.aread() == b"ok"
                assert (transport.busy_lanes, transport.idle_lanes) == (0, 1)
            await ok(client, server.url)
        assert server.accepted == 1


async def test_a_body_that_was_not_read_to_its_end_closes_its_connection() -> None:
    with Server(stalling) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            async with client.stream("GET", server.url + "/stall"):
                pass
            await server.until_open(0)
            assert transport.open_lanes == 0


async def test_a_body_may_be_closed_by_another_task_while_it_is_read() -> None:
    with Server(stalling) as server:
        transport = LaneTransport(max_connections=1)
        async with httpx.AsyncClient(transport=transport) as client:
            request = client.build_request("GET", server.url + "/stall")
            response = await client.send(request, stream=True)

            async def read() -> None:
                with pytest.raises(httpx.ReadError):
                    await response.aread()

            async with anyio.create_task_group() as group:
                group.start_soon(read)
                await anyio.wait_all_tasks_blocked()
                await response.aclose()
            assert quiet(transport)
            await ok(client, server.url)


async def test_closing_a_body_again_does_not_disturb_the_next_call() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=1)
        first = await transport.handle_async_request(httpx.Request("GET", server.url))
        await first.aread()
        second = await transport.handle_async_request(httpx.Request("GET", server.url))
        assert isinstance(first.stream, httpx.AsyncByteStream)
        await first.stream.aclose()
        assert transport.busy_lanes == 1
        assert await second.aread() == b"ok"
        await transport.aclose()


async def test_a_body_that_breaks_off_is_an_error_of_the_http_library() -> None:
    def breaks_off(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf")

    with Server(breaks_off) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(server.url)
        assert transport.open_lanes == 0


async def test_a_request_body_may_be_streamed() -> None:
    def echo(server: Server, connection: Connection) -> None:
        connection.head()
        while not connection.received.endswith(b"0\r\n\r\n"):
            connection.received += connection.end.recv(65536)
        connection.answer(connection.received.decode().split("\r\n")[1])

    async def parts() -> AsyncIterator[bytes]:
        yield b"some bytes"

    with Server(echo) as server:
        async with httpx.AsyncClient(transport=LaneTransport()) as client:
            assert (await client.post(server.url, content=parts())).text == "some bytes"


async def test_an_answer_that_does_not_come_in_time_is_a_read_timeout() -> None:
    with Server(silent) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport, timeout=0.05) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.get(server.url + "/silent")
            assert transport.open_lanes == 0


# Closing


async def test_closing_closes_idle_connections_and_refuses_later_calls() -> None:
    with Server(answering) as server:
        transport = LaneTransport()
        response = await transport.handle_async_request(httpx.Request("GET", server.url))
        await response.aread()
        await transport.aclose()
        await transport.aclose()
        await server.until_open(0)
        assert transport.open_lanes == 0
        with pytest.raises(RuntimeError, match="closed"):
            await transport.handle_async_request(httpx.Request("GET", server.url))
        assert "closed" in repr(transport)


async def test_closing_within_a_cancelled_scope_closes_every_connection() -> None:
    with Server(answering) as one, Server(answering) as two, Server(answering) as three:
        transport = LaneTransport()
        client = httpx.AsyncClient(transport=transport)
        for server in (one, two, three):
            await ok(client, server.url)
        with anyio.CancelScope() as scope:
            scope.cancel()
            await client.aclose()
        for server in (one, two, three):
            await server.until_open(0)
        assert transport.open_lanes == 0


async def test_closing_ends_the_calls_that_run_and_those_that_wait() -> None:
    with Server(silent) as server:
        transport = LaneTransport(max_connections=1)
        client = httpx.AsyncClient(transport=transport, timeout=None)

        async def fails(error: type[Exception]) -> None:
            with anyio.fail_after(60), pytest.raises(error, match="closed"):
                await client.get(server.url + "/silent")

        async with anyio.create_task_group() as group:
            group.start_soon(fails, httpx.ReadError)
            await server.until(lambda: len(server.seen) == 1)
            group.start_soon(fails, RuntimeError)
            await until_waiting(transport, 1)
            await client.aclose()
        assert quiet(transport)
        assert transport.open_lanes == 0
        await server.until_open(0)


async def test_closing_ends_a_handshake(
    plain_then_mute: Callable[[Server, Connection], None],
) -> None:
    with Server(plain_then_mute) as server:
        transport = LaneTransport(verify=False)
        client = httpx.AsyncClient(transport=transport)

        async def fails() -> None:
            with pytest.raises(httpx.ConnectError, match="closed"):
                await client.get(server.url.replace("http:", "https:"))

        async with anyio.create_task_group() as group:
            group.start_soon(fails)
            await server.until(lambda: server.seen == ["hello"])
            await client.aclose()
        await server.until_open(0)


async def test_closing_ends_the_opening_of_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    opening = anyio.Event()

    async def never(*arguments: Any) -> socket.socket:
        opening.set()
        await anyio.sleep_forever()
        return await connect(*arguments)

    monkeypatch.setattr(_lane, "connect", never)
    client = httpx.AsyncClient(transport=LaneTransport(), timeout=None)

    async def fails() -> None:
        with pytest.raises(httpx.ConnectError, match="closed"):
            await client.get("http://127.0.0.1:1")

    async with anyio.create_task_group() as group:
        group.start_soon(fails)
        await opening.wait()
        await client.aclose()


async def test_a_client_may_be_opened_in_one_task_and_closed_in_another() -> None:
    with Server(answering) as server:
        client = httpx.AsyncClient(transport=LaneTransport())
        for step in (client.__aenter__, lambda: ok(client, server.url), client.__aexit__):
            async with anyio.create_task_group() as group:
                group.start_soon(step)
        await server.until_open(0)


def test_it_may_be_created_outside_an_event_loop() -> None:
    with Server(answering) as server:
        transport = LaneTransport()

        async def use() -> None:
            async with httpx.AsyncClient(transport=transport) as client:
                await ok(client, server.url)

        anyio.run(use)


# TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a self-signed certificate for 127.0.0.1, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.fixture
def certificate(authority: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)
    return context


async def test_an_unknown_certificate_is_refused(certificate: ssl.SSLContext) -> None:
    with Server(answering, certificate) as server:
        transport = LaneTransport()
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                await client.get(server.url)
        assert transport.open_lanes == 0
        await server.until_open(0)


async def test_the_environment_does_not_say_whom_to_trust(
    certificate: ssl.SSLContext, authority: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with Server(answering, certificate) as server:
        async with httpx.AsyncClient(transport=LaneTransport()) as client:
            with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
                await client.get(server.url)


async def test_any_certificate_is_accepted_where_that_was_asked_for(
    certificate: ssl.SSLContext,
) -> None:
    with Server(answering, certificate) as server:
        async with httpx.AsyncClient(transport=LaneTransport(verify=False)) as client:
            await ok(client, server.url)
            await ok(client, server.url)
        assert server.accepted == 1


async def test_a_context_of_ones_own_is_used(certificate: ssl.SSLContext, authority: Path) -> None:
    trusting = ssl.create_default_context(cafile=authority)
    with Server(answering, certificate) as server:
        async with httpx.AsyncClient(transport=LaneTransport(verify=trusting)) as client:
            await ok(client, server.url)


async def test_one_context_is_built_for_all_connections_and_none_for_plain_ones(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[object] = []
    build = httpx.create_ssl_context

    def counting(verify: bool | ssl.SSLContext, trust_env: bool) -> ssl.SSLContext:
        built.append(verify)
        return build(verify=verify, trust_env=trust_env)

    monkeypatch.setattr(httpx, "create_ssl_context", counting)
    with Server(answering) as plain, Server(answering, certificate) as secure:
        async with httpx.AsyncClient(transport=LaneTransport(verify=False)) as client:
            await ok(client, plain.url)
            assert built == []
            async with anyio.create_task_group() as group:
                for _ in range(10):
                    group.start_soon(ok, client, secure.url)
        assert secure.accepted > 1
    assert built == [False]


# Proxies


def proxying(server: Server, connection: Connection) -> None:
    """Tunnel for CONNECT, and answer in the place of the origin for anything else."""
    while head := connection.head():
        server.note(head)
        method, target, _ = head.split(" ", 2)
        if method != "CONNECT":
            connection.answer()
            continue
        host, port = target.split(":")
        with socket.create_connection((host, int(port))) as upstream:
            connection.send("HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=pump, args=[upstream, connection.end])
            back.start()
            pump(connection.end, upstream)
            back.join()


def pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while part := source.recv(65536):
            target.sendall(part)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


@contextmanager
def a_proxy() -> Iterator[tuple[Server, str]]:
    with Server(proxying) as proxy:
        yield proxy, proxy.url.replace("//", "//user:hidden@")


async def test_plain_calls_go_through_the_proxy() -> None:
    with a_proxy() as (proxy, url):
        transport = LaneTransport(proxy=url)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, "http://nowhere.invalid/path")
            await ok(client, "http://nowhere.invalid/path")
        assert proxy.paths == ["http://nowhere.invalid/path"] * 2
        assert proxy.accepted == 1
        assert "Basic dXNlcjpoaWRkZW4=" in proxy.seen[0]
        assert "hidden" not in repr(transport)


@pytest.mark.parametrize("kind", [str, httpx.URL, httpx.Proxy])
async def test_secure_calls_go_through_a_tunnel(
    kind: type[str] | type[httpx.URL] | type[httpx.Proxy], certificate: ssl.SSLContext
) -> None:
    with Server(answering, certificate) as server, a_proxy() as (proxy, url):
        transport = LaneTransport(proxy=kind(url), verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, server.url + "/one")
            await ok(client, server.url + "/two")
        assert [head.split()[0] for head in proxy.seen] == ["CONNECT"]
        assert "Basic dXNlcjpoaWRkZW4=" in proxy.seen[0]
        assert server.paths == ["/one", "/two"]
        assert "hidden" not in server.seen[0]
        await proxy.until_open(0)


async def test_a_call_cancelled_while_the_tunnel_is_opened_closes_its_connection() -> None:
    def mute(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.until_gone()

    with Server(mute) as proxy:
        transport = LaneTransport(proxy=proxy.url, verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(client.get, "https://nowhere.invalid")
                await proxy.until(lambda: len(proxy.seen) == 1)
                group.cancel_scope.cancel()
            await proxy.until_open(0)
        assert transport.open_lanes == 0


async def test_a_tunnel_that_the_proxy_refuses_is_a_proxy_error() -> None:
    def refusing(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n")

    with Server(refusing) as proxy:
        transport = LaneTransport(proxy=proxy.url, verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.ProxyError, match="407"):
                await client.get("https://nowhere.invalid")
        assert transport.open_lanes == 0


# Options


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ImportError, match=r"httpx\[http2\]"):
        LaneTransport(http2=True)
    LaneTransport(proxy="socks5://127.0.0.1")


def test_at_least_one_connection_is_needed() -> None:
    with pytest.raises(ValueError, match="max_connections must be at least 1"):
        LaneTransport(max_connections=0)


async def test_other_schemes_are_refused() -> None:
    async with httpx.AsyncClient(transport=LaneTransport()) as client:
        with pytest.raises(httpx.UnsupportedProtocol):
            await client.get("ftp://127.0.0.1")


async def test_the_counts_are_shown_and_nothing_else() -> None:
    with Server(answering) as server:
        transport = LaneTransport(max_connections=3)
        client = httpx.AsyncClient(transport=transport)
        async with client, client.stream("GET", server.url):
            shown = "<LaneTransport max_connections=3 idle=0 busy=1 waiters=0>"
            assert repr(transport) == shown
