"""Sending: addresses, errors, retries, bounds."""

from __future__ import annotations

import json
import logging
import pickle
from collections.abc import AsyncIterator
from typing import Any

import anyio
import anyio.abc
import httpx
import pytest
from scripted import (
    AUTH,
    BASE_URL,
    MovedClock,
    Received,
    Scripted,
    client_of,
    operation,
    reply,
    serving,
    token_reply,
)

from interop_client import (
    ApiKey,
    AuthenticationError,
    BadRequestError,
    ConfigurationError,
    ConflictError,
    InteropClient,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RateLimitError,
    RequestError,
    RequestTimeoutError,
    ResponseDecodeError,
    RetryPolicy,
    ServerError,
    StatusError,
)
from interop_client._session.session import Call, Session

pytestmark = pytest.mark.anyio

KEY = ApiKey("the-account-key")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    return MovedClock().install(monkeypatch)


def session_of(client: InteropClient) -> Session:
    return client._session


# What goes out and what comes back


async def test_a_call_sends_the_operation_and_parses_the_answer() -> None:
    service = Scripted(httpx.Response(200, json={"data": [1]}))
    client = client_of(service)
    sent = operation("POST", "/a%2Fb/%2E%2E/c", query="x=%2C,y&z=%20", body={"name": "n"})
    assert await client.send(sent) == {"data": [1]}
    (request,) = service.requests
    assert request.method == "POST"
    assert request.url.raw_path == b"/v2/interop/a%2Fb/%2E%2E/c?x=%2C,y&z=%20"
    assert request.content == b'{"name": "n"}'
    assert request.headers["authorization"] == "Bearer token-1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept"] == "application/json"
    assert request.headers["accept-encoding"] == "gzip, deflate"


async def test_the_user_agent_names_package_and_version() -> None:
    import interop_client

    service = Scripted()
    await client_of(service).send(operation())
    agent = f"interop-client/{interop_client.__version__}"
    assert service.requests[0].headers["user-agent"] == agent
    assert service.token_requests[0].headers["user-agent"] == agent


async def test_a_raw_answer_has_status_headers_and_body() -> None:
    answer = httpx.Response(202, content=b"\x00\x01", headers={"X-Some": "thing"})
    raw = await client_of(Scripted(answer)).send_raw(operation())
    assert (raw.status_code, raw.content) == (202, b"\x00\x01")
    assert raw.headers["x-some"] == "thing"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (304, StatusError),
        (307, StatusError),
        (400, BadRequestError),
        (401, AuthenticationError),
        (402, StatusError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (418, StatusError),
        (429, RateLimitError),
        (500, ServerError),
        (503, ServerError),
        (520, ServerError),
        (599, ServerError),
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>No</html>",
        b'{"error": ',
        b'{"error": 5}',
        b'{"error": {"code": {"a": 1}, "status": "x"}}',
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
    ],
    ids=["empty", "html", "broken", "number", "wrong types", "list", "bytes", "deep"],
)
async def test_each_status_is_its_own_error_whatever_the_body(
    status: int, kind: type[InteropError], body: bytes
) -> None:
    client = client_of(
        Scripted(httpx.Response(status, content=body, headers={"x-request-id": "r-1"})),
        auth=KEY,
        retry=RetryPolicy(attempts=1),
    )
    with pytest.raises(kind) as caught:
        await client.send(operation(query="page=1"))
    error = caught.value
    assert type(error) is kind
    assert f"GET {BASE_URL}/clouds answered {status}" in str(error)
    assert "page=1" not in str(error)
    assert "r-1" in str(error)
    assert isinstance(error, AuthenticationError | StatusError)
    assert (error.status_code, error.request_id) == (status, "r-1")
    assert type(pickle.loads(pickle.dumps(error))) is kind


async def test_an_error_carries_what_the_service_said() -> None:
    body = {
        "error": {
            "status": 409,
            "code": "overlap",
            "message": "It\n overlaps.",
            "details": {"x": 1},
        }
    }
    client = client_of(Scripted(httpx.Response(409, json=body, headers={"retry-after": "4"})))
    with pytest.raises(ConflictError, match=r"409 Conflict: overlap: It overlaps\.") as caught:
        await client.send(operation("POST"))
    error = caught.value
    assert error.error is not None
    assert (error.error.code, error.error.message) == ("overlap", "It\n overlaps.")
    assert (error.method, error.url) == ("POST", f"{BASE_URL}/clouds")
    assert (error.retry_after, error.attempts) == (4, 1)


