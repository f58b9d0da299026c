"""The contract watch: a service that keeps to the document, and one that deviates in many ways."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import attrs
import httpx
import pytest
from support.places import asked

from interop_client import ClientCredentials, ConfigurationError, InteropClient
from interop_client.sandbox import Sandbox
from interop_client.verify import Finding, Report, verify
from interop_client.verify.contract import Contract

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

PRIVATE = "Ada Lovelace"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(tenants=9, serve=False) as running:
        for tenant in running.state.tenants.values():
            tenant.info["name"] = f"{PRIVATE}, {tenant.name}"
        yield running


@attrs.define
class Answer:
    """An answer of the service, which a deviation may change."""

    operation: str | None
    query: dict[str, str]
    status: int
    headers: dict[str, str]
    body: Any


class Deviating(httpx.AsyncBaseTransport):
    """The sandbox, with each of its answers changed in some ways."""

    def __init__(self, sandbox: Sandbox, *changes: Callable[[Answer], None]) -> None:
        self._inner = sandbox.transport
        self._changes = changes
        self.methods: set[str] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v2/interop")
        query = dict(request.url.params)
        if not path.endswith("/oauth/token"):
            self.methods.add(request.method)
        response = await self._inner.handle_async_request(request)
        content = await response.aread()
        if path.endswith("/oauth/token"):
            return response
        body = json.loads(content) if content else None
        operation, _ = asked(request.method, path)
        answer = Answer(operation, query, response.status_code, dict(response.headers), body)
        for change in self._changes:
            change(answer)
        answer.headers.pop("content-length", None)
        text = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        return httpx.Response(answer.status, headers=answer.headers, content=text)


async def report_of(sandbox: Sandbox, *changes: Callable[[Answer], None]) -> Report:
    transport = Deviating(sandbox, *changes)
    async with InteropClient(
        ClientCredentials(*sandbox.account), base_url=sandbox.base_url, transport=transport
    ) as interop:
        tenant = await interop.tenants.list().first()
        assert tenant is not None
        report = await verify(interop, tenant=tenant, pause=0.0)
    assert transport.methods == {"GET"}
    return report


def items(answer: Answer) -> list[dict[str, Any]]:
    data = answer.body.get("data") if isinstance(answer.body, dict) else None
    found = data if isinstance(data, list) else [data]
    return [each for each in found if isinstance(each, dict)]


def on(operation: str, change: Callable[[Answer], None]) -> Callable[[Answer], None]:
    """A change to the answers of one operation."""

    def applied(answer: Answer) -> None:
        if answer.operation == operation and answer.status == 200:
            change(answer)

    return applied


def each(operation: str, **values: object) -> Callable[[Answer], None]:
    """Other values in all objects of one operation."""

    def change(answer: Answer) -> None:
        for item in items(answer):
            item.update(values)

    return on(operation, change)


def status(code: int) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        answer.status = code

    return change


def body(make: Callable[[Any], Any]) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        answer.body = make(answer.body)

    return change


def header(name: str, value: str | None) -> Callable[[Answer], None]:
    def change(answer: Answer) -> None:
        answer.headers.pop(name, None)
        if value is not None:
            answer.headers[name] = value

    return change


def elsewhere(answer: Answer) -> None:
    answer.body["paging"] = {"next": "https://other.example.test/actors?page=1"}


def longer_pages(answer: Answer) -> None:
    answer.body["data"] = answer.body["data"] * 3


def same_page(answer: Answer) -> None:
    answer.body = {"data": [{"hour": 3}], "paging": {"next": "more"}}


def others_too(answer: Answer) -> None:
    if "name" in answer.query:
        answer.body["data"].append({"name": "another"})


def found_anyway(answer: Answer) -> None:
    if answer.status == 404 and answer.operation == "findCloud":
        answer.status, answer.body = 200, {"data": {}}


def error_as_page(answer: Answer) -> None:
    if answer.status == 404 and answer.operation == "findIntegration":
        answer.body = "<html>not here</html>"


def bare_error(answer: Answer) -> None:
    if answer.status == 404 and answer.operation == "findInteropTenant":
        answer.body = answer.body["error"]


DEVIATIONS: dict[str, tuple[Callable[[Answer], None], str, str]] = {
    "an unknown property": (each("listClouds", colour="red"), "property-unknown", "Cloud.colour"),
    "a wrong type": (each("listClouds", generation="seven"), "type", "Cloud.generation"),
    "a null": (each("listActors", name=None), "null", "Actor.name"),
    "an unknown enum value": (each("listActors", type=PRIVATE), "enum-value-unknown", "ActorType"),
    "no date-time": (each("listClouds", created_at="yesterday"), "format", "Cloud.created_at"),
    "no uuid": (each("listClouds", account_id="acct-7"), "format", "Cloud.account_id"),
    "another success": (on("getTenantState", status(203)), "status", "getTenantState"),
    "another count": (
        on("countRollovers", body(lambda _: {"total": 3})),
        "shape",
        "CountResponse",
    ),
    "a bare list": (on("listActors", body(lambda old: old["data"])), "envelope", "listActors"),
    "a bare object": (
        on("findInteropTenantByActor", body(lambda old: old["data"])),
        "envelope",
        "findInterop",
    ),
    "plain text": (
        on("findTenantApplication", header("content-type", "text/plain")),
        "content-type",
        "findTenantApplication",
    ),
    "longer pages": (on("listClouds", longer_pages), "paging", "listClouds"),
    "the same page again": (on("listSchedules", same_page), "paging", "listSchedules"),
    "next elsewhere": (on("listActors", elsewhere), "paging", "listActors"),
    "a filter ignored": (on("listIntegrations", others_too), "filter", "listIntegrations"),
    "a search ignored": (on("searchClouds", others_too), "filter", "searchClouds"),
    "what is not there": (found_anyway, "status", "findCloud"),
    "a page for an error": (error_as_page, "error-body", "findIntegration.404"),
    "a bare error": (bare_error, "error-body", "findInteropTenant.404"),
    "no Date": (header("date", None), "header", "headers"),
}


async def test_a_service_that_keeps_to_the_document_has_no_deviation(sandbox: Sandbox) -> None:
    report = await report_of(sandbox)
    assert report.findings == []
    assert {*report.checked, *report.unchecked} == {
        each.id for each in Contract.packaged().operations
    }
    assert set(report.unchecked.values()) <= {"there is nothing to ask for"}
    assert report.requests < 6 * len(Contract.packaged().operations)


@pytest.mark.parametrize("name", DEVIATIONS)
async def test_each_deviation_is_found_and_nothing_else(sandbox: Sandbox, name: str) -> None:
    change, kind, where = DEVIATIONS[name]
    report = await report_of(sandbox, change)
    found = {(each.kind, each.where) for each in report.findings}
    assert {found_kind for found_kind, _ in found} == {kind}
    assert len(found) == 1
    assert where in next(iter(found))[1]


def account_of(sandbox: Sandbox) -> InteropClient:
    return InteropClient(
        ClientCredentials(*sandbox.account),
        base_url=sandbox.base_url,
        transport=Deviating(sandbox),
    )


async def test_without_a_tenant_its_operations_are_left_out(sandbox: Sandbox) -> None:
    async with account_of(sandbox) as interop:
        report = await verify(interop, pause=0.0)
    assert report.unchecked["countRollovers"] == "it needs a tenant"
    assert "listTenants" not in report.unchecked


async def test_two_calls_are_a_pause_apart(sandbox: Sandbox) -> None:
    async with account_of(sandbox) as interop:
        before = anyio.current_time()
        report = await verify(interop, pause=0.5)
        assert anyio.current_time() - before == 0.5 * (report.requests - 1)


@pytest.mark.parametrize("pause", [-0.1, math.inf, math.nan, "1", True, None])
async def test_a_pause_that_is_none_is_refused(sandbox: Sandbox, pause: Any) -> None:
    async with InteropClient(
        ClientCredentials(*sandbox.account), base_url=sandbox.base_url, transport=sandbox.transport
    ) as interop:
        with pytest.raises(ConfigurationError, match="pause must be 0 or more seconds"):
            await verify(interop, pause=pause)
    assert sandbox.requests == []


async def test_the_report_holds_no_personal_datum(sandbox: Sandbox) -> None:
    def leak(answer: Answer) -> None:
        for item in items(answer):
            item |= {PRIVATE: PRIVATE, "born": "1815-12-10", "type": PRIVATE}
            item |= {"pupils": {f"pupil {n} {PRIVATE}": n for n in range(40)}}

    report = await report_of(sandbox, leak)
    texts = [report.to_text(), report.to_overlay(), json.dumps(report.to_dict()), repr(report)]
    assert report.findings
    for text in texts:
        assert PRIVATE not in text
        assert "1815" not in text
        for tenant in sandbox.state.tenants.values():
            assert str(tenant.id) not in text
            assert tenant.name not in text
    assert f"<a name of {len(PRIVATE)} characters>" in texts[0]


async def test_an_overlay_adds_what_was_found_and_marks_what_a_person_decides(
    sandbox: Sandbox,
) -> None:
    report = await report_of(sandbox, each("listClouds", colour="red", generation="seven"))
    overlay = json.loads(report.to_overlay())
    assert overlay["overlay"] == "1.0.0"
    assert {
        "target": "$['components']['schemas']['Cloud']",
        "update": {"properties": {"colour": {"type": "string"}}},
    } in overlay["actions"]
    assert any("x-verify" in action["update"] for action in overlay["actions"])


async def test_a_service_that_refuses_is_told_as_unchecked(sandbox: Sandbox) -> None:
    report = await report_of(sandbox, on("getTenantState", status(418)))
    assert report.findings == [] or all(each.kind == "status" for each in report.findings)
    sandbox.faults.status("listActors", 403, times=9)
    report = await report_of(sandbox)
    assert report.findings == []


def test_findings_are_ordered_by_place() -> None:
    findings = [Finding("b", "k", "d", "f"), Finding("a", "k", "d", "f")]
    assert [each.where for each in sorted(findings)] == ["a", "b"]


@pytest.mark.parametrize("odd", [{"a": 1}, [], 0.5, True, "half a\ud800", "\n", 10**400])
async def test_values_that_no_query_can_hold_end_nothing(sandbox: Sandbox, odd: object) -> None:
    names = ("id", "name", "account", "integration", "userdata", "generation")

    def change(answer: Answer) -> None:
        if "page_size" in answer.query:
            for item in items(answer)[:1]:
                item.update({name: odd for name in names if name in item})

    report = await report_of(sandbox, change)
    assert any(finding.kind in ("type", "format") for finding in report.findings)
    json.dumps(report.to_dict())
