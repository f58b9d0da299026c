"""Every operation of the document, through the public client: on the wire, and back.

What is expected is read from `openapi/interop.yaml`: method, path, query, headers and body of
the request, the result made from the example answer, and the error made from each example error.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import attrs
import httpx
import pytest
import yaml

from interop_client import (
    ApiKey,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ConflictPolicy,
    InteropClient,
    NotFoundError,
    Pager,
    PermissionDeniedError,
    RateLimitError,
    RetryPolicy,
    ServerError,
    StatusError,
    models,
)
from interop_client._codec.decode import Model

ROOT = Path(__file__).parent.parent
BASE_URL = "https://api.example.test/v2/interop"
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


@cache
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (ROOT / "openapi" / "interop.yaml").read_text(encoding="utf-8")
    )
    return loaded


@cache
def names() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (ROOT / "generator-templates" / "names.yaml").read_text(encoding="utf-8")
    )
    return loaded


def resolve(value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        found: Any = document()
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


@attrs.frozen(eq=False)
class Documented:
    """One operation, as the document has it."""

    method: str
    path: str
    raw: dict[str, Any]

    def __str__(self) -> str:
        return self.id

    @property
    def id(self) -> str:
        return str(self.raw["operationId"])

    @property
    def call(self) -> tuple[str, str]:
        """The names of the resource and of its method."""
        tag = self.raw["tags"][0]
        resource = names()["resources"].get(tag, tag.lower().replace(" ", "_"))
        return resource, names()["operations"][self.id]

    @property
    def parameters(self) -> list[dict[str, Any]]:
        shared = document()["paths"][self.path].get("parameters", [])
        return [resolve(item) for item in [*shared, *self.raw.get("parameters", [])]]

    @property
    def in_path(self) -> list[str]:
        found = {item["name"]: item["example"] for item in self.parameters if item["in"] == "path"}
        parts = [part[1:-1] for part in self.path.split("/") if part.startswith("{")]
        assert set(parts) == set(found)
        return [found[part] for part in parts]

    @property
    def url(self) -> str:
        path = self.path
        for item in self.parameters:
            if item["in"] == "path":
                path = path.replace(f"{{{item['name']}}}", item["example"])
        return BASE_URL + path

    @property
    def query(self) -> dict[str, Any]:
        return {item["name"]: item["example"] for item in self.parameters if item["in"] == "query"}

    @property
    def body(self) -> tuple[str, str, Any] | None:
        """Media type, name of the schema, and example."""
        if "requestBody" not in self.raw:
            return None
        ((media_type, media),) = resolve(self.raw["requestBody"])["content"].items()
        schema = media["schema"]
        schema = next(item for item in schema.get("oneOf", [schema]) if item.get("type") != "null")
        return media_type, schema.get("$ref", "").rpartition("/")[2], media["example"]

    @property
    def answer(self) -> tuple[int, Any]:
        """Status and example of success, that with a body where there are two; `...` for none."""
        status = min(int(status) for status in self.raw["responses"] if status.startswith("2"))
        answer = resolve(self.raw["responses"][str(status)])
        content = answer.get("content", {})
        return status, content["application/json"]["example"] if content else ...

    @property
    def failures(self) -> list[tuple[int, Any]]:
        """Status and example of each error."""
        return [
            (example.get("error", example)["status"], example)
            for status, answer in self.raw["responses"].items()
            if not status.startswith("2")
            for example in [resolve(answer)["content"]["application/json"]["example"]]
        ]


OPERATIONS = [
    Documented(method, path, raw)
    for path, item in document()["paths"].items()
    for method, raw in item.items()
    if method != "parameters"
]
FAILURES = [
    (operation, status, example)
    for operation in OPERATIONS
    for status, example in operation.failures
]

each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


def argument(operation: Documented) -> list[Any]:
    """The body as a caller would give it."""
    if operation.body is None:
        return []
    media_type, schema, example = operation.body
    if media_type == "application/xml":
        return [example]
    properties = document()["components"]["schemas"][schema].get("properties", {})
    if not properties:
        return [example]
    if set(properties) == {"data"}:
        kind = getattr(models, properties["data"]["items"]["$ref"].rpartition("/")[2])
        return [[kind.from_dict(item) for item in example["data"]]]
    return [getattr(models, schema).from_dict(example)]


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
            is_count = request.url.path.endswith("/count")
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


async def make(client: InteropClient, operation: Documented, *, full: bool = True) -> Any:
    """Make the call with everything set, or with what is required; of a list, the first page."""
    resource, method = operation.call
    call: Callable[..., Any] = getattr(getattr(client, resource), method)
    options = dict(operation.query)
    if not full:
        options = {name: value for name, value in options.items() if name == "replace"}
    if "page" in options:
        options["start_page"] = options.pop("page")
    result = call(*operation.in_path, *argument(operation), **options)
    if isinstance(result, Pager):
        return await anext(result.pages())
    return await result


def plain(result: Any) -> Any:
    """A result as JSON."""
    if isinstance(result, Model):
        return result.to_dict()
    if isinstance(result, list):
        return [item.to_dict() for item in result]
    return result


def test_there_are_51_operations_with_a_method_each() -> None:
    assert len(OPERATIONS) == 51
    assert len({operation.call for operation in OPERATIONS}) == 51
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
    from importlib import import_module

    tag = operation.raw["tags"][0].lower().replace(" ", "_")
    module = "".join(f"_{c.lower()}" if c.isupper() else c for c in operation.id)
    builder = import_module(f"interop_client._generated.api.{tag}.{module}").operation
    arguments = operation.query if "replace" in operation.query else {}
    built = builder(*operation.in_path, *argument(operation), **arguments)
    assert built.operation_id == operation.id
    assert built.repeatable is operation.raw.get("x-repeatable", operation.method in REPEATABLE)
    assert built.body == (argument(operation) or [None])[0]


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
    assert text.endswith(f"Source: {evidence['level']}. {' '.join(evidence['stated'].split())}")
    assert "Raises: " in text
