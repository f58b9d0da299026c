"""A service that answers as a test says, behind a transport or on a socket of its own."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import anyio.abc
import anyio.lowlevel
import attrs
import httpx

from interop_client import ClientCredentials, InteropClient, Operation, _clock
from interop_client._session import deadline as deadline_module
from support.clock import EPOCH

BASE_URL = "https://api.example.test/v2/interop"
_loop_time = anyio.current_time

SECRET = "s3cret/of+the=client&"
AUTH = ClientCredentials("client", SECRET)


def operation(
    method: str = "GET",
    url: str = "/clouds",
    *,
    repeatable: bool | None = None,
    body: Any = None,
    parse: Callable[[bytes], Any] = json.loads,
    query: str = "",
) -> Operation[Any]:
    return Operation(
        operation_id=f"{method.lower()}Things",
        method=method,
        url=url,
        query=query,
        content=None if body is None else json.dumps(body).encode(),
        content_type=None if body is None else "application/json",
        body=body,
        repeatable=method in ("GET", "PUT", "DELETE") if repeatable is None else repeatable,
        parse=parse,
    )


Answer = httpx.Response | Exception | Callable[[httpx.Request], Any]


class Scripted(httpx.MockTransport):
    """Answers token requests with token-1, token-2, ..., and others from a list, then 200 `{}`."""

    def __init__(self, *answers: Answer | int) -> None:
        super().__init__(self._respond)
        self.answers = list(answers)
        self.token_answers: list[Answer | int] = []
        self.requests: list[httpx.Request] = []
        self.token_requests: list[httpx.Request] = []
        self.closed = False

    async def _respond(self, request: httpx.Request) -> httpx.Response:
        await anyio.lowlevel.checkpoint()
        if request.url.path == "/oauth/token":
            self.token_requests.append(request)
            default = httpx.Response(
                200, json={"access_token": f"token-{len(self.token_requests)}", "expires_in": 3600}
            )
            answers = self.token_answers
        else:
            self.requests.append(request)
            default = httpx.Response(200, json={})
            answers = self.answers
        answer = answers.pop(0) if answers else default
        if isinstance(answer, int):
            return httpx.Response(answer)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, httpx.Response):
            return answer
        result = answer(request)
        if isinstance(result, Awaitable):
            result = await result
        assert isinstance(result, httpx.Response)
        return result

    async def aclose(self) -> None:
        self.closed = True

    @property
    def tokens_sent(self) -> list[str]:
        return [r.headers["authorization"].removeprefix("Bearer ") for r in self.requests]


class Chunks(httpx.AsyncByteStream):
    """A body in pieces, which may end in an error."""

    def __init__(self, *chunks: bytes | Exception) -> None:
        self.chunks = chunks
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk

    async def aclose(self) -> None:
        self.closed = True


async def never(request: httpx.Request) -> httpx.Response:
    """An answer that does not come."""
    await anyio.sleep_forever()
    raise AssertionError


def client_of(transport: httpx.AsyncBaseTransport, **options: Any) -> InteropClient:
    auth = options.pop("auth", AUTH)
    return InteropClient(auth, base_url=BASE_URL, transport=transport, **options)


@attrs.define
class MovedClock:
    """Clocks that whatever would have been waited moves ahead; wall time stands at `EPOCH` else."""

    waits: list[float] = attrs.field(factory=list)
    ahead: float = 0.0

    def current_time(self) -> float:
        return _loop_time() + self.ahead

    def time(self) -> float:
        return EPOCH + self.ahead

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.ahead += seconds
        await anyio.lowlevel.checkpoint()

    def install(self, monkeypatch: Any) -> MovedClock:
        monkeypatch.setattr(anyio, "current_time", self.current_time)
        monkeypatch.setattr(_clock, "asyncio_time", self.current_time)
        monkeypatch.setattr(deadline_module, "sleep", self.sleep)
        monkeypatch.setattr(_clock, "time", self)
        return self


@attrs.define
class Received:
    """A request as it came over a socket."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Respond = Callable[[Received, anyio.abc.SocketStream], Awaitable[bytes | None]]


def reply(status: int = 200, body: bytes | Any = b"{}", **headers: str) -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Something", f"content-length: {len(content)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + content


def token_reply(token: str = "socket-token", **more: object) -> bytes:
    return reply(200, {"access_token": token, "expires_in": 3600, **more})


@asynccontextmanager
async def serving(respond: Respond) -> AsyncIterator[str]:
    """Serve on a loopback port; `respond` gives the bytes to send back, None to hang up."""

    async def handle(stream: anyio.abc.SocketStream) -> None:
        with suppress(anyio.BrokenResourceError, anyio.EndOfStream, OSError):
            async with stream:
                while (request := await _read(stream)) is not None:
                    answer = await respond(request, stream)
                    if answer is None:
                        return
                    await stream.send(answer)

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(anyio.abc.SocketAttribute.local_port)
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, handle)
        yield f"http://127.0.0.1:{port}/v2/interop"
        tasks.cancel_scope.cancel()


async def _read(stream: anyio.abc.SocketStream) -> Received | None:
    data = b""
    while b"\r\n\r\n" not in data:
        try:
            data += await stream.receive()
        except (anyio.EndOfStream, anyio.BrokenResourceError):
            return None
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (li.partition(":") for li in lines)
    }
    while len(body) < int(headers.get("content-length", 0)):
        body += await stream.receive()
    method, target, _ = first.split(" ")
    return Received(method, target, headers, body)
