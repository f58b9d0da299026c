"""What was never sent is known, with why, and whether another attempt would end in the same way."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from support.loopback import Connection, Server, answering, ok

from interop_client import ApiKey, InteropClient, OutcomeUnknownError, RequestError, RetryPolicy
from interop_client.transport import LaneTransport
from interop_client.transport.attempt import ATTEMPT, Attempt

pytestmark = pytest.mark.anyio

KEY = ApiKey("planted-api-key-1234")
QUICK = RetryPolicy(attempts=3, first_wait=0.0, max_wait=0.0)


async def send(
    transport: LaneTransport, method: str, url: str, content: bytes = b""
) -> tuple[Attempt, httpx.Response | httpx.TransportError]:
    """One request, and how far it got."""
    attempt = Attempt()
    extensions = {ATTEMPT: attempt}
    request = httpx.Request(method, url, content=content, extensions=extensions)
    try:
        response = await transport.handle_async_request(request)
        await response.aread()
        await response.aclose()
    except httpx.TransportError as error:
        return attempt, error
    return attempt, response


def refusing(status: str, page: str) -> Callable[[Server, Connection], None]:
    def behave(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.send(f"HTTP/1.1 {status}\r\ncontent-length: {len(page)}\r\n\r\n{page}")

    return behave


@pytest.mark.parametrize(
    ("status", "final"),
    [
        ("407 Proxy Authentication Required", True),
        ("403 Forbidden", True),
        ("429 Too Many Requests", False),
        ("502 Bad Gateway", False),
        ("503 Service Unavailable", False),
    ],
)
async def test_a_refused_tunnel_tells_what_the_proxy_said(status: str, final: bool) -> None:
    page = "<html><head><title>x</title></head><body><h1>Ask&nbsp;Ann</h1> for hidden</body></html>"
    with Server(refusing(status, page)) as proxy:
        url = proxy.url.replace("//", "//user:hidden@")
        transport = LaneTransport(proxy=url, verify=False)
        attempt, error = await send(transport, "POST", "https://nowhere.invalid", b"{}")
        await transport.aclose()
    assert isinstance(error, httpx.ProxyError)
    assert (attempt.sent, attempt.final) == (False, final)
    assert f"answered {status}: Ask Ann for ***" in str(error)
    assert "nowhere.invalid:443" in str(error)
    assert "//user@127.0.0.1" in str(error)
    assert (error.__cause__, error.__context__) == (None, None)


@pytest.mark.parametrize(("status", "times"), [("407 No", 1), ("503 Busy", 3)])
async def test_a_write_is_tried_again_only_where_the_proxy_may_change_its_mind(
    status: str, times: int
) -> None:
    with Server(refusing(status, "")) as proxy:
        transport = LaneTransport(proxy=proxy.url, verify=False)
        base = "https://nowhere.invalid/v2"
        async with InteropClient(KEY, base_url=base, transport=transport, retry=QUICK) as client:
            with pytest.raises(RequestError) as caught:
                await client.request("POST", "clouds", json={})
        assert not isinstance(caught.value, OutcomeUnknownError)
        assert len(proxy.seen) == times


async def test_a_plain_call_that_a_proxy_refuses_for_its_password_was_never_sent() -> None:
    with Server(refusing("407 No", "wrong password")) as proxy:
        transport = LaneTransport(proxy=proxy.url.replace("//", "//user:hidden@"))
        attempt, error = await send(transport, "POST", "http://nowhere.invalid/", b"{}")
        await transport.aclose()
    assert isinstance(error, httpx.ProxyError)
    assert (attempt.sent, attempt.final) == (False, True)
    assert "wrong password" in str(error)


async def test_tls_that_fails_behind_the_tunnel_was_never_sent(
    certificate: ssl.SSLContext,
) -> None:
    def tunnelling(server: Server, connection: Connection) -> None:
        connection.head()
        connection.send("HTTP/1.1 200 OK\r\n\r\n")
        connection.end.recv(10)
        connection.send("this is no TLS")
        connection.until_gone()

    with Server(tunnelling) as proxy:
        transport = LaneTransport(proxy=proxy.url, verify=False)
        attempt, error = await send(transport, "POST", "https://nowhere.invalid", b"{}")
        await transport.aclose()
    assert isinstance(error, httpx.ConnectError)
    assert not attempt.sent
    assert "TLS handshake with nowhere.invalid:443 through the proxy" in str(error)


async def test_an_untrusted_certificate_is_final(certificate: ssl.SSLContext) -> None:
    with Server(answering, certificate) as server:
        transport = LaneTransport()
        attempt, error = await send(transport, "POST", server.url, b"{}")
        await transport.aclose()
    assert (attempt.sent, attempt.final) == (False, True)
    assert "during the TLS handshake with 127.0.0.1" in str(error)


async def test_a_client_certificate_that_is_missing_is_told_as_such(
    certificate: ssl.SSLContext, authority: Path
) -> None:
    certificate.verify_mode = ssl.CERT_REQUIRED
    certificate.load_verify_locations(authority)
    with Server(answering, certificate) as server:
        transport = LaneTransport(verify=False)
        attempt, error = await send(transport, "POST", server.url, b"{}")
        await transport.aclose()
    assert isinstance(error, httpx.ConnectError)
    assert (attempt.sent, attempt.final) == (False, True)
    assert "client certificate" in str(error)
    assert server.seen == []


async def test_a_refused_connection_names_the_address_and_may_be_tried_again() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        attempt, error = await send(LaneTransport(), "POST", url, b"{}")
    assert (attempt.sent, attempt.final) == (False, False)
    assert f"ECONNREFUSED: Connection refused), while connecting to {url[7:]}" in str(error)


async def test_an_unknown_host_is_final_where_the_answer_is_definite(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr("anyio.getaddrinfo", unknown)
    attempt, error = await send(LaneTransport(), "GET", "http://nowhere.invalid")
    assert (attempt.sent, attempt.final) == (False, True)
    assert "Name or service not known" in str(error)
    assert "nowhere.invalid:80" in str(error)


@pytest.mark.parametrize("secure", [False, True])
async def test_a_timeout_says_what_was_waited_for(secure: bool) -> None:
    def mute(server: Server, connection: Connection) -> None:
        connection.until_gone()

    with Server(mute) as server:
        transport = LaneTransport(verify=False)
        url = server.url.replace("http:", "https:") if secure else server.url
        attempt = Attempt()
        timeout = {"connect": 0.05, "read": 0.05, "write": None, "pool": None}
        request = httpx.Request("GET", url, extensions={ATTEMPT: attempt, "timeout": timeout})
        with pytest.raises(httpx.TimeoutException) as caught:
            await transport.handle_async_request(request)
        await transport.aclose()
    where = "during the TLS handshake with" if secure else "while waiting for the answer of"
    assert str(caught.value) == f"The time was over {where} {server.url[7:]}"
    assert attempt.sent is not secure


async def test_what_follows_an_answer_within_its_tls_record_is_no_answer_to_the_next_call(
    certificate: ssl.SSLContext,
) -> None:
    def twice(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        first = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
        connection.send(first + "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nstale")
        answering(server, connection)

    with Server(twice, certificate) as server:
        async with httpx.AsyncClient(transport=LaneTransport(verify=False)) as client:
            await ok(client, server.url)
            await ok(client, server.url)
        assert server.accepted == 2


async def test_a_connection_closed_right_before_the_first_byte_is_replaced_for_a_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def once(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.answer()

    with Server(once) as server:
        transport = LaneTransport()
        await send(transport, "GET", server.url)
        await server.until_open(0)
        # The lane is held by then, as for a call that waited for it.
        attempt, answer = await send(transport, "POST", server.url, b"{}")
        await transport.aclose()
    assert isinstance(answer, httpx.Response)
    assert (attempt.sent, attempt.reused, server.accepted) == (True, False, 2)


@pytest.mark.parametrize("secure", [False, True])
async def test_a_refusal_in_the_middle_of_an_upload_is_read(
    secure: bool, certificate: ssl.SSLContext
) -> None:
    def refuses(server: Server, connection: Connection) -> None:
        server.note(connection.head())
        connection.send("HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig")
        server.proceed.wait()

    with Server(refuses, certificate if secure else None) as server:
        transport = LaneTransport(verify=False)
        _, answer = await send(transport, "POST", server.url, bytes(30_000_000))
        assert isinstance(answer, httpx.Response)
        assert (answer.status_code, answer.content) == (413, b"big")
        assert transport.open_lanes == 0
        await transport.aclose()