async def test_a_message_reads_well_when_what_others_said_ends_in_a_full_stop() -> None:
    refusal = httpx.Response(404, json={"error": {"message": "No such cloud."}})
    with pytest.raises(NotFoundError, match=r"Not Found: No such cloud\. No such object "):
        await client_of(Scripted(refusal)).send(operation())
    lost = Scripted(httpx.ReadError("It was closed."))
    with pytest.raises(OutcomeUnknownError, match=r"was lost: ReadError: It was closed\. It may "):
        await client_of(lost).send(operation("POST"))


async def test_redirects_are_not_followed() -> None:
    service = Scripted(httpx.Response(302, headers={"location": "https://elsewhere.test/"}))
    with pytest.raises(StatusError, match="302 Found"):
        await client_of(service).send(operation())
    assert len(service.requests) == 1


async def test_an_answer_that_cannot_be_decoded_names_operation_and_request() -> None:
    def parse(content: bytes) -> object:
        raise ResponseDecodeError("wrong", path="data[0].id")

    service = Scripted(httpx.Response(200, content=b"{}", headers={"x-request-id": "r-2"}))
    with pytest.raises(ResponseDecodeError) as caught:
        await client_of(service).send(operation(parse=parse))
    error = caught.value
    assert (error.path, error.operation, error.request_id) == ("data[0].id", "getThings", "r-2")


@pytest.mark.parametrize("content", [b"", b"<html>", b"[" * 100_000])
async def test_any_failure_to_decode_is_typed(content: bytes) -> None:
    service = Scripted(httpx.Response(200, content=content))
    with pytest.raises(ResponseDecodeError):
        await client_of(service).send(operation())


async def test_a_broken_content_encoding_is_a_request_error() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        headers = {"content-encoding": "gzip"}
        return httpx.Response(200, stream=Chunks(b"no gzip"), headers=headers)

    service = Scripted(broken, broken)
    with pytest.raises(RequestError, match="DecodingError"):
        await client_of(service).send(operation())
    assert len(service.requests) == 1
    with pytest.raises(OutcomeUnknownError):
        await client_of(service).send(operation("POST"))


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


@pytest.mark.parametrize(
    "lost", [httpx.ReadError("reset"), httpx.RemoteProtocolError("cut"), ConnectionResetError()]
)
async def test_a_response_broken_in_its_middle_is_a_lost_connection(
    lost: Exception, clock: MovedClock
) -> None:
    body = Chunks(b'{"a"', lost)
    service = Scripted(httpx.Response(200, stream=body), httpx.Response(200, json={"a": 2}))
    assert await client_of(service).send(operation()) == {"a": 2}
    assert body.closed
    with pytest.raises(OutcomeUnknownError):
        await client_of(Scripted(httpx.Response(200, stream=body))).send(operation("POST"))


async def test_a_refusal_broken_in_its_middle_is_still_that_refusal() -> None:
    body = Chunks(b'{"error"', httpx.ReadError("reset"))
    with pytest.raises(NotFoundError):
        await client_of(Scripted(httpx.Response(404, stream=body))).send(operation("POST"))


# Retry


