"""Every operation of the document is there, and its answers are as the document says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from jsonschema_path import SchemaPath
from openapi_core import V31ResponseValidator
from openapi_core.testing import MockRequest, MockResponse
from support.places import at
from support.seeded import seeded

from interop_client.sandbox import Sandbox, Tenant
from interop_client.sandbox.contract.document import Operation, load_document
from interop_client.sandbox.contract.profile import ProfileName
from interop_client.sandbox.operations import OPERATIONS

from ..sandbox_caller import Caller

ALL = load_document().operations
NAMES = [operation.operation_id for operation in ALL]


@cache
def strict_document() -> V31ResponseValidator:
    """The document, allowing only the properties that it names."""
    content = {**load_document().content, "servers": [{"url": "http://sandbox"}]}
    return V31ResponseValidator(
        SchemaPath.from_dict(content), forbid_unspecified_additional_properties=True
    )


def mismatches(answer: httpx.Response) -> list[str]:
    """What does not fit the document about an answer."""
    url = urlsplit(str(answer.request.url))
    request = MockRequest(
        "http://sandbox",
        answer.request.method,
        url.path.removeprefix("/v2/interop"),
        args=dict(parse_qsl(url.query)),
    )
    response = MockResponse(
        answer.content,
        answer.status_code,
        headers=dict(answer.headers),
        content_type=answer.headers.get("content-type", ""),
    )
    return [
        f"{error}: {error.__cause__}" for error in strict_document().iter_errors(request, response)
    ]


def example_body(operation: Operation) -> dict[str, Any]:
    """The document's example of a body, as options for a request."""
    definition = load_document().content["paths"][operation.path][operation.method.lower()]
    for content_type, media in definition.get("requestBody", {}).get("content", {}).items():
        example = media["example"]
        content = example if isinstance(example, str) else json.dumps(example)
        return {"content": content.encode(), "headers": {"content-type": content_type}}
    return {}


def caller_for(operation: Operation, account: Caller, actor: Caller) -> Caller:
    return actor if operation.credential == "actor" else account


@pytest.fixture
def sandbox(profile: ProfileName) -> Iterator[Sandbox]:
    with Sandbox(profile=profile) as sandbox:
        yield sandbox


def test_every_operation_that_is_no_draft_has_code_of_its_own() -> None:
    raw = [item for path in load_document().content["paths"].values() for item in path.values()]
    drafts = {item["operationId"] for item in raw if item.get("x-draft")}
    assert sorted({*OPERATIONS, *drafts}) == sorted(NAMES)


@pytest.mark.anyio
@pytest.mark.parametrize("operation", ALL, ids=NAMES)
async def test_an_operation_succeeds_as_the_document_says(
    operation: Operation, sandbox: Sandbox, account: Caller, actor: Caller, tenant: Tenant
) -> None:
    caller = caller_for(operation, account, actor)
    path = at(operation.operation_id, *seeded(operation, sandbox, tenant))

    answer = await caller.send(operation.method, path, **example_body(operation))

    if operation.partial and sandbox.profile.updates == "no_content":
        assert answer.status_code == 204
    else:
        assert answer.status_code == operation.status, answer.text
        assert mismatches(answer) == []
    if answer.status_code == 204:
        assert answer.content == b""
    else:
        assert answer.json() is not None
    assert answer.headers["x-request-id"]
    assert sandbox.requests_to(operation.operation_id)[-1].effect


@pytest.mark.anyio
@pytest.mark.parametrize("operation", ALL, ids=NAMES)
async def test_an_operation_refuses_strangers_and_the_wrong_credentials(
    operation: Operation, sandbox: Sandbox, account: Caller, actor: Caller, tenant: Tenant
) -> None:
    path = at(operation.operation_id, *seeded(operation, sandbox, tenant))
    stranger = Caller(sandbox, account.http, ("", ""))
    stranger.authorization = "Bearer made-up"

    refused = await stranger.send(operation.method, path, **example_body(operation))
    assert refused.status_code == 401
    assert mismatches(refused) == []

    wrong = account if operation.credential == "actor" else actor
    forbidden = await wrong.send(operation.method, path, **example_body(operation))
    assert forbidden.status_code == 403
    assert mismatches(forbidden) == []


WITH_ID = [operation for operation in ALL if "{id}" in operation.path]


@pytest.mark.anyio
@pytest.mark.parametrize("operation", WITH_ID, ids=[each.operation_id for each in WITH_ID])
async def test_an_operation_on_something_unknown_is_a_404_and_on_no_uuid_a_400(
    operation: Operation, sandbox: Sandbox, account: Caller, actor: Caller
) -> None:
    caller = caller_for(operation, account, actor)
    path = operation.path.replace("{version}", "9.9.9")
    body = example_body(operation)

    unknown = path.replace("{id}", "00000000-0000-4000-8000-000000000000")
    answer = await caller.send(operation.method, unknown, **body)
    assert answer.status_code == 404
    if sandbox.profile.not_found == "empty":
        assert answer.content == b""
    else:
        assert answer.json()["error"]["status"] == 404
        assert mismatches(answer) == []

    answer = await caller.send(operation.method, path.replace("{id}", "not-a-uuid"), **body)
    assert answer.status_code == 400
    assert "path parameter id" in answer.text
    assert mismatches(answer) == []


@pytest.mark.anyio
async def test_a_path_that_is_not_there_is_a_404_and_a_wrong_method_a_405(account: Caller) -> None:
    assert (await account.send("GET", "/nowhere")).status_code == 404
    tenants = at("listInteropTenants")
    known = {each.method for each in ALL if each.path == tenants}
    answer = await account.send("TRACE", tenants)
    assert answer.status_code == 405
    assert answer.headers["allow"] == ", ".join(sorted(known))
    assert answer.json()["error"]["status"] == 405
