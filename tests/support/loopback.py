"""A server on loopback that does what a test wants with each connection, and what clients do."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Self

import anyio
import anyio.abc
import anyio.lowlevel
import httpx

from interop_client.transport import LaneTransport


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
        self, behave: Callable[[Server, Connection], None], tls: ssl.SSLContext | None = None
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
                return self.changed.wait_for(condition, timeout=60)

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
        server.note("said more")
        answering(server, connection)

    return behave


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