@pytest.mark.parametrize("status", [429, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_what_may_be_repeated_is_sent_again(
    status: int, method: str, clock: MovedClock
) -> None:
    service = Scripted(status, status, httpx.Response(200, json=3))
    assert await client_of(service).send(operation(method)) == 3
    assert len(service.requests) == 3
    assert len(clock.waits) >= 2


LOST = [httpx.ReadError("reset"), httpx.ReadTimeout("late"), httpx.RemoteProtocolError("cut")]
NEVER_MADE = [httpx.ConnectError("refused"), httpx.ConnectTimeout(""), httpx.PoolTimeout("full")]


@pytest.mark.parametrize("failure", [*LOST, httpx.WriteError("gone"), anyio.ClosedResourceError()])
async def test_lost_connections_are_retried_for_what_may_be_repeated(
    failure: Exception, clock: MovedClock
) -> None:
    service = Scripted(failure, httpx.Response(200, json=3))
    assert await client_of(service).send(operation()) == 3


@pytest.mark.parametrize("failure", [*LOST, httpx.WriteError("gone"), OSError("broken"), 502, 504])
async def test_a_write_whose_answer_is_lost_is_never_repeated(failure: Exception | int) -> None:
    service = Scripted(failure)
    with pytest.raises(OutcomeUnknownError, match="look before") as caught:
        await client_of(service).send(operation("POST", body={"a": 1}))
    assert len(service.requests) == 1
    assert (caught.value.operation, caught.value.sent) == ("postThings", {"a": 1})
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.operation, again.sent) == ("postThings", {"a": 1})


@pytest.mark.parametrize("failure", [*NEVER_MADE, 429])
async def test_a_write_that_was_not_done_is_sent_again(
    failure: Exception | int, clock: MovedClock
) -> None:
    service = Scripted(failure, failure, httpx.Response(200, json=3))
    assert await client_of(service).send(operation("POST")) == 3
    assert len(service.requests) == 3


async def test_a_503_to_a_write_is_a_server_error() -> None:
    service = Scripted(503)
    with pytest.raises(ServerError):
        await client_of(service).send(operation("POST"))
    assert len(service.requests) == 1


async def test_attempts_are_sends_in_all(clock: MovedClock) -> None:
    service = Scripted(*[503] * 9)
    with pytest.raises(ServerError) as caught:
        await client_of(service, retry=RetryPolicy(attempts=3)).send(operation())
    assert len(service.requests) == 3
    assert caught.value.attempts == 3
    assert len(clock.waits) == 2


async def test_a_connection_that_is_never_made_is_a_request_error(clock: MovedClock) -> None:
    service = Scripted(*[httpx.ConnectError("refused")] * 9)
    with pytest.raises(RequestError, match="after 4 attempts: ConnectError: refused") as caught:
        await client_of(service).send(operation("POST"))
    assert type(caught.value) is RequestError
    assert len(service.requests) == 4


async def test_retry_after_is_waited_for(clock: MovedClock) -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "7"}))
    await client_of(service).send(operation("POST"))
    assert sum(clock.waits) == pytest.approx(7, abs=0.1)


async def test_retry_after_is_capped(clock: MovedClock) -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "7000"}))
    client = client_of(service, retry=RetryPolicy(max_retry_after=12))
    await client.send(operation())
    assert sum(clock.waits) == pytest.approx(12, abs=0.1)


async def test_no_wait_passes_the_bound(clock: MovedClock) -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "31"}))
    with pytest.raises(RateLimitError) as caught:
        await client_of(service, timeout=30).send(operation())
    assert caught.value.retry_after == 31
    assert clock.waits == []


async def test_one_429_holds_back_the_other_calls_of_that_credential(clock: MovedClock) -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "20"}))
    client = client_of(service)
    other = client.for_tenant(ApiKey("another-key"))
    with pytest.raises(RateLimitError):
        await client.with_options(retry=RetryPolicy(attempts=1)).send(operation())
    await other.send(operation())
    assert clock.waits == []
    with pytest.raises(RateLimitError, match="was not sent") as caught:
        await client.with_options(timeout=10).send(operation())
    assert 19 < (caught.value.retry_after or 0) <= 20
    assert caught.value.attempts == 0
    assert len(service.requests) == 2
    await client.for_tenant(AUTH).send(operation())
    assert sum(clock.waits) == pytest.approx(20, abs=0.5)


async def test_a_hold_from_another_event_loops_clock_is_ignored(clock: MovedClock) -> None:
    service = Scripted(httpx.Response(429, headers={"retry-after": "20"}))
    client = client_of(service, retry=RetryPolicy(attempts=1), timeout=None)
    with pytest.raises(RateLimitError):
        await client.send(operation())
    clock.ahead -= 1_000_000
    await client.send(operation())
    assert clock.waits == []


