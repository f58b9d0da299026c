"""Every operation of the document, through the public client: on the wire, and back.

What is expected is read from `openapi/interop.yaml`: method, path, query, headers and body of
the request, the result made from the example answer, and the error made from each example error.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from support.documented import BASE_URL, OPERATIONS, Documented, argument, built, make, plain
from support.places import asked

from interop_client import (
    ApiKey,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ConflictPolicy,
    InteropClient,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    StatusError,
    models,
)

REPEATABLE = {"get", "put", "delete"}

ERRORS: dict[int, type[StatusError | AuthenticationError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
    503: ServerError,
}


FAILURES = [
    (operation, status, example)
    for operation in OPERATIONS
    for status, example in operation.failures
]

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


class Service(httpx.AsyncBaseTransport):
    """Answers one operation, and keeps its requests.

    A helper may look around before and after its call; that is answered and not kept.
    """

    def __init__(self, operation: Documented, status: int, body: Any) -> None:
        self.requests: list[httpx.Request] = []
        self._operation = operation
        self._status = status
        self._body = b"" if body is ... else json.dumps(body).encode()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        if request.method != self._operation.method.upper():
            is_count = str(asked(request.method, request.url.path)[0]).startswith("count")
            return httpx.Response(200, json=0) if is_count else httpx.Response(404)
        self.requests.append(request)
        return httpx.Response(
            self._status, content=self._body, headers={"x-request-id": "request-7"}
        )


def client_of(service: Service) -> InteropClient:
    return InteropClient(
        ApiKey("key"),
        base_url=BASE_URL,
        transport=service,
        retry=RetryPolicy(attempts=1),
        conflicts=ConflictPolicy.off(),
    )


def test_each_operation_has_a_method_of_its_own() -> None:
    assert len({operation.call for operation in OPERATIONS}) == len(OPERATIONS)
    assert len(FAILURES) > 200
    assert {status for _, status, _ in FAILURES} == set(ERRORS)


@each_operation
@pytest.mark.anyio
async def test_the_request_is_what_the_document_says(operation: Documented) -> None:
    service = Service(operation, *operation.answer)
    async with client_of(service) as client:
        await make(client, operation)
    (request,) = service.requests
    assert request.method == operation.method.upper()
    assert str(request.url).partition("?")[0] == operation.url
    expected = {
        name: ",".join(quote(str(item), safe="") for item in value)
        if isinstance(value, list)
        else quote(json.dumps(value).strip('"'), safe="")
        for name, value in operation.query.items()
    }
    pairs = request.url.query.decode().split("&") if request.url.query else []
    assert dict(pair.split("=") for pair in pairs) == expected
    assert len(pairs) == len(expected)
    assert request.headers["accept"] == "application/json"
    assert request.headers["authorization"].startswith("Basic ")


@each_operation
@pytest.mark.anyio
async def test_the_body_on_the_wire_is_the_example(operation: Documented) -> None:
    service = Service(operation, *operation.answer)
    async with client_of(service) as client:
        await make(client, operation)
    (request,) = service.requests
    if operation.body is None:
        assert request.content == b""
        assert "content-type" not in request.headers
        assert int(request.headers.get("content-length", "0")) == 0
        return
    media_type, _, example = operation.body
    assert request.headers.get_list("content-type") == [media_type]
    assert request.headers["content-length"] == str(len(request.content))
    if media_type == "application/xml":
        assert request.content == example.encode()
    else:
        assert json.loads(request.content) == example


@each_operation
@pytest.mark.anyio
async def test_only_what_is_required_has_to_be_given(operation: Documented) -> None:
    service = Service(operation, *operation.answer)
    async with client_of(service) as client:
        await make(client, operation, full=False)
    query = dict(httpx.QueryParams(service.requests[0].url.query))
    assert set(query) <= {"page", "replace"}
    assert query.get("page", "0") == "0"


@each_operation
@pytest.mark.anyio
async def test_the_example_answer_is_decoded(operation: Documented) -> None:
    status, example = operation.answer
    service = Service(operation, status, example)
    async with client_of(service) as client:
        result = await make(client, operation)
    if example is ...:
        assert (status, result) == (204, None)
    elif operation.call[1] == "count":
        assert type(result) is int
        assert json.dumps(example).count(str(result)) == 1
    elif hasattr(result, "items"):
        assert plain(result.items) == example["data"]
        assert result.next == example["paging"]["next"]
    elif isinstance(result, list):
        data = example["data"]
        assert plain(result) == (data if isinstance(data, list) else [data])
    else:
        assert plain(result) == example["data"]
        assert result.additional_properties == {} or type(result) is models.TenantState


@pytest.mark.parametrize(
    ("operation", "status", "example"),
    FAILURES,
    ids=[f"{operation}-{status}" for operation, status, _ in FAILURES],
)
@pytest.mark.anyio
async def test_a_documented_error_is_raised_as_its_class(
    operation: Documented, status: int, example: Any
) -> None:
    service = Service(operation, status, example)
    async with client_of(service) as client:
        with pytest.raises(ERRORS[status]) as caught:
            await make(client, operation)
    error: Any = caught.value
    assert error.status_code == status
    assert error.request_id == "request-7"
    said = example.get("error", example)
    assert said["message"] in str(error)
    assert "request-7" in str(error)
    if isinstance(error, StatusError):
        assert error.error == models.ErrorType.from_dict(said)
        assert error.error is not None
        assert error.error.to_dict() == said
        assert error.method == service.requests[0].method
        assert error.url == operation.url
    assert len(service.requests) == 1


@each_operation
def test_what_may_be_repeated_is_what_the_document_says(operation: Documented) -> None:
    call = built(operation)
    assert call.operation_id == operation.id
    assert call.repeatable is operation.raw.get("x-repeatable", operation.method in REPEATABLE)
    assert call.body == (argument(operation) or [None])[0]


@each_operation
def test_a_method_says_what_its_arguments_are_and_where_it_is_from(operation: Documented) -> None:
    from importlib import import_module

    tag = operation.raw["tags"][0].lower().replace(" ", "_")
    package = import_module(f"interop_client._generated.api.{tag}")
    (name,) = package.__all__
    text = " ".join(getattr(package, name).__dict__[operation.call[1]].__doc__.split())
    assert text.startswith(f"{operation.raw['summary']}.")
    for item in operation.parameters:
        if item["name"] not in {"page", "page_size"}:
            assert f"{item['name']}: {' '.join(item['description'].split())}" in text
    evidence = operation.raw["x-evidence"]
    assert text.endswith(f"Source: {evidence['level']}.")
    assert "Raises: " in text
