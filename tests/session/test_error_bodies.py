"""What an error says of what the service said, in whatever form it said it."""

from __future__ import annotations

import json
import pickle
from typing import Any

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.scripted import BASE_URL, Scripted, client_of, operation

from interop_client import (
    ApiKey,
    AuthenticationError,
    BadRequestError,
    ClientCredentials,
    ConflictError,
    InteropError,
    OutcomeUnknownError,
    RequestTimeoutError,
    ResponseDecodeError,
    RetryPolicy,
    RolloverOverlapError,
    StatusError,
    TenantReference,
    WaitTimeoutError,
)
from interop_client._redaction import Scrubber, Secret
from interop_client._session.error_body import ErrorBody
from interop_client.models import AuthType, TenantApplicationUpdate, TenantInfo

pytestmark = pytest.mark.anyio

KEY = ApiKey("the-account-key")
ONCE = RetryPolicy(attempts=1)

HTML = b"""<!DOCTYPE html><html><head><title>400 No required SSL certificate was sent</title>
<style>body {color: red}</style><script>track("x")</script></head>
<body><center><h1>400 Bad Request</h1></center>
<center>No required SSL certificate was sent</center><hr>nginx/1.24 &amp; more</body></html>"""

XML = b"""<?xml version="1.0"?><Error><Code>AccessDenied</Code>
<Message><![CDATA[You may <b>not</b>]]></Message></Error>"""


async def refused(
    content: object, status: int = 400, headers: dict[str, str] | None = None
) -> StatusError:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    answer = httpx.Response(status, content=body, headers=headers)
    with pytest.raises(StatusError) as caught:
        await client_of(Scripted(answer), auth=KEY, retry=ONCE).send(operation("POST"))
    return caught.value


SAID: list[tuple[object, str]] = [
    ({"error": {"code": "overlap", "message": "No"}}, "overlap: No"),
    ({"code": "overlap", "message": "No", "status": 400}, "overlap: No"),
    ({"message": "No", "ext_message": "Really no"}, "No: Really no"),
    ({"message": "No", "details": ["a is missing", "b too"]}, "No: a is missing; b too"),
    ({"errors": [{"code": "E1", "message": "One"}, {"message": "Two"}]}, "E1: One; Two"),
    ({"error": [{"message": "One"}, "Two"]}, "One; Two"),
    ([{"code": "E1", "message": "One"}, {"message": "Two"}], "E1: One; Two"),
    (
        {"type": "about:blank", "title": "Invalid", "status": 400, "detail": "hour is 24"},
        "Invalid: hour is 24",
    ),
    (
        {"title": "Invalid", "errors": [{"pointer": "#/hour", "detail": "at most 23"}]},
        "Invalid: #/hour: at most 23",
    ),
    (
        {"error": "invalid_client", "error_description": "The secret has expired"},
        "invalid_client: The secret has expired",
    ),
    ({"timestamp": 5, "status": 400, "error": "Bad Request", "message": "x"}, "Bad Request: x"),
    ({"detail": [{"loc": ["body", "hour"], "msg": "too big"}]}, "body.hour: too big"),
    ({"Message": "In capitals"}, "In capitals"),
    ({"code": 4711, "message": "By number"}, "4711: By number"),
    ({"fault": {"faultstring": "Spike arrest"}}, "Spike arrest"),
    ("A text in JSON", "A text in JSON"),
    (b"upstream said\n  no", "upstream said no"),
    (XML, "AccessDenied You may <b>not</b>"),
    (
        HTML,
        (
            "400 No required SSL certificate was sent: 400 Bad Request No required SSL certificate"
            " was sent nginx/1.24 & more"
        ),
    ),
]


@pytest.mark.parametrize(("content", "said"), SAID)
async def test_an_error_says_what_the_service_said_in_any_form(content: object, said: str) -> None:
    error = await refused(content)
    assert f"answered 400 Bad Request: {said}. " in error.message


@pytest.mark.parametrize(
    "content",
    [
        {"error": {"code": "overlap", "message": "No", "status": 400}},
        {"code": "overlap", "message": "No", "status": 400},
        {"errors": [{"code": "overlap", "message": "No", "status": 400}, {"code": "other"}]},
        [{"code": "overlap", "message": "No", "status": 400}],
    ],
)
async def test_the_services_error_object_is_found_bare_wrapped_and_in_lists(content: Any) -> None:
    error = await refused(content)
    assert error.error is not None
    assert (error.error.code, error.error.message, error.error.status) == ("overlap", "No", 400)