async def test_a_delete_that_finds_nothing_after_its_own_lost_answer_is_done(
    clock: MovedClock,
) -> None:
    for lost in (httpx.ReadError("reset"), 502, 504):
        client = client_of(Scripted(lost, 404))
        assert await client.send(operation("DELETE", parse=lambda content: content)) == b""


@pytest.mark.parametrize("first", [None, 429, 503, httpx.ConnectError("refused")])
async def test_a_delete_that_finds_nothing_is_not_found(
    first: Exception | int | None, clock: MovedClock
) -> None:
    service = Scripted(*([] if first is None else [first]), 404)
    with pytest.raises(NotFoundError):
        await client_of(service).send(operation("DELETE"))


async def test_a_get_that_finds_nothing_after_a_lost_answer_is_not_found(clock: MovedClock) -> None:
    with pytest.raises(NotFoundError):
        await client_of(Scripted(502, 404)).send(operation("GET"))


async def test_retries_are_logged_with_operation_attempt_reason_and_delay(
    clock: MovedClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "interop_client")
    service = Scripted(
        httpx.Response(503, headers={"retry-after": "2"}), httpx.ReadError("reset"), 401
    )
    await client_of(service).send(operation())
    first, second, third = [r.message for r in caplog.records if r.name.startswith("interop_")]
    assert first == (
        "getThings: attempt 1 of 4 failed (503 Service Unavailable); trying again in 2.000 s"
    )
    assert second.startswith("getThings: attempt 2 of 4 failed (ReadError: reset); trying again in")
    assert third == "getThings: attempt 3 was answered 401; trying again with a new token"


async def test_a_mistake_in_the_callers_transport_is_shown_as_it_is() -> None:
    with pytest.raises(AssertionError, match="mine"):
        await client_of(Scripted(AssertionError("mine"))).send(operation())


# Bounds


async def test_helpers_bound_several_sends_together(clock: MovedClock) -> None:
    call = session_of(client_of(Scripted(), timeout=10)).call()
    assert 9 < call.remaining() <= 10
    await call.send(operation())
    await call.sleep(8, RequestError("before"))
    assert 1 < call.remaining() <= 2
    with pytest.raises(RequestError, match="before"):
        await call.sleep(3, RequestError("before"))
    assert clock.waits == [8]
    clock.ahead += 5
    with pytest.raises(RequestTimeoutError, match="10 s"):
        await call.send_raw(operation("POST"))


async def test_a_call_may_have_a_bound_of_its_own_or_none() -> None:
    session = session_of(client_of(Scripted(), timeout=10))
    assert session.call(timeout=None).remaining() == float("inf")
    assert 4 < session.call(timeout=5).remaining() <= 5
    assert isinstance(session.call(), Call)
    assert await session.call(timeout=None).send(operation()) == {}


async def test_the_bound_ends_a_call_that_gets_no_answer() -> None:
    async def never(request: httpx.Request) -> httpx.Response:
        await anyio.sleep_forever()
        raise AssertionError

    with pytest.raises(RequestTimeoutError, match="waiting for the answer") as caught:
        await client_of(Scripted(never), timeout=0.05).send(operation())
    assert isinstance(caught.value, TimeoutError)
    with pytest.raises(OutcomeUnknownError):
        await client_of(Scripted(never), timeout=0.05).send(operation("POST"))


async def test_the_bound_includes_the_token() -> None:
    async def never(request: httpx.Request) -> httpx.Response:
        await anyio.sleep_forever()
        raise AssertionError

    service = Scripted()
    service.token_answers = [never]
    with pytest.raises(RequestTimeoutError, match="waiting for a token"):
        await client_of(service, timeout=0.05).send(operation("POST"))
    assert service.requests == []


async def test_cancellation_is_the_callers() -> None:
    async def never(request: httpx.Request) -> httpx.Response:
        await anyio.sleep_forever()
        raise AssertionError

    service = Scripted(never)
    client = client_of(service)
    with anyio.move_on_after(0.05) as scope:
        await client.send(operation("POST"))
    assert scope.cancelled_caught
    assert await client.send(operation("POST")) == {}


# Our own connections


