"""No secret is ever seen: what goes wrong on the way of a call."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import pytest
from support.scripted import Received, Scripted, client_of, operation, reply, serving, token_reply

from interop_client import (
    AuthenticationError,
    InteropClient,
    InteropError,
    OutcomeUnknownError,
    RequestError,
    ResponseDecodeError,
    StatusError,
)
from session.planted import (
    AUTH,
    BODY_SECRET,
    CLIENT_SECRET,
    ONCE,
    STRATEGIES,
    TOKEN,
    Log,
    assert_error_is_clean,
    failure,
)
from session.planted import log as log

pytestmark = pytest.mark.anyio


def echo(request: Received, *known: str) -> dict[str, Any]:
    """Everything that came, and what else is known, in every way it could be put."""
    sent = request.headers.get("authorization", "")
    value = sent.rpartition(" ")[2]
    decoded = []
    if sent.startswith("Basic"):
        decoded = base64.b64decode(value).decode().split(":")
    parts = [sent, request.body.decode(), *known, value, *decoded]
    spelled = [form for part in parts for form in (part, quote(part, safe=""), part.upper())]
    return {
        "error": {
            "code": " ".join(spelled),
            "message": json.dumps(spelled),
            "details": " ".join(base64.b64encode(part.encode()).decode() for part in known),
            **{part: part for part in spelled},
        },
        "error_description": spelled,
    }


def escaped(value: object) -> bytes:
    """JSON in which every character of every text is written as an escape."""
    text = json.dumps(value)

    def write(item: object) -> str:
        if isinstance(item, str):
            return '"' + "".join(f"\\u{ord(c):04x}" for c in item) + '"'
        if isinstance(item, dict):
            return "{" + ",".join(f"{write(k)}:{write(v)}" for k, v in item.items()) + "}"
        if isinstance(item, list):
            return "[" + ",".join(map(write, item)) + "]"
        return json.dumps(item)

    return write(json.loads(text)).encode()


@pytest.mark.parametrize("auth", STRATEGIES, ids=lambda auth: type(auth).__name__)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429, 500, 503])
@pytest.mark.parametrize("write", [lambda body: json.dumps(body).encode(), escaped])
async def test_a_service_that_repeats_what_it_was_sent(
    auth: Any, status: int, write: Callable[[object], bytes]
) -> None:
    known = [CLIENT_SECRET] if auth is AUTH else []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        if request.target == "/oauth/token":
            return token_reply(TOKEN)
        sent = request.headers["authorization"]
        return reply(status, write(echo(request, *known)), x_request_id=sent, www_authenticate=sent)

    async with (
        serving(respond) as url,
        InteropClient(auth, base_url=url, retry=ONCE) as client,
    ):
        error = await failure(client.send(operation()), InteropError)
        assert isinstance(error, StatusError | AuthenticationError)
        assert error.status_code == status
        assert "***" in str(error)
        await failure(client.send(operation("POST", body={"a": 1})), InteropError)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500, 503, 520])
@pytest.mark.parametrize("body", ["echo", "html", "empty", "oauth"])
async def test_a_token_endpoint_that_fails(status: int, body: str) -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        answers: dict[str, Any] = {
            "echo": echo(request, CLIENT_SECRET),
            "html": f"<html>{request.body.decode()}{CLIENT_SECRET}".encode(),
            "empty": b"",
            "oauth": {
                "error": "invalid_client",
                "error_description": f"{CLIENT_SECRET} is wrong: {request.body.decode()}",
            },
        }
        return reply(status, answers[body], x_request_id=CLIENT_SECRET)

    async with (
        serving(respond) as url,
        InteropClient(AUTH, base_url=url, retry=ONCE) as client,
    ):
        error = await failure(client.send(operation()), InteropError)
        assert isinstance(error, AuthenticationError) == (status in (400, 401))
        if body == "oauth" and status == 400:
            assert "invalid_client: *** is wrong" in str(error)


@pytest.mark.parametrize(
    "answer",
    [
        token_reply(TOKEN, expires_in=-1),
        token_reply(TOKEN, expires_in=TOKEN),
        token_reply(f"{TOKEN}\n"),
        reply(200, [TOKEN]),
        reply(200, TOKEN.encode()),
        reply(200, {"access_token": [TOKEN]}),
        reply(200, f"<html>{CLIENT_SECRET}".encode()),
    ],
)
async def test_nonsense_from_the_token_endpoint(answer: bytes) -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return answer

    async with serving(respond) as url, InteropClient(AUTH, base_url=url) as client:
        await failure(client.send(operation()), ResponseDecodeError)


@pytest.mark.parametrize("lost_at", ["/oauth/token", "/v2/interop/clouds"])
@pytest.mark.parametrize("how", ["at once", "in the middle", "nonsense"])
async def test_lost_connections(lost_at: str, how: str) -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        if request.target != lost_at:
            return token_reply(TOKEN)
        sent = request.headers.get("authorization", "") + request.body.decode()
        if how == "in the middle":
            await stream.send(reply(200, json.dumps(sent).encode())[:-4])
        if how == "nonsense":
            await stream.send(f"HTTP/1.1 OK {sent} {CLIENT_SECRET}\r\n\r\n".encode())
        return None

    async with serving(respond) as url, InteropClient(AUTH, base_url=url, retry=ONCE) as client:
        await failure(client.send(operation()), RequestError)
        error = await failure(client.send(operation("POST", body={"a": 1})), RequestError)
        assert isinstance(error, OutcomeUnknownError) == (lost_at != "/oauth/token")


async def test_a_library_that_repeats_what_it_was_given() -> None:
    def repeat(request: httpx.Request) -> httpx.Response:
        sent = f"{request.headers.get('authorization')} {request.content!r} {CLIENT_SECRET}"
        raise httpx.LocalProtocolError(f"Illegal header value {sent}")

    service = Scripted(repeat, repeat)
    service.token_answers = [httpx.Response(200, json={"access_token": TOKEN})]
    client = client_of(service, auth=AUTH)
    await failure(client.send(operation()), RequestError)
    await failure(client.send(operation("POST")), RequestError)
    service.token_answers = [repeat]
    await failure(client_of(service, auth=AUTH).send(operation()), RequestError)


@pytest.mark.parametrize("auth", STRATEGIES, ids=lambda auth: type(auth).__name__)
async def test_cancellation_at_every_step(auth: Any) -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        if request.target == "/oauth/token":
            return token_reply(TOKEN)
        return reply(200, {"client_secret": BODY_SECRET})

    async with serving(respond) as url:
        for steps in range(1000):
            async with InteropClient(auth, base_url=url) as client:
                cancelled = await cancelled_after(client, steps)
                if cancelled is None:
                    break
                assert_error_is_clean(cancelled)
                with anyio.fail_after(60):
                    await client.send(operation())
    assert 5 < steps < 999


async def cancelled_after(client: InteropClient, steps: int) -> BaseException | None:
    """What comes out of a call that is cancelled after some turns of the event loop."""
    found: BaseException | None = None

    async def call() -> None:
        nonlocal found
        try:
            await client.send(operation("POST", body=["x" * 200_000]))
        except anyio.get_cancelled_exc_class() as error:
            found = error
            raise
        done.set()

    done = anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(call)
        for _ in range(steps):
            await anyio.lowlevel.checkpoint()
        tasks.cancel_scope.cancel()
    return None if done.is_set() else found or AssertionError("neither done nor cancelled")


@pytest.mark.short_bound
@pytest.mark.parametrize("stalled", ["/oauth/token", "/v2/interop/clouds"])
async def test_a_deadline(stalled: str) -> None:
    async def stall(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        if request.target == stalled:
            await anyio.sleep_forever()
        return token_reply(TOKEN)

    async with serving(stall) as url, InteropClient(AUTH, base_url=url, timeout=0.05) as client:
        await failure(client.send(operation("POST", body=["x"])), RequestError)
        await failure(client.send(operation()), RequestError)


async def test_success_is_logged_without_secrets(log: Log) -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        sent = request.headers.get("authorization", CLIENT_SECRET)
        if request.target == "/oauth/token":
            return reply(200, {"access_token": TOKEN}, x_echo=sent)
        return reply(200, b"{}", x_echo=sent, set_cookie=f"sent={sent.rpartition(' ')[2]}")

    for auth in STRATEGIES:
        async with serving(respond) as url, InteropClient(auth, base_url=url) as client:
            await client.send(operation("POST", body={"a": 1}))
            await client.send(operation())
    assert any("answered 200" in text for text in log.texts)