@pytest.mark.parametrize(
    "content", [{"title": "Invalid", "status": 400}, {"error": "invalid_client"}, [], "text", 5]
)
async def test_what_is_no_error_object_of_the_service_is_not_taken_for_one(content: Any) -> None:
    assert (await refused(content)).error is None


async def test_a_page_of_a_server_on_the_way_is_told_from_an_answer_of_the_api() -> None:
    error = await refused(HTML)
    assert "a server on the way answered and not the API" in error.message
    assert "Check what was sent" not in error.message


async def test_an_error_carries_body_and_headers_and_for_whom_it_was() -> None:
    error = await refused({"message": "No"}, headers={"x-Some": "thing", "x-request-id": "r-1"})
    assert json.loads(error.body) == {"message": "No"}
    assert (error.headers["x-some"], error.request_id) == ("thing", "r-1")
    assert (error.operation_id, error.operation, error.tenant) == ("postThings",) * 2 + (None,)


async def test_a_long_body_is_cut() -> None:
    error = await refused(b"x" * 10_000)
    assert error.body == "x" * 1997 + "..."
    assert len(error.message) < 700


async def test_a_text_in_another_charset_is_read() -> None:
    error = await refused(
        "Größe".encode("latin-1"), headers={"content-type": "text/plain; charset=latin1"}
    )
    assert error.body == "Größe"
    assert (
        await refused(b"x", headers={"content-type": "text/plain; charset=nonsense"})
    ).body == "x"


@pytest.mark.parametrize(
    "content",
    [
        *(b"\x00\x01\x02", b"", b"[" * 100_000, b"\xff\xfe{", b"<![x[", b"<!doctype html><![x[y"),
        *(b"<" * 100_000, b"<a " * 50_000, b'{"message": "\\ud800"}', b'"\\u001b[31m"'),
    ],
    ids=lambda content: repr(content[:16]),
)
async def test_what_says_nothing_does_no_harm(content: bytes) -> None:
    error = await refused(content)
    assert error.message.startswith(f"POST {BASE_URL}/clouds answered 400 Bad Request")
    assert error.message.isprintable()
    assert len(error.body.encode()) <= 8000


@given(
    content=st.binary(max_size=300)
    | st.text("<>!-[]&;/?={}:\"'\\ ua1", max_size=60).map(str.encode)
)
@example(content=b"<!doctype html><![")
def test_any_body_makes_an_error(content: bytes) -> None:
    for content_type in ("", "text/html", "application/json; charset=unicode_escape"):
        body = ErrorBody(content, content_type, Scrubber([Secret("the-account-key")]))
        assert body.said().isprintable()
        assert len(body.text.encode()) <= 8000
        body.error_type()


async def test_secrets_are_in_neither_body_nor_headers() -> None:
    secret = "the-account-key"
    error = await refused(
        {
            "message": f"{secret} is wrong",
            "access_token": "unknown-to-us",
            "a": {"password": "pw-1"},
        },
        headers={
            "authorization": "Basic abc",
            "x-echo": secret,
            "x-api-key": "k",
            "set-cookie": "s=1",
        },
    )
    shown = repr(vars(error)) + str(error)
    for hidden in (secret, "unknown-to-us", "pw-1", "Basic abc", "s=1"):
        assert hidden not in shown
    assert error.headers["x-echo"] == "***"


async def test_a_secret_that_was_sent_in_the_body_does_not_come_back_in_an_error() -> None:
    def echo(request: httpx.Request) -> httpx.Response:
        return httpx.Response(400, text=f"cannot read {request.content!r}")

    secret = "planted-password"
    update = TenantApplicationUpdate(auth_attributes_pending={"x": [{"y": secret}]})
    with pytest.raises(BadRequestError) as caught:
        await client_of(Scripted(echo), auth=KEY).application.update(update)
    assert secret not in repr(vars(caught.value)) + str(caught.value)


# For which tenant


