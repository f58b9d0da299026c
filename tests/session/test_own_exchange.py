"""Calls on connections of our own make no object of the HTTP library, and mean the same."""

from __future__ import annotations

import gzip

import anyio.abc
import httpx
import pytest
from support.scripted import AUTH, Received, operation, reply, serving, token_reply

from interop_client import ApiKey, InteropClient, NotFoundError, RequestError, RetryPolicy
from interop_client._session.exchange.address import address_of
from interop_client._session.exchange.body import fields_read
from interop_client.transport import LaneTransport

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("url", "query"),
    [
        ("https://api.example/v1/tenants", ""),
        ("https://api.example:443/v1/tenants", "page=0"),
        ("http://127.0.0.1:8080/a.b/c..d", "x=%2F&y=a,b"),
        ("https://[::1]:8443/a", ""),
        ("https://API.example/a", ""),
        ("https://api.example/a/./b/../c", ""),
        ("https://api.example/.well-known", ""),
        ("https://api.example/a//b", ""),
        ("https://api.example", ""),
        ("https://api.example/", "q=1?2'/:@"),
        ("https://api.example/100%", "q=50%"),
        ("https://api.example/a%2fb", "q=%zz"),
        ("https://api.example/a b", "q=a b"),
        ("https://api.example/é", "q=é"),
        ("https://bücher.example/a", ""),
    ],
)
def test_an_address_goes_out_as_the_http_library_would_send_it(url: str, query: str) -> None:
    expected = httpx.URL(f"{url}?{query}" if query else url)
    origin, host, target = address_of(url, query)
    assert (origin.scheme, origin.host) == (expected.scheme, expected.raw_host.decode())
    assert origin.port == (expected.port or {"http": 80, "https": 443}[expected.scheme])
    assert (host, target) == (expected.netloc, expected.raw_path)


def test_header_fields_are_read_as_the_http_library_reads_them() -> None:
    fields = [(b"X-Two", b"a"), (b"x-two", b"b"), (b"X-Name", "\u00e9".encode())]
    assert fields_read(fields) == dict(httpx.Headers(fields))
    assert fields_read([(b"X-Old", b"\xe9")]) == {"x-old": "\u00e9"}


async def test_no_request_and_no_response_of_the_http_library_is_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return token_reply() if request.target == "/oauth/token" else reply(200, "fine")

    made: list[str] = []
    for kind in (httpx.Request, httpx.Response):
        monkeypatch.setattr(kind, "__init__", lambda self, *_, **__: made.append(str(type(self))))
    async with serving(respond) as url, InteropClient(AUTH, base_url=url) as client:
        await client.send(operation())
    assert made == []


async def test_a_compressed_answer_is_read_on_connections_of_our_own() -> None:
    content = gzip.compress(b'"fine"')
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(content)}\r\n\r\n"

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return token_reply() if request.target == "/oauth/token" else head.encode() + content

    async with serving(respond) as url, InteropClient(AUTH, base_url=url) as client:
        raw = await client.send_raw(operation())
    assert raw.content == b'"fine"'


async def test_a_refusal_whose_body_was_lost_is_still_a_refusal() -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        if request.target == "/oauth/token":
            return token_reply()
        await stream.send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nhalf")
        return None

    async with serving(respond) as url, InteropClient(AUTH, base_url=url) as client:
        with pytest.raises(NotFoundError):
            await client.send(operation(method="POST"))


async def test_a_server_without_tls_is_not_asked_again() -> None:
    met = 0

    async def serve(stream: anyio.abc.SocketStream) -> None:
        nonlocal met
        met += 1
        async with stream:
            await stream.receive()
            await stream.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = listener.extra(anyio.abc.SocketAttribute.local_port)
    async with anyio.create_task_group() as group:
        group.start_soon(listener.serve, serve)
        retry = RetryPolicy(attempts=3)
        url = f"https://127.0.0.1:{port}"
        async with InteropClient(AUTH, base_url=url, retry=retry) as client:
            with pytest.raises(RequestError):
                await client.send(operation())
        group.cancel_scope.cancel()
    await listener.aclose()
    assert met == 1


async def test_a_transport_made_from_ours_that_sends_in_its_own_way_is_asked() -> None:
    seen: list[str] = []

    class Watched(LaneTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            seen.append(request.method)
            return httpx.Response(200, json={"data": []})

    async with InteropClient(ApiKey("key"), transport=Watched()) as interop:
        assert await interop.clouds.list().collect() == []
    assert seen == ["GET"]