async def test_our_own_connections_carry_calls_and_are_used_again() -> None:
    peers = set()

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        peers.add(stream)
        return token_reply() if request.target == "/oauth/token" else reply(200, request.target)

    async with serving(respond) as url, InteropClient(AUTH, base_url=url) as client:
        found = await client.send(operation("GET", "/a%2Fb/%2E", query="q=%2F"))
        assert found == "/v2/interop/a%2Fb/%2E?q=%2F"
        assert (await client.request("GET", "a b")).json() == "/v2/interop/a%20b"
    assert len(peers) == 1


async def test_a_write_that_waits_for_a_connection_was_not_sent() -> None:
    arrived = anyio.Event()

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        arrived.set()
        await anyio.sleep_forever()
        return None

    async with (
        serving(respond) as url,
        InteropClient(KEY, base_url=url, max_connections=1, timeout=0.05) as client,
    ):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.with_options(timeout=None).send, operation())
            await arrived.wait()
            with pytest.raises(RequestTimeoutError):
                await client.send(operation("POST"))
            tasks.cancel_scope.cancel()
        with pytest.raises(OutcomeUnknownError, match=r"0\.05 s"):
            await client.send(operation("POST", body=[1]))


async def test_a_connection_that_is_refused_is_tried_again_for_a_write(clock: MovedClock) -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply()

    async with serving(respond) as url:
        pass
    async with InteropClient(KEY, base_url=url) as client:
        with pytest.raises(RequestError, match="after 4 attempts: ConnectError"):
            await client.send(operation("POST"))


async def test_hanging_up_on_a_write_leaves_its_outcome_unknown(clock: MovedClock) -> None:
    seen: list[str] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        seen.append(request.method)
        return None if len(seen) < 3 else reply()

    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        with pytest.raises(OutcomeUnknownError):
            await client.send(operation("POST"))
        assert await client.send(operation("GET")) == {}
    assert seen == ["POST", "GET", "GET"]


async def test_a_body_cut_short_is_a_lost_connection(clock: MovedClock) -> None:
    seen: list[str] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        seen.append(request.method)
        if len(seen) == 1:
            await stream.send(reply(200, [1, 2, 3])[:-3])
            return None
        return reply(200, [4])

    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        assert await client.send(operation()) == [4]


async def test_compressed_answers_are_read() -> None:
    import gzip

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply(200, gzip.compress(b'{"a": 1}'), content_encoding="gzip")

    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        assert await client.send(operation()) == {"a": 1}