TENANT = TenantInfo.from_dict(
    {
        "id": "11111111-1111-4111-8111-111111111111",
        "name": "Lincoln",
        "auth": {"client_id": "c", "client_secret": "s-e-c-r-e-t"},
    }
)
REFERENCE = TenantReference("11111111-1111-4111-8111-111111111111", "Lincoln")
SHOWN = "the tenant 'Lincoln' (11111111-1111-4111-8111-111111111111)"


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (409, ConflictError),
        (401, AuthenticationError),
        (httpx.ReadError("reset"), OutcomeUnknownError),
        (httpx.Response(200, content=b"no JSON"), ResponseDecodeError),
    ],
)
async def test_every_error_of_a_call_says_for_which_tenant_and_operation(
    answer: Any, kind: type[InteropError]
) -> None:
    service = Scripted(answer, answer)
    client = client_of(service, auth=KEY, retry=ONCE).for_tenant(TENANT)
    with pytest.raises(kind) as caught:
        await client.send(operation("POST"))
    error = caught.value
    assert SHOWN in error.message
    assert error.message.count("Lincoln") == 1
    assert (error.tenant, error.operation_id) == (REFERENCE, "postThings")
    again = pickle.loads(pickle.dumps(error))
    assert (again.tenant, again.operation_id) == (REFERENCE, "postThings")


async def test_a_refused_credential_says_for_which_tenant() -> None:
    service = Scripted()
    service.token_answers = [400]
    with pytest.raises(AuthenticationError) as caught:
        await client_of(service, auth=KEY).for_tenant(TENANT).send(operation("POST"))
    assert SHOWN in caught.value.message
    assert caught.value.tenant == REFERENCE


@pytest.mark.virtual_clock
async def test_a_call_that_ran_out_of_time_says_for_which_tenant() -> None:
    from support.scripted import never

    client = client_of(Scripted(never), auth=KEY, timeout=3).for_tenant(TENANT)
    with pytest.raises(RequestTimeoutError) as caught:
        await client.send(operation())
    assert SHOWN in caught.value.message
    assert (caught.value.tenant, caught.value.operation_id) == (REFERENCE, "getThings")


@pytest.mark.virtual_clock
async def test_what_was_waited_for_in_vain_says_for_which_tenant() -> None:
    pending = httpx.Response(200, json={"data": {"state": "executing"}})
    client = client_of(Scripted(*[pending] * 99), auth=KEY).for_tenant(TENANT)
    with pytest.raises(WaitTimeoutError) as caught:
        await client.ingestions.wait("11111111-1111-4111-8111-111111111112", timeout=9)
    assert SHOWN in caught.value.message
    assert caught.value.tenant == REFERENCE


async def test_what_a_helper_cannot_read_says_for_which_tenant() -> None:
    service = Scripted(httpx.Response(200, content=b"no JSON"))
    with pytest.raises(ResponseDecodeError) as caught:
        await client_of(service, auth=KEY).for_tenant(TENANT).schedules.ensure(3)
    assert SHOWN in caught.value.message
    assert (caught.value.tenant, caught.value.operation_id) == (REFERENCE, "listSchedules")


async def test_credentials_that_are_given_instead_of_a_tenant_belong_to_none() -> None:
    client = client_of(Scripted(409), auth=KEY).for_tenant(TENANT)
    with pytest.raises(ConflictError) as caught:
        await client.for_tenant(ClientCredentials("a", "b")).send(operation("POST"))
    assert caught.value.tenant is None
    assert "Lincoln" in repr(client.with_options(timeout=3))


def test_a_tenant_is_shown_by_what_is_known_of_it() -> None:
    assert str(TenantReference("5", "Lincoln")) == "'Lincoln' (5)"
    assert str(TenantReference("5")) == "5"
    assert str(TenantReference(None, "Lincoln")) == "'Lincoln'"


async def test_a_better_understood_error_keeps_all_that_was_said() -> None:
    error = await refused({"message": "No"}, 409, {"x-request-id": "r-1"})
    error.tenant = REFERENCE
    precise = RolloverOverlapError.from_status(error, "it overlaps")
    assert {**vars(precise)} == {**vars(error), "conflicting": []}
    assert vars(pickle.loads(pickle.dumps(precise))) == vars(precise)


def test_credentials_of_a_tenant_are_not_in_its_reference() -> None:
    tenant = TenantInfo(name="x", auth=AuthType(client_id="i", client_secret="s-e-c-r-e-t"))
    client = client_of(Scripted(), auth=KEY).for_tenant(tenant)
    assert "s-e-c-r-e-t" not in repr(client)
    assert "'x'" in repr(client)
