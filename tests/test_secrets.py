"""No secret is ever seen: planted secrets, and a search through everything that could show one."""

from __future__ import annotations

import base64
import json
import logging
import pickle
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import anyio
import anyio.abc
import anyio.lowlevel
import httpx
import jwt
import pytest
from scripted import Received, Scripted, client_of, operation, reply, serving, token_reply

from interop_client import (
    ApiKey,
    AuthenticationError,
    ClientCredentials,
    ConfigurationError,
    InteropClient,
    InteropError,
    LtiJwt,
    MemoryTokenStore,
    OutcomeUnknownError,
    RequestError,
    ResponseDecodeError,
    RetryPolicy,
    StatusError,
    Token,
)
from interop_client.auth import Scrubber, Secret
from interop_client.models import AuthType, TenantInfo

pytestmark = pytest.mark.anyio

CLIENT_SECRET = 'plan+ted/"client&secret'
API_KEY = "planted-api-key-1234"
TOKEN = "planted-token-AbC.dEf"
LTI = jwt.encode({"sub": "planted"}, "k" * 32, algorithm="HS256")
OTHERS = "planted-secret-of-another"
BODY_SECRET = "planted-body-secret"
SECRETS = [CLIENT_SECRET, API_KEY, TOKEN, LTI, OTHERS, BODY_SECRET]

AUTH = ClientCredentials("client", CLIENT_SECRET)
ONCE = RetryPolicy(attempts=1)
HERE = str(Path(__file__).parent)


def forms(secret: str) -> Iterator[str]:
    yield secret
    yield json.dumps(secret)[1:-1]
    yield repr(secret)[1:-1]
    yield quote(secret, safe="")
    yield quote_plus(secret)
    yield base64.b64encode(secret.encode()).decode().rstrip("=")
    for pair in (f"{secret}:{secret}", f"client:{secret}"):
        yield base64.b64encode(pair.encode()).decode().rstrip("=")


def assert_clean(text: str, what: str) -> None:
    for secret in SECRETS:
        for form in forms(secret):
            assert form.lower() not in text.lower(), f"a secret shows in {what}: {text[:2000]}"


def chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop()
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions


def assert_error_is_clean(error: BaseException) -> None:
    for part in chain(error):
        assert_clean(repr(part), "repr")
        assert_clean(str(part), "str")
        assert_clean(repr(part.args), "args")
        assert_clean(repr(vars(part)), "attributes")
        for value in vars(part).values():
            assert_clean(repr(getattr(value, "__dict__", "")), "attributes of attributes")
            if hasattr(value, "to_dict"):
                assert_clean(repr(value.to_dict()), "the service's error object")
        assert_clean(repr(getattr(part, "__notes__", [])), "notes")
        if isinstance(part, InteropError):
            assert_clean(pickle.dumps(part).decode("latin-1"), "a pickle")
            again = pickle.loads(pickle.dumps(part))
            assert (type(again), str(again)) == (type(part), str(part))
        summary = traceback.TracebackException.from_exception(part, capture_locals=True)
        for frame in summary.stack:
            # The variables of this test are not for the package to hide.
            if not frame.filename.startswith(HERE):
                for name, value in (frame.locals or {}).items():
                    assert_clean(f"{name}={value}", f"{frame.filename}:{frame.lineno}")


