"""What goes out and what comes back."""

from __future__ import annotations

import json
import pickle
from typing import Any

import httpx
import pytest
from support.scripted import (
    BASE_URL,
    Chunks,
    MovedClock,
    Scripted,
    client_of,
    operation,
)

from interop_client import (
    ApiKey,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    InteropError,
    NotFoundError,
    OutcomeUnknownError,
    PermissionDeniedError,
    RateLimitError,
    RequestError,
    ResponseDecodeError,
    RetryPolicy,
    ServerError,
    StatusError,
)

pytestmark = pytest.mark.anyio

KEY = ApiKey("the-account-key")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    return MovedClock().install(monkeypatch)


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


def test_json_of_a_raw_answer() -> None:
    from interop_client import RawResponse

    raw: Any = RawResponse(status_code=200, headers={}, content=json.dumps([1]).encode())
    assert raw.json() == [1]