async def test_one_429_holds_back_the_calls_that_queue_for_a_connection() -> None:
    arrivals: list[float] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        arrivals.append(anyio.current_time())
        return reply(429, retry_after="0.5") if len(arrivals) == 1 else reply()

    async with (
        serving(respond) as url,
        InteropClient(KEY, base_url=url, max_connections=1) as client,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(20):
            tasks.start_soon(client.send, operation())
    assert len(arrivals) == 21
    # Two may be on their way to a single connection: the one refused, and one that was prepared.
    assert [at for at in arrivals[2:] if at < arrivals[0] + 0.45] == []


async def test_calls_that_queue_for_a_connection_go_with_the_token_of_the_moment(
    clock: MovedClock,
) -> None:
    lives: dict[str, float] = {}
    answers: list[int] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        if request.target == "/oauth/token":
            token = f"token-{len(lives)}"
            lives[token] = clock.ahead + 5
            return token_reply(token, expires_in=5)
        token = request.headers["authorization"].removeprefix("Bearer ")
        answers.append(200 if clock.ahead < lives[token] else 401)
        clock.ahead += 0.25  # so that the queue lasts for the lives of several tokens
        return reply(answers[-1])

    async with (
        serving(respond) as url,
        InteropClient(AUTH, base_url=url, max_connections=1) as client,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(100):
            tasks.start_soon(client.with_options(timeout=None).send, operation())
    assert answers == [200] * 100
    assert len(lives) <= 8


async def test_a_revoked_token_is_sent_by_no_call_that_queues_for_a_connection() -> None:
    tokens = 0
    answers: list[int] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        nonlocal tokens
        if request.target == "/oauth/token":
            tokens += 1
            return token_reply(f"token-{tokens}")
        answers.append(401 if request.headers["authorization"].endswith("-1") else 200)
        return reply(answers[-1])

    async with (
        serving(respond) as url,
        InteropClient(AUTH, base_url=url, max_connections=1) as client,
        anyio.create_task_group() as tasks,
    ):
        for _ in range(50):
            tasks.start_soon(client.send, operation())
    assert answers.count(200) == 50
    assert answers.count(401) <= 2
    assert tokens == 2


async def test_what_the_caller_was_handling_keeps_its_traceback() -> None:
    arrived = anyio.Event()

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> None:
        arrived.set()
        await anyio.sleep_forever()

    async with serving(respond) as url, InteropClient(KEY, base_url=url) as client:
        try:
            raise KeyError("the caller's own")
        except KeyError as error:
            own = error
            async with anyio.create_task_group() as tasks:

                async def leave() -> None:
                    await arrived.wait()
                    tasks.cancel_scope.cancel()

                tasks.start_soon(leave)
                await client.send(operation())
        assert own.__traceback__ is not None


async def test_a_call_that_waits_to_be_sent_again_is_not_when_the_client_closed_meanwhile(
    clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for status in (429, 503):
        service = Scripted(status, status)
        client = client_of(service, auth=KEY)

        async def sleep(seconds: float, client: InteropClient = client) -> None:
            await client.aclose()

        monkeypatch.setattr("interop_client._session.deadline.sleep", sleep)
        with pytest.raises(ConfigurationError, match="closed"):
            await client.send(operation())
        assert len(service.requests) == 1


async def test_calls_that_queue_for_a_connection_end_when_the_client_closes() -> None:
    arrived = anyio.Event()
    errors: list[InteropError] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> None:
        arrived.set()
        await anyio.sleep_forever()

    async def call(client: InteropClient) -> None:
        try:
            await client.send(operation("POST"))
        except InteropError as error:
            errors.append(error)

    async with serving(respond) as url:
        client = InteropClient(KEY, base_url=url, max_connections=1)
        async with anyio.create_task_group() as tasks:
            for _ in range(5):
                tasks.start_soon(call, client)
            await arrived.wait()
            await client.aclose()
    # One was sent, and nobody knows what became of it.
    assert sorted(type(error).__name__ for error in errors) == [
        *["ConfigurationError"] * 4,
        "OutcomeUnknownError",
    ]


async def test_calls_under_way_end_when_the_client_closes() -> None:
    arrived = anyio.Event()
    errors: list[InteropError] = []

    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        arrived.set()
        await anyio.sleep_forever()
        return None

    async def call(client: InteropClient) -> None:
        try:
            await client.send(operation())
        except InteropError as error:
            errors.append(error)

    async with serving(respond) as url:
        client = InteropClient(KEY, base_url=url)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call, client)
            await arrived.wait()
            await client.aclose()
    assert isinstance(errors[0], ConfigurationError)


async def test_an_auth_object_of_the_http_library_works() -> None:
    service = Scripted()
    client = client_of(service, auth=httpx.BasicAuth("user", "password"))
    assert await client.send(operation()) == {}
    assert service.requests[0].headers["authorization"].startswith("Basic ")
    assert service.token_requests == []


async def test_a_refused_auth_object_is_an_authentication_error() -> None:
    service = Scripted(httpx.Response(401, json={"error": "say password again: password"}))
    client = client_of(service, auth=httpx.BasicAuth("user", "password"))
    with pytest.raises(AuthenticationError) as caught:
        await client.send(operation())
    assert "password" not in str(caught.value)


async def test_one_event_loop_per_client() -> None:
    # A run of another loop within this one: its own thread.
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply()

    async with serving(respond) as url:
        client = InteropClient(KEY, base_url=url)
        await client.send(operation())

        def elsewhere() -> None:
            with pytest.raises(ConfigurationError, match="another event loop"):
                anyio.run(client.send, operation())

        await anyio.to_thread.run_sync(elsewhere)
        await client.aclose()


def test_json_of_a_raw_answer() -> None:
    from interop_client import RawResponse

    raw: Any = RawResponse(status_code=200, headers={}, content=json.dumps([1]).encode())
    assert raw.json() == [1]
