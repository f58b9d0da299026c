"""Requests are checked against the document, lists are paged and filtered, answers can be odd."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from support.places import at

from interop_client.sandbox import Sandbox, Tenant
from interop_client.sandbox.contract.document import load_document
from interop_client.sandbox.operations import OPERATIONS

from ..sandbox_caller import Caller, rollover

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("operation", "query", "options", "named"),
    [
        ("listInteropTenants", "page=-1", {}, "query parameter page: -1 is less"),
        ("listInteropTenants", "page=two", {}, "query parameter page"),
        ("listInteropTenants", "page_size=0", {}, "query parameter page_size"),
        ("listInteropTenants", "accounts=a,b", {}, "query parameter accounts property 1: 'b'"),
        ("createSchedule", "", {"json": {"hour": 24}}, "body property hour: 24"),
        ("createSchedule", "", {"json": {"hour": True}}, "body property hour: True"),
        ("createSchedule", "", {"json": {}}, "body: 'hour' is a required property"),
        ("createSchedule", "", {}, "body: Missing required request body"),
        (
            "createSchedule",
            "",
            {"content": b"{", "headers": {"content-type": "application/json"}},
            "body: it is not well-formed application/json",
        ),
        (
            "createSchedule",
            "",
            {"content": b"hour: 3", "headers": {"content-type": "application/yaml"}},
            "application/yaml",
        ),
        (
            "createSchedule",
            "",
            {"content": b"[" * 100_000, "headers": {"content-type": "application/json"}},
            "body: it is not well-formed application/json",
        ),
        (
            "createCloud",
            "",
            {"content": b'{"size": NaN}', "headers": {"content-type": "application/json"}},
            "body: it is not well-formed application/json",
        ),
        (
            "createRollover",
            "",
            {"json": {"name": "x", "start_date": "2031-06-01"}},
            "body property start_date: '2031-06-01' is not a 'date-time'",
        ),
    ],
)
async def test_a_request_that_does_not_fit_the_document_is_told_why(
    account: Caller, actor: Caller, operation: str, query: str, options: dict[str, Any], named: str
) -> None:
    of_actor = load_document().operation(operation).credential == "actor"
    answer = await (actor if of_actor else account).call(operation, query=query, **options)
    assert answer.status_code == 400
    error = answer.json().get("error", answer.json())
    assert named in error["message"]
    assert named in error["details"]


@pytest.mark.parametrize("content", [b"<a>", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'])
async def test_a_blueprint_that_is_not_well_formed_is_refused(
    account: Caller, sandbox: Sandbox, content: bytes
) -> None:
    integration = next(iter(sandbox.state.integrations))["id"]
    headers = {"content-type": "application/xml"}
    answer = await account.call(
        "createIntegrationVersion", integration, content=content, headers=headers
    )
    assert answer.status_code == 400
    assert "not well-formed application/xml" in answer.text


async def test_a_blueprint_in_a_charset_that_nobody_knows_is_refused(
    account: Caller, sandbox: Sandbox
) -> None:
    integration = next(iter(sandbox.state.integrations))["id"]
    headers = {"content-type": "application/xml; charset=martian"}
    answer = await account.call(
        "createIntegrationVersion", integration, content=b"<a/>", headers=headers
    )
    assert answer.status_code == 400


async def everything(caller: Caller, path: str) -> list[list[Any]]:
    """All pages of a list, following ``next``."""
    found, url = [], caller.sandbox.base_url + path
    while url:
        headers = {"authorization": str(caller.authorization)}
        body = (await caller.http.get(url, headers=headers)).json()
        found.append(body["data"])
        url = body.get("paging", {}).get("next")
    return found


async def test_tenants_come_page_by_page_each_once(account: Caller, sandbox: Sandbox) -> None:
    await account.sign_in()
    tenants = at("listInteropTenants")
    pages = await everything(account, tenants)
    assert [len(page) for page in pages] == [10, 10, 10, 6]
    assert [item["id"] for page in pages for item in page] == [each.id for each in sandbox.tenants]
    smaller = await everything(account, tenants + "?page_size=7&integration=roster-sync")
    assert [len(page) for page in smaller] == [7, 7, 7, 3]
    assert [len(page) for page in await everything(account, tenants + "?page_size=99")] == [
        10,
        10,
        10,
        6,
    ]


async def test_tenants_are_filtered_by_integration_and_account(
    account: Caller, sandbox: Sandbox, tenant: Tenant
) -> None:
    async def names(query: str) -> set[str]:
        await account.sign_in()
        pages = await everything(account, at("listInteropTenants") + f"?{query}")
        return {item["integration"]["name"] for page in pages for item in page}

    assert await names("integration=roster-sync") == {"roster-sync"}
    assert await names("integration=roster-sync,grade-lens") == {"roster-sync", "grade-lens"}
    assert await names(f"integration={tenant.info['integration']['id']}") == {"roster-sync"}
    assert await names("integration=bus-finder") == set()
    assert await names("integrations=roster-sync") == {"roster-sync", "grade-lens"}
    own = await account.data(at("listInteropTenants") + f"?accounts={tenant.account_id.upper()}")
    assert {item["account"]["id"] for item in own} == {tenant.account_id}
    assert len(own) == 3


async def test_actors_show_credentials_only_where_they_are_asked_for(
    account: Caller, tenant: Tenant
) -> None:
    path = at("listActorsByCloud", tenant.cloud_id)
    assert all("auth" not in actor for actor in await account.data(path))
    shown = await account.data(f"{path}?include_credentials=true")
    assert tenant.auth() in [actor.get("auth") for actor in shown]


async def test_clouds_are_searched_by_all_criteria(account: Caller, sandbox: Sandbox) -> None:
    cloud = next(iter(sandbox.state.clouds))
    query = {"name": cloud["name"], "generation": cloud["generation"]}
    assert (await account.call("searchClouds", params=query)).json()["data"] == [cloud]
    query["generation"] += 1
    assert (await account.call("searchClouds", params=query)).json()["data"] == []


async def test_scoping_replaces_or_appends(actor: Caller) -> None:
    path = at("listScopingSchools")
    body = {"data": [{"school_ref_id": "A", "shape": "round"}, {"school_ref_id": "B"}]}
    made = (await actor.call("createScopingSchools", query="replace=false", json=body)).json()[
        "data"
    ]
    assert [school["school_ref_id"] for school in made] == ["A", "B"]
    assert len(await actor.data(path)) == 5
    await actor.call("createScopingSchools", json=body)
    assert [school.get("shape") for school in await actor.data(path)] == ["round", None]
    assert (await actor.call("deleteScopingSchools")).status_code == 204
    assert await actor.data(path) == []


async def test_the_application_is_set_up_only_while_it_is_updating(
    actor: Caller, tenant: Tenant
) -> None:
    path = at("findTenantApplication")
    assert (await actor.data(path))["auth_state_pending"] == "updating"
    back = await actor.call("updateTenantApplication", json={"auth_state_pending": "updating"})
    fixed = await actor.call("updateTenantApplication", json={"auth_type": "other"})
    assert (back.status_code, fixed.status_code) == (400, 400)
    change = {
        "auth_message": None,
        "auth_state_pending": "confirmed",
        "auth_attributes_pending": {"password": "next"},
    }
    assert (await actor.call("updateTenantApplication", json=change)).status_code == 200
    after = await actor.data(path)
    assert after["auth_attributes"]["password"] == "next"
    assert after["auth_message"] is None
    assert (await actor.call("updateTenantApplication", json=change)).status_code == 400
    tenant.application = None
    assert (await actor.call("findTenantApplication")).status_code == 404


async def test_a_version_has_a_blueprint_that_can_be_replaced(
    account: Caller, sandbox: Sandbox
) -> None:
    integration = next(iter(sandbox.state.integrations))
    known = integration["id"]
    versions = at("listIntegrationVersions", known)
    xml: dict[str, Any] = {"headers": {"content-type": "application/xml; charset=utf-8"}}
    seven = b'<B Version="7.0"><Integration><Title>Seven</Title></Integration></B>'
    new = b"<B><Integration><Title>New</Title></Integration></B>"
    made = await account.call("createIntegrationVersion", known, content=seven, **xml)
    assert made.json()["data"]["title"] == "Seven"
    again = await account.call("createIntegrationVersion", known, content=seven, **xml)
    assert again.status_code == 400
    await account.call("updateIntegrationBlueprint", known, "7.0", content=new, **xml)
    change = {"release_state": "beta", "version": "8.0"}
    changed = await account.call("updateIntegrationVersion", known, "7.0", json=change)
    assert (changed.status_code, changed.content) == (204, b"")
    (found,) = [each for each in await account.data(versions) if each["version"] == "7.0"]
    assert found | {"id": "", "created_at": "", "updated_at": ""} == {
        "id": "",
        "created_at": "",
        "updated_at": "",
        "account_id": sandbox.state.account_id,
        "version": "7.0",
        "title": "New",
        "release_state": "beta",
    }
    assert sandbox.state.blueprints[integration["id"], "7.0"] == new
    assert (await account.call("deleteIntegrationVersion", known, "7.0")).status_code == 204
    assert len(await account.data(versions)) == 2


async def test_every_answer_carries_the_sandbox_s_date_and_an_id(
    account: Caller, sandbox: Sandbox
) -> None:
    sandbox.clock.freeze()
    paths = (at("listClouds"), "/nowhere", at("findInteropTenant", "x"))
    answers = [await account.send("GET", path) for path in paths]
    answers.append(await account.ask_for_token())
    for answer in answers:
        date = parsedate_to_datetime(answer.headers["date"])
        assert date == sandbox.clock.now().replace(microsecond=0)
    assert len({answer.headers["x-request-id"] for answer in answers}) == 4
    assert answers[0].headers["x-request-id"] == sandbox.requests_to("listClouds")[0].request_id


async def test_answers_can_carry_what_the_document_does_not_know(
    account: Caller, actor: Caller, tenant: Tenant, sandbox: Sandbox
) -> None:
    sandbox.quirks.plant("findRollover", status="snowed_in", name=None, mood="odd")
    sandbox.quirks.change("countRollovers", lambda body: body["count"])
    record = next(iter(tenant.rollovers))
    path = at("findRollover", record["id"])
    found = await actor.data(path)
    assert (found["status"], found["name"], found["mood"]) == ("snowed_in", None, "odd")
    assert await actor.get(at("countRollovers")) == 1
    assert "mood" not in record
    body = rollover(tenant, "2031-06-01", "2031-08-01", status="snowed_in")
    assert (await actor.call("updateRollover", record["id"], json=body)).status_code == 400
    sandbox.quirks.open_enums = True
    assert (await actor.call("updateRollover", record["id"], json=body)).status_code == 200
    sandbox.quirks.reset()
    assert (await actor.data(path))["status"] == "upcoming"


async def test_lists_can_come_without_paging_or_with_a_null_next(
    account: Caller, sandbox: Sandbox
) -> None:
    sandbox.quirks.null_next = True
    assert (await account.get(at("listInteropTenants") + "?page=3"))["paging"] == {"next": None}
    sandbox.quirks.without_paging = True
    assert sorted(await account.get(at("listInteropTenants"))) == ["data"]


async def test_the_journal_is_bounded_and_can_be_cleared(account: Caller, sandbox: Sandbox) -> None:
    await account.get(at("listClouds"))
    assert [request.operation for request in sandbox.requests] == ["token", "listClouds"]
    sandbox.clear_requests()
    assert sandbox.requests == []
    assert sandbox.requests_in_progress == 0


@pytest.mark.parametrize(
    "operation",
    ["listClouds", "findCloud", "createCloud", "deleteCloud", "createScopingSchools"],
)
async def test_an_operation_that_the_sandbox_does_not_know_yet_is_answered_by_the_example(
    account: Caller, actor: Caller, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(OPERATIONS, operation)
    documented = load_document().operation(operation)
    caller = actor if documented.credential == "actor" else account
    body = {"createCloud": {"name": "A"}, "createScopingSchools": {"data": []}}
    options: dict[str, Any] = {"json": body[operation]} if operation in body else {}
    answer = await caller.call(operation, *documented.path_examples.values(), **options)
    assert answer.status_code == documented.status
    example = documented.example
    if operation.startswith("list"):
        example = {**example, "paging": {}} if "paging" in answer.json() else example
    assert (answer.json() if answer.content else None) == example


async def test_a_list_and_a_count_that_the_sandbox_does_not_know_yet_take_their_forms(
    account: Caller, actor: Caller, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for operation in ("listClouds", "countRollovers", "findCloud"):
        monkeypatch.delitem(OPERATIONS, operation)
    assert await account.data(at("listClouds") + "?page=9") == []
    sandbox.profile.counts = "data"
    number = load_document().operation("countRollovers").example
    assert await actor.get(at("countRollovers")) == {"data": number}
    strange = "00000000-0000-4000-8000-000000000000"
    assert (await account.call("findCloud", strange)).status_code == 404
    assert (await account.call("listClouds", query="page=-1")).status_code == 400


@pytest.mark.parametrize("broken", ["body_and_path_problems", "copy.deepcopy"])
async def test_a_mistake_in_the_sandbox_is_a_500_that_its_log_explains(
    account: Caller,
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken: str,
) -> None:
    def fail(*arguments: object) -> object:
        raise LookupError("a mistake")

    await account.sign_in()
    sandbox.quirks.plant("listClouds", name="odd")
    monkeypatch.setattr(f"interop_client.sandbox.service.{broken}", fail)
    answer = await account.call("listClouds")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal_error"
    assert [record.message for record in caplog.records] == ["listClouds failed"]
