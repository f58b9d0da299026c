"""Requests are checked against the document, lists are paged and filtered, answers can be odd."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from interop_client.sandbox import Sandbox, Tenant
from interop_client.sandbox.operations import OPERATIONS

from ..sandbox_caller import Caller, rollover

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("method", "path", "options", "named"),
    [
        ("GET", "/tenants?page=-1", {}, "query parameter page: -1 is less"),
        ("GET", "/tenants?page=two", {}, "query parameter page"),
        ("GET", "/tenants?page_size=0", {}, "query parameter page_size"),
        ("GET", "/tenants?accounts=a,b", {}, "query parameter accounts property 1: 'b'"),
        ("POST", "/tenant/schedules", {"json": {"hour": 24}}, "body property hour: 24"),
        ("POST", "/tenant/schedules", {"json": {"hour": True}}, "body property hour: True"),
        ("POST", "/tenant/schedules", {"json": {}}, "body: 'hour' is a required property"),
        ("POST", "/tenant/schedules", {}, "body: Missing required request body"),
        (
            "POST",
            "/tenant/schedules",
            {"content": b"{", "headers": {"content-type": "application/json"}},
            "body: it is not well-formed application/json",
        ),
        (
            "POST",
            "/tenant/schedules",
            {"content": b"hour: 3", "headers": {"content-type": "application/yaml"}},
            "application/yaml",
        ),
        (
            "POST",
            "/tenant/schedules",
            {"content": b"[" * 100_000, "headers": {"content-type": "application/json"}},
            "body: it is not well-formed application/json",
        ),
        (
            "POST",
            "/clouds",
            {"content": b'{"size": NaN}', "headers": {"content-type": "application/json"}},
            "body: it is not well-formed application/json",
        ),
        (
            "POST",
            "/tenant/rollovers",
            {"json": {"name": "x", "start_date": "2031-06-01"}},
            "body property start_date: '2031-06-01' is not a 'date-time'",
        ),
    ],
)
async def test_a_request_that_does_not_fit_the_document_is_told_why(
    account: Caller, actor: Caller, method: str, path: str, options: dict[str, Any], named: str
) -> None:
    caller = actor if path.startswith("/tenant/") else account
    answer = await caller.send(method, path, **options)
    assert answer.status_code == 400
    error = answer.json().get("error", answer.json())
    assert named in error["message"]
    assert named in error["details"]


@pytest.mark.parametrize("content", [b"<a>", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'])
async def test_a_blueprint_that_is_not_well_formed_is_refused(
    account: Caller, sandbox: Sandbox, content: bytes
) -> None:
    path = f"/integrations/{next(iter(sandbox.state.integrations))['id']}/versions"
    headers = {"content-type": "application/xml"}
    answer = await account.send("POST", path, content=content, headers=headers)
    assert answer.status_code == 400
    assert "not well-formed application/xml" in answer.text


async def test_a_blueprint_in_a_charset_that_nobody_knows_is_refused(
    account: Caller, sandbox: Sandbox
) -> None:
    path = f"/integrations/{next(iter(sandbox.state.integrations))['id']}/versions"
    headers = {"content-type": "application/xml; charset=martian"}
    answer = await account.send("POST", path, content=b"<a/>", headers=headers)
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
    pages = await everything(account, "/tenants")
    assert [len(page) for page in pages] == [10, 10, 10, 6]
    assert [item["id"] for page in pages for item in page] == [each.id for each in sandbox.tenants]
    smaller = await everything(account, "/tenants?page_size=7&integration=roster-sync")
    assert [len(page) for page in smaller] == [7, 7, 7, 3]
    assert [len(page) for page in await everything(account, "/tenants?page_size=99")] == [
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
        pages = await everything(account, f"/tenants?{query}")
        return {item["integration"]["name"] for page in pages for item in page}

    assert await names("integration=roster-sync") == {"roster-sync"}
    assert await names("integration=roster-sync,grade-lens") == {"roster-sync", "grade-lens"}
    assert await names(f"integration={tenant.info['integration']['id']}") == {"roster-sync"}
    assert await names("integration=bus-finder") == set()
    assert await names("integrations=roster-sync") == {"roster-sync", "grade-lens"}
    own = await account.data(f"/tenants?accounts={tenant.account_id.upper()}")
    assert {item["account"]["id"] for item in own} == {tenant.account_id}
    assert len(own) == 3


async def test_actors_show_credentials_only_where_they_are_asked_for(
    account: Caller, tenant: Tenant
) -> None:
    path = f"/clouds/{tenant.cloud_id}/actors"
    assert all("auth" not in actor for actor in await account.data(path))
    shown = await account.data(f"{path}?include_credentials=true")
    assert tenant.auth() in [actor.get("auth") for actor in shown]


async def test_clouds_are_searched_by_all_criteria(account: Caller, sandbox: Sandbox) -> None:
    cloud = next(iter(sandbox.state.clouds))
    query = {"name": cloud["name"], "generation": cloud["generation"]}
    assert await account.data("/clouds/search", params=query) == [cloud]
    query["generation"] += 1
    assert await account.data("/clouds/search", params=query) == []


async def test_scoping_replaces_or_appends(actor: Caller) -> None:
    path = "/tenant/scoping/schools"
    body = {"data": [{"school_ref_id": "A", "shape": "round"}, {"school_ref_id": "B"}]}
    made = (await actor.send("POST", f"{path}?replace=false", json=body)).json()["data"]
    assert [school["school_ref_id"] for school in made] == ["A", "B"]
    assert len(await actor.data(path)) == 5
    await actor.send("POST", path, json=body)
    assert [school.get("shape") for school in await actor.data(path)] == ["round", None]
    assert (await actor.send("DELETE", path)).status_code == 204
    assert await actor.data(path) == []


async def test_the_application_is_set_up_only_while_it_is_updating(
    actor: Caller, tenant: Tenant
) -> None:
    path = "/tenant/application"
    assert (await actor.data(path))["auth_state_pending"] == "updating"
    back = await actor.send("PATCH", path, json={"auth_state_pending": "updating"})
    fixed = await actor.send("PATCH", path, json={"auth_type": "other"})
    assert (back.status_code, fixed.status_code) == (400, 400)
    change = {
        "auth_message": None,
        "auth_state_pending": "confirmed",
        "auth_attributes_pending": {"password": "next"},
    }
    assert (await actor.send("PATCH", path, json=change)).status_code == 200
    after = await actor.data(path)
    assert after["auth_attributes"]["password"] == "next"
    assert after["auth_message"] is None
    assert (await actor.send("PATCH", path, json=change)).status_code == 400
    tenant.application = None
    assert (await actor.send("GET", path)).status_code == 404


async def test_a_version_has_a_blueprint_that_can_be_replaced(
    account: Caller, sandbox: Sandbox
) -> None:
    integration = next(iter(sandbox.state.integrations))
    path = f"/integrations/{integration['id']}/versions"
    xml = {"headers": {"content-type": "application/xml; charset=utf-8"}}
    seven = b'<B Version="7.0"><Integration><Title>Seven</Title></Integration></B>'
    new = b"<B><Integration><Title>New</Title></Integration></B>"
    made = await account.send("POST", path, content=seven, **xml)
    assert made.json()["data"]["title"] == "Seven"
    again = await account.send("POST", path, content=seven, **xml)
    assert again.status_code == 400
    await account.send("PUT", f"{path}/7.0/blueprint", content=new, **xml)
    change = {"release_state": "beta", "version": "8.0"}
    changed = await account.send("PATCH", f"{path}/7.0", json=change)
    assert (changed.status_code, changed.content) == (204, b"")
    (found,) = [each for each in await account.data(path) if each["version"] == "7.0"]
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
    assert (await account.send("DELETE", f"{path}/7.0")).status_code == 204
    assert len(await account.data(path)) == 2


async def test_every_answer_carries_the_sandbox_s_date_and_an_id(
    account: Caller, sandbox: Sandbox
) -> None:
    sandbox.clock.freeze()
    answers = [await account.send("GET", path) for path in ("/clouds", "/nowhere", "/tenants/x")]
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
    path = f"/tenant/rollovers/{record['id']}"
    found = await actor.data(path)
    assert (found["status"], found["name"], found["mood"]) == ("snowed_in", None, "odd")
    assert await actor.get("/tenant/rollovers/count") == 1
    assert "mood" not in record
    body = rollover(tenant, "2031-06-01", "2031-08-01", status="snowed_in")
    assert (await actor.send("PUT", path, json=body)).status_code == 400
    sandbox.quirks.open_enums = True
    assert (await actor.send("PUT", path, json=body)).status_code == 200
    sandbox.quirks.reset()
    assert (await actor.data(path))["status"] == "upcoming"


async def test_lists_can_come_without_paging_or_with_a_null_next(
    account: Caller, sandbox: Sandbox
) -> None:
    sandbox.quirks.null_next = True
    assert (await account.get("/tenants?page=3"))["paging"] == {"next": None}
    sandbox.quirks.without_paging = True
    assert sorted(await account.get("/tenants")) == ["data"]


async def test_the_journal_is_bounded_and_can_be_cleared(account: Caller, sandbox: Sandbox) -> None:
    await account.get("/clouds")
    assert [request.operation for request in sandbox.requests] == ["token", "listClouds"]
    sandbox.clear_requests()
    assert sandbox.requests == []
    assert sandbox.requests_in_progress == 0


async def test_an_operation_that_the_sandbox_does_not_know_yet_is_answered_with_501(
    account: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(OPERATIONS, "listClouds")
    answer = await account.send("GET", "/clouds")
    assert answer.status_code == 501
    assert answer.json()["error"]["message"] == "The sandbox does not know this operation yet."


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
    answer = await account.send("GET", "/clouds")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal_error"
    assert [record.message for record in caplog.records] == ["listClouds failed"]
