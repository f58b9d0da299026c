"""Tunnels: what a proxy may answer to CONNECT, and what of it is none."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import httpx
import pytest
from support.loopback import Connection, Server, answering, ok

from interop_client.transport import LaneTransport
from interop_client.transport.attempt import Attempt
from interop_client.transport.message import PORTS, Message, Origin

pytestmark = pytest.mark.anyio

HEAD = "HTTP/1.1 200 Connection established\r\n"


def saying(answer: str, certificate: ssl.SSLContext) -> Callable[[Server, Connection], None]:
    """A proxy that answers so, and then is the server itself."""

    def behave(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.send(answer)
        with certificate.wrap_socket(connection.end, server_side=True) as end:
            answering(server, Connection(end))

    return behave


@pytest.mark.parametrize(
    "answer",
    [
        "HTTP/1.0 200\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n" + HEAD + "proxy-agent: any\r\n\r\n",
        HEAD + "content-length: 0\r\n\r\n",
        # With success neither says anything of what follows (RFC 9110, 9.3.6).
        HEAD + "content-length: 500\r\n\r\n",
        HEAD + "transfer-encoding: chunked\r\n\r\n",
        HEAD + "transfer-encoding: chunked\r\ncontent-length: 0\r\n\r\n",
        # Lines that end as small proxies end them (RFC 9112, 2.2).
        "HTTP/1.0 200 OK\nproxy-agent: any\n\n",
    ],
)
async def test_a_success_opens_the_tunnel_whatever_its_head_says_of_a_body(
    answer: str, certificate: ssl.SSLContext
) -> None:
    with Server(saying(answer, certificate)) as proxy:
        transport = LaneTransport(proxy=proxy.url, verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            await ok(client, "https://service.invalid/one")
            await ok(client, "https://service.invalid/two")
    assert [head.split()[:2] for head in proxy.seen] == [
        ["CONNECT", "service.invalid:443"],
        ["GET", "/one"],
        ["GET", "/two"],
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (HEAD + "\r\nmore", "The proxy said more than belongs to the tunnel"),
        (HEAD + "content-length: 0\r\n\r\nmore", "The proxy said more than belongs to the tunnel"),
        (HEAD + "transfer-encoding: chunked\r\n\r\nmore", "said more than belongs to the tunnel"),
        ("220 mail.invalid ready\r\n", "What came is no HTTP"),
        ("HTTP/1.1 200 Conn", "closed the connection in the middle of the answer's head"),
        ("", "closed the connection without an answer"),
    ],
)
async def test_what_is_no_tunnel_is_an_error_of_the_proxy(answer: str, said: str) -> None:
    def behave(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send(answer)

    with Server(behave) as proxy:
        transport = LaneTransport(proxy=proxy.url, verify=False)
        async with httpx.AsyncClient(transport=transport) as client:
            with pytest.raises(httpx.ProxyError, match=said) as caught:
                await client.get("https://service.invalid/one")
        assert f"while the proxy {proxy.url} was asked for a way" in str(caught.value)
        assert transport.open_lanes == 0


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("content-length: 99\r\n\r\nAsk Ann", "it answered 407 Who: Ask Ann$"),
        ("transfer-encoding: chunked\r\n\r\nno number\r\n", "it answered 407 Who$"),
    ],
)
async def test_a_refusal_whose_page_breaks_off_is_still_the_refusal(
    scheme: str, page: str, said: str
) -> None:
    def behave(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send(f"HTTP/1.1 407 Who\r\n{page}")

    with Server(behave) as proxy:
        transport = LaneTransport(proxy=proxy.url, verify=False)
        message = Message(b"GET", Origin(scheme, "service.invalid", PORTS[scheme]), b"/", [], b"")
        attempt = Attempt()
        with pytest.raises(httpx.ProxyError, match=said):
            await transport.exchange(message, attempt)
        await transport.aclose()
    assert (attempt.sent, attempt.final) == (False, True)
