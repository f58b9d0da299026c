"""Profiles: what each says differently from the others, and every switch by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from support.places import at

from interop_client.sandbox import IngestionPlan, Profile, Sandbox, Tenant
from interop_client.sandbox.contract.document import load_document

from ..sandbox_caller import Caller, rollover

pytestmark = pytest.mark.anyio


@pytest.fixture
def older(sandbox: Sandbox) -> Profile:
    """Has the sandbox answer as the vendor's document of 2020 says."""
    older = Profile.named("vendor-2020")
    for name in set(vars(older)) - {"name"}:
        setattr(sandbox.profile, name, getattr(older, name))
    return older


PARTIAL = [each for each in load_document().operations if each.partial]


@pytest.mark.usefixtures("older")
async def test_every_partial_update_of_2020_is_answered_without_a_body(
    account: Caller, actor: Caller, sandbox: Sandbox, tenant: Tenant
) -> None:
    integration = next(iter(sandbox.state.integrations))["id"]
    version = next(iter(sandbox.state.versions[integration]))
    schedule = next(iter(tenant.schedules))["id"]
    sent: list[tuple[Caller, list[str], dict[str, Any]]] = [
        (account, ["updateIntegration", integration], {"title": "B"}),
        (account, ["updateIntegrationVersion", integration, version], {"title": "B"}),
        (actor, ["updateSchedule", schedule], {"enabled": False}),
        (actor, ["updateTenantApplication"], {"auth_state_pending": "confirmed"}),
    ]
    assert len(sent) == len(PARTIAL)
    for caller, call, body in sent:
        answer = await caller.call(*call, json=body)
        assert (answer.status_code, answer.content) == (204, b""), call


@pytest.mark.parametrize(("form", "wrapped"), [("bare", False), ("wrapped", True)])
async def test_the_400_of_a_create_is_bare_or_wrapped(
    actor: Caller, account: Caller, sandbox: Sandbox, form: Any, wrapped: bool
) -> None:
    sandbox.profile.bad_creates = form
    for caller, create in ((account, "createCloud"), (actor, "createSchedule")):
        answer = await caller.call(create, json=[])
        assert answer.status_code == 400
        assert ("error" in answer.json()) is wrapped


async def test_the_400_of_a_create_is_as_the_document_says_by_default(
    account: Caller, actor: Caller
) -> None:
    cloud = await account.call("createCloud", json=[])
    schedule = await actor.call("createSchedule", json=[])
    assert cloud.json()["code"] == schedule.json()["error"]["code"] == "bad_request"


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("bare", lambda body: body),
        ("count", lambda body: body["count"]),
        ("data", lambda body: body["data"]),
        ("data_count", lambda body: body["data"]["count"]),
    ],
)
async def test_a_count_takes_each_form(
    actor: Caller, sandbox: Sandbox, tenant: Tenant, form: Any, read: Callable[[Any], int]
) -> None:
    sandbox.profile.counts = form
    assert read(await actor.get(at("countRollovers"))) == len(tenant.rollovers)


async def test_the_list_and_the_count_of_ingestions_may_hold_incomplete_ones_only(
    actor: Caller, sandbox: Sandbox, tenant: Tenant
) -> None:
    sandbox.profile.ingestions = "incomplete"
    plan = IngestionPlan(preparing=float("inf"))
    run = sandbox.state.start_ingestion(tenant, sandbox.clock.now(), plan=plan)
    assert [each["id"] for each in await actor.data(at("listIngestions"))] == [run.id]
    assert await actor.get(at("countIngestions")) == {"count": 1}
    run.end("success", sandbox.clock.now())
    assert await actor.data(at("listIngestions")) == []
    assert (await actor.data(at("findIngestion", run.id)))["state"] == "success"


async def test_scoping_objects_have_an_id_of_their_own_only_by_a_switch(
    actor: Caller, sandbox: Sandbox
) -> None:
    (school, *_) = await actor.data(at("listScopingSchools"))
    assert not {"id", "created_at", "updated_at"} & set(school)
    assert (await actor.data(at("findScopingSchool", school["school_id"]))) == school
    sandbox.profile.scoping_ids = True
    (school, *_) = await actor.data(at("listScopingSchools"))
    assert school["id"] == school["school_id"]


