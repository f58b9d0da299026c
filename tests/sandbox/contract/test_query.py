"""Query parameters: no more and no less than the document allows, and all of them acted on."""

from __future__ import annotations

from typing import Any

import attrs
import httpx
import pytest
from support.seeded import seeded

from interop_client.sandbox import Sandbox, Tenant
from interop_client.sandbox.contract.document import Operation, load_document
from interop_client.sandbox.contract.query import read_query

from ..sandbox_caller import Caller

ALL = load_document().operations
WITH_QUERY = [operation for operation in ALL if operation.query]


def problems(operation_id: str, *query: tuple[str, str]) -> list[str]:
    _, found = read_query(load_document().operation(operation_id), query)
    return [str(problem) for problem in found]


@pytest.mark.parametrize("text", ["1_0", "+1", " 1", "01", "1.0", "1e1", "0x1", "\u0663", ""])
def test_a_number_is_written_as_one(text: str) -> None:
    assert problems("listClouds", ("page", text)) == [
        f"query parameter page: {text!r} is not a whole number"
    ]


@pytest.mark.parametrize("text", ["1", "0", "yes", "on", "True", "FALSE", ""])
def test_a_boolean_is_true_or_false(text: str) -> None:
    assert problems("createScopingSchools", ("replace", text)) == [
        f"query parameter replace: {text!r} is neither true nor false"
    ]


def test_an_empty_text_is_a_text() -> None:
    assert read_query(load_document().operation("searchClouds"), [("name", "")]) == (
        {"name": ""},
        [],
    )


def test_a_parameter_is_given_once() -> None:
    assert problems("listClouds", ("page", "1"), ("page", "1")) == [
        "query parameter page: it is given more than once"
    ]
    (said,) = problems("listInteropTenants", ("integration", "a"), ("integration", "b"))
    assert "it is given more than once; its items are separated by commas" in said


def test_the_items_of_a_list_are_all_read() -> None:
    values, found = read_query(
        load_document().operation("listInteropTenants"), [("integration", "a,b"), ("other", "x")]
    )
    assert (values, found) == ({"integration": ["a", "b"]}, [])


def example(operation: Operation, name: str) -> str:
    """The document's example of a parameter, as it is sent."""
    raw = load_document().content["paths"][operation.path]
    resolve = load_document().resolve
    parameters = [*raw.get("parameters", []), *raw[operation.method.lower()]["parameters"]]
    (value,) = [found["example"] for found in map(resolve, parameters) if found["name"] == name]
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.anyio
@pytest.mark.parametrize("operation", WITH_QUERY, ids=lambda operation: operation.operation_id)
async def test_the_sandbox_acts_on_every_parameter_of_the_document(
    operation: Operation, sandbox: Sandbox, account: Caller, actor: Caller, tenant: Tenant
) -> None:
    caller = actor if operation.credential == "actor" else account
    for parameter in operation.query:
        body: dict[str, Any] = {"json": {"data": []}} if operation.method == "POST" else {}
        answer = await caller.call(
            operation.operation_id,
            *seeded(operation, sandbox, tenant),
            params={parameter.name: example(operation, parameter.name)},
            **body,
        )
        assert answer.status_code == 200, answer.text


def renamed(operation: Operation) -> Operation:
    """An operation whose parameter `sort` has another name."""
    return attrs.evolve(
        operation,
        query=tuple(
            attrs.evolve(item, name="sorted_by") if item.name == "sort" else item
            for item in operation.query
        ),
    )


@pytest.mark.anyio
async def test_a_parameter_that_the_sandbox_does_not_act_on_is_told(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = attrs.evolve(load_document(), operations=tuple(map(renamed, ALL)))
    monkeypatch.setattr("interop_client.sandbox.http.application.load_document", lambda: changed)
    with Sandbox() as sandbox:
        actor = Caller(sandbox, http, sandbox.tenants[0].credentials)
        answer = await actor.call("listRollovers", query="sorted_by=-name")
    assert answer.status_code == 501
    assert "sorted_by of listRollovers" in answer.json()["error"]["message"]