class Log(logging.Handler):
    """Keeps all that is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts += [self.format(record), repr(vars(record))]


@pytest.fixture(autouse=True)
def log() -> Iterator[Log]:
    """Everything is logged, and nothing in it may be secret."""
    log = Log()
    root = logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    yield log
    root.removeHandler(log)
    root.setLevel(level)
    for text in log.texts:
        assert_clean(text, "a log")


async def failure(call: Awaitable[object], kind: type[InteropError]) -> InteropError:
    with pytest.raises(kind) as caught:
        await call
    assert_error_is_clean(caught.value)
    return caught.value


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


STRATEGIES: list[Any] = [AUTH, ApiKey(API_KEY), LtiJwt(LTI), httpx.BasicAuth("user", OTHERS)]


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


@pytest.mark.parametrize("read_ahead", [0, 2])
async def test_an_answer_that_cannot_be_decoded(read_ahead: int) -> None:
    record = {"client_id": 5, "client_secret": BODY_SECRET, "type": [BODY_SECRET]}
    tenants = [{"auth": record, "name": 7}, {"auth": BODY_SECRET}, BODY_SECRET]
    for body in (*({"data": [tenant]} for tenant in tenants), BODY_SECRET, {"data": BODY_SECRET}):
        service = Scripted(*[httpx.Response(200, json=body)] * (1 + read_ahead))
        client = client_of(service, auth=ApiKey(API_KEY))
        reading = client.tenants.list().collect(read_ahead=read_ahead)
        await failure(reading, ResponseDecodeError)


async def test_an_answer_that_breaks_its_decoder() -> None:
    def parse(content: bytes) -> object:
        found = json.loads(content)
        return found["no such " + found["client_secret"]]

    def parse_typed(content: bytes) -> object:
        try:
            return parse(content)
        except KeyError as error:
            raise ResponseDecodeError("wrong") from error

    for way in (parse, parse_typed):
        service = Scripted(httpx.Response(200, json={"client_secret": BODY_SECRET}))
        client = client_of(service, auth=ApiKey(API_KEY))
        await failure(client.send(operation(parse=way)), ResponseDecodeError)


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


async def test_a_store_that_shows_what_it_was_given() -> None:
    class Showing(MemoryTokenStore):
        async def set(self, key: str, token: Token, /) -> None:
            raise RuntimeError(f"cannot keep {token.access_token}")

    service = Scripted()
    service.token_answers = [httpx.Response(200, json={"access_token": TOKEN})]
    await client_of(service, auth=AUTH, token_store=Showing()).send(operation())


async def test_a_provider_that_shows_what_it_has() -> None:
    async def raising() -> str:
        raise RuntimeError(OTHERS)

    async def wrong() -> Any:
        return [OTHERS]

    async def broken() -> str:
        return f"{OTHERS}\n"

    for provider in (raising, wrong, broken):
        client = client_of(Scripted(), auth=LtiJwt.from_provider(provider))
        await failure(client.send(operation()), AuthenticationError)


async def test_an_expired_jwt() -> None:
    expired = jwt.encode({"sub": "planted", "exp": 5}, "k" * 32, algorithm="HS256")
    SECRETS.append(expired)
    client = client_of(Scripted(), auth=LtiJwt(expired))
    await failure(client.send(operation()), AuthenticationError)


BAD = f"{OTHERS}\n"


@pytest.mark.parametrize(
    "make",
    [
        lambda: ClientCredentials("id", BAD),
        lambda: ClientCredentials("id\n", OTHERS),
        lambda: ApiKey(BAD),
        lambda: LtiJwt(BAD),
        lambda: InteropClient(AUTH, base_url=f"https://user:{OTHERS}@example.test"),
        lambda: InteropClient(AUTH, token_url=f"https://example.test?key={OTHERS}"),
        lambda: InteropClient(AUTH, base_url="nonsense", proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient(AUTH, proxy=f"nonsense://user:{OTHERS}@host"),
        lambda: InteropClient(AUTH, max_connections=0, proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient(AUTH, timeout=-1, proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient(AUTH, transport=Scripted(), proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient.from_env({"INTEROP_API_KEY": BAD}),
        lambda: InteropClient.from_env({"INTEROP_CLIENT_SECRET": OTHERS}),
        lambda: InteropClient.from_env({"INTEROP_API_KEY": OTHERS, "INTEROP_LTI_JWT": OTHERS}),
        lambda: InteropClient.from_env(
            {"INTEROP_API_KEY": OTHERS, "INTEROP_BASE_URL": f"https://u:{OTHERS}@example.test"}
        ),
        lambda: InteropClient.from_env({}, proxy=f"http://user:{OTHERS}@host"),
        lambda: InteropClient.from_env(
            {"INTEROP_API_KEY": OTHERS}, timeout=-1, proxy=f"http://user:{OTHERS}@host"
        ),
        lambda: client_of(Scripted()).with_options(headers={"X-Key": BAD}),
        lambda: client_of(Scripted()).with_options(headers={"Authorization": OTHERS}),
        lambda: client_of(Scripted()).for_tenant(
            TenantInfo(name="x", auth=AuthType(client_id="i", client_secret=BAD))
        ),
        lambda: client_of(Scripted()).for_tenant(
            TenantInfo(name="x", auth=AuthType(client_secret=OTHERS))
        ),
    ],
)
def test_settings_that_are_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert_error_is_clean(caught.value)


async def test_what_clients_show_of_themselves() -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(200, json={"access_token": TOKEN})]
    client = client_of(service, auth=AUTH)
    await client.send(operation())
    session = client._session
    assert TOKEN in service.requests[0].headers["authorization"]
    for thing in (client, session, session.credential, session.connections, session._auth):
        assert_clean(repr(thing), "repr")
        assert_clean(repr(vars(thing)), "variables")
        with pytest.raises((TypeError, AttributeError)):
            pickle.dumps(thing)


def test_spellings_are_found_whatever_their_case() -> None:
    scrubber = Scrubber([Secret(CLIENT_SECRET), Secret("ab"), Secret("")])
    for form in list(forms(CLIENT_SECRET))[:-2]:
        for text in (form, form.upper(), f"x{form}y"):
            assert form.lower() not in scrubber.text(text).lower()
    assert scrubber.text("about the client") == "about the client"
    assert Scrubber([]).text("anything") == "anything"
    assert scrubber.data({CLIENT_SECRET: [CLIENT_SECRET, 5, None]}) == {"***": ["***", 5, None]}