async def test_a_bulk_create_may_answer_with_one_object(actor: Caller, sandbox: Sandbox) -> None:
    sandbox.profile.bulk_answer = "single"
    body = {"data": [{"name": "A"}, {"name": "B"}]}
    answer = await actor.call("createScopingSchools", json=body)
    assert answer.json()["data"]["name"] == "A"


@pytest.mark.parametrize(
    ("by", "query", "count"),
    [
        ("integration", "integration=grade-lens", 1),
        ("integration", "integrations=grade-lens", 2),
        ("integrations", "integration=grade-lens", 2),
        ("integrations", "integrations=grade-lens", 1),
        ("ignored", "integration=grade-lens&integrations=grade-lens", 2),
    ],
)
async def test_the_filter_of_tenants_has_one_name_or_the_other_or_none(
    account: Caller, sandbox: Sandbox, by: Any, query: str, count: int
) -> None:
    sandbox.profile.tenant_filter = by
    found = await account.data(at("listInteropTenants") + f"?{query}")
    assert len({each["integration"]["name"] for each in found}) == count


async def test_a_404_may_be_empty(account: Caller, sandbox: Sandbox) -> None:
    sandbox.profile.not_found = "empty"
    answer = await account.call("findCloud", "00000000-0000-4000-8000-000000000000")
    assert (answer.status_code, answer.content) == (404, b"")
    assert "content-type" not in answer.headers


async def test_overlap_may_be_judged_across_clouds_and_at_the_edge(
    actor: Caller, sandbox: Sandbox, tenant: Tenant
) -> None:
    other = next(each["id"] for each in sandbox.state.clouds if each["id"] != tenant.cloud_id)
    bodies = [
        rollover(tenant, "2031-06-01", "2031-07-01"),
        rollover(tenant, "2031-06-01", "2031-07-01", cloud_id=other),
        rollover(tenant, "2031-07-01", "2031-08-01"),
    ]
    sandbox.profile.overlap_within = "tenant"
    sandbox.profile.touching_overlaps = True
    statuses = [(await actor.call("createRollover", json=b)).status_code for b in bodies]
    assert statuses == [200, 409, 409]


async def test_strict_refuses_what_only_the_service_sets_but_nothing_that_is_required(
    http: httpx.AsyncClient,
) -> None:
    with Sandbox(profile="strict") as sandbox:
        account = Caller(sandbox, http, sandbox.account)
        tenant = sandbox.tenants[0]
        actor = Caller(sandbox, http, tenant.credentials)
        body = {"name": "A", "created_at": "2031-06-01T00:00:00Z"}
        answer = await account.call("createCloud", json=body)
        assert answer.status_code == 400
        assert "body property created_at: it is read-only" in answer.text
        made = await actor.call("createRollover", json=rollover(tenant, "2031-06-01", "2031-07-01"))
        assert made.status_code == 200
    with Sandbox() as lenient:
        account = Caller(lenient, http, lenient.account)
        assert (await account.call("createCloud", json=body)).status_code == 200


async def test_rollovers_show_whose_they_are_only_by_a_switch(
    actor: Caller, sandbox: Sandbox, tenant: Tenant
) -> None:
    assert "tenant_id" not in (await actor.data(at("listRollovers")))[0]
    sandbox.profile.rollover_owner = True
    body = rollover(tenant, "2031-06-01", "2031-07-01")
    made = (await actor.call("createRollover", json=body)).json()["data"]
    assert made["tenant_id"] == tenant.id
    assert made["created_at"]


async def test_the_account_of_what_is_created_is_the_service_s(
    account: Caller, sandbox: Sandbox
) -> None:
    stranger = "00000000-0000-4000-8000-000000000000"
    for create in ("createCloud", "createIntegration"):
        made = await account.call(create, json={"name": "A", "account_id": stranger})
        assert made.json()["data"]["account_id"] == sandbox.state.account_id


async def test_what_is_made_of_nothing_breaks_nothing_later(account: Caller) -> None:
    integration = (await account.call("createIntegration", json={})).json()["data"]["id"]
    assert (await account.call("createCloud", json={})).status_code == 200
    assert await account.data(at("listIntegrations") + "?name=anything") == []
    assert (await account.call("searchClouds", query="name=None")).json()["data"] == []
    xml: dict[str, Any] = {
        "content": b"<B/>",
        "headers": {"content-type": "application/xml"},
    }
    made = await account.call("createIntegrationVersion", integration, **xml)
    assert made.json()["data"]["title"] == made.json()["data"]["version"]
