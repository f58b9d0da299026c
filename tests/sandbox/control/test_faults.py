"""Faults by request, on sockets and in process, on asyncio and on trio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import anyio
import httpx
import pytest
from support.places import at

from interop_client.sandbox import Sandbox, Tenant, until
from interop_client.sandbox.contract.document import load_document
from interop_client.sandbox.control.rule import Loss, Moment

from ..sandbox_caller import Caller, rollover

pytestmark = pytest.mark.anyio

LOST = (httpx.ReadError, httpx.RemoteProtocolError)


@pytest.fixture(params=["socket", "in process"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    sandbox = Sandbox()
    if request.param == "socket":
        sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
async def http(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = None if sandbox.is_served else sandbox.transport
    async with httpx.AsyncClient(timeout=60.0, verify=False, transport=transport) as client:
        yield client


@pytest.mark.parametrize("status", [400, 409, 429, 500, 502, 503, 504, 520])
async def test_a_status_is_answered_without_effect_as_often_as_asked(
    account: Caller, sandbox: Sandbox, status: int
) -> None:
    sandbox.faults.status("createCloud", status, retry_after=1.5, times=2)
    statuses = []
    for number in range(3):
        answer = await account.call("createCloud", json={"name": f"cloud {number}"})
        statuses.append(answer.status_code)
        if answer.status_code != 200:
            assert answer.headers["retry-after"] == "1.5"
            assert answer.json()["error"]["status"] == status
    assert statuses == [status, status, 200]
    assert [cloud["name"] for cloud in sandbox.state.clouds][-1] == "cloud 2"
    assert [each.effect for each in sandbox.requests_to("createCloud")] == [False, False, True]


async def test_a_status_can_come_with_any_body_and_a_date_to_retry_after(
    account: Caller, sandbox: Sandbox
) -> None:
    sandbox.faults.status(
        "listClouds",
        503,
        body="<html>",
        content_type="text/html",
        retry_after=datetime(2031, 6, 1, 12, tzinfo=UTC),
    )
    sandbox.faults.answer("listClouds", 200, b"")
    sandbox.faults.answer("listClouds", 200, '{"data": [')
    html, empty, broken = [await account.call("listClouds") for _ in range(3)]
    assert (html.text, html.headers["content-type"]) == ("<html>", "text/html")
    assert html.headers["retry-after"] == "Sun, 01 Jun 2031 12:00:00 GMT"
    assert (empty.content, "content-type" in empty.headers) == (b"", False)
    assert (broken.text, broken.headers["content-type"]) == ('{"data": [', "application/json")


@pytest.mark.parametrize("when", ["before", "after", "in_body"])
async def test_a_connection_is_lost_before_the_effect_or_after_it(
    account: Caller, sandbox: Sandbox, when: Loss
) -> None:
    sandbox.faults.lose_connection("createCloud", when)
    await account.sign_in()
    with pytest.raises(LOST):
        await account.call("createCloud", json={"name": "lost"})
    (request,) = sandbox.requests_to("createCloud")
    assert (request.lost, request.effect) == (True, when != "before")
    names = [cloud["name"] for cloud in sandbox.state.clouds]
    assert ("lost" in names) == (when != "before")
    assert (await account.call("createCloud", json={"name": "next"})).status_code == 200


async def test_a_delete_that_is_lost_after_its_effect_is_lost_in_its_body_too(
    account: Caller, sandbox: Sandbox
) -> None:
    await account.sign_in()
    cloud = next(iter(sandbox.state.clouds))
    sandbox.faults.lose_connection("deleteCloud", "in_body")
    with pytest.raises(LOST):
        await account.call("deleteCloud", cloud["id"])
    assert cloud["id"] not in sandbox.state.clouds


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_held_request_stands_still_until_it_is_released(
    actor: Caller, tenant: Tenant, sandbox: Sandbox, when: Moment
) -> None:
    await actor.sign_in()
    hold = sandbox.faults.hold("createRollover", when=when)
    body = rollover(tenant, "2031-06-01", "2031-08-01")
    answers: list[httpx.Response] = []

    async def send() -> None:
        answers.append(await actor.call("createRollover", json=body))

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(send)
        request = await hold.arrived()
        assert request.tenant_id == tenant.id
        assert (len(tenant.rollovers) == 2) == (when == "after")
        assert (answers, sandbox.requests_in_progress) == ([], 1)
        hold.release()
    assert answers[0].status_code == 200
    assert hold.requests == [request]


async def test_a_hold_that_nothing_reaches_times_out_and_says_so(sandbox: Sandbox) -> None:
    hold = sandbox.faults.hold("createRollover")
    with pytest.raises(TimeoutError, match="createRollover"):
        await hold.arrived(timeout=0.01)
    with pytest.raises(TimeoutError, match="createRollover"):
        hold.wait_arrived(timeout=0.01)
    assert not hold.has_arrived


async def test_a_request_can_be_held_and_then_lost(account: Caller, sandbox: Sandbox) -> None:
    await account.sign_in()
    hold = sandbox.faults.hold("listClouds")
    sandbox.faults.lose_connection("*")

    async def send() -> None:
        with pytest.raises(LOST):
            await account.call("listClouds")

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(send)
        await hold.arrived()
        hold.release()


async def test_clearing_the_faults_releases_what_is_held(account: Caller, sandbox: Sandbox) -> None:
    await account.sign_in()
    hold = sandbox.faults.hold("listClouds", times=None)
    sandbox.faults.status("*", 500, times=None)
    statuses: list[int] = []

    async def send() -> None:
        statuses.append((await account.call("listClouds")).status_code)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(send)
        tasks.start_soon(send)
        await hold.arrived()
        sandbox.faults.clear()
    assert statuses == [200, 200]
    assert hold.is_released


async def test_a_caller_who_leaves_during_a_delay_takes_nothing_down(
    account: Caller, sandbox: Sandbox
) -> None:
    await account.sign_in()
    sandbox.faults.delay("listClouds", 1e9, when="after")
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(account.get, at("listClouds"))
        assert await until(lambda: len(sandbox.requests_to("listClouds")) == 1, 60)
        tasks.cancel_scope.cancel()
    assert len(await account.data(at("listClouds"))) == 10


async def test_a_token_can_be_revoked_as_the_request_arrives(
    account: Caller, sandbox: Sandbox
) -> None:
    sandbox.faults.revoke("listClouds")
    assert (await account.call("listClouds")).status_code == 401
    assert (await account.call("listClouds")).status_code == 401
    await account.sign_in()
    assert (await account.call("listClouds")).status_code == 200


async def test_the_token_endpoint_has_faults_of_its_own(account: Caller, sandbox: Sandbox) -> None:
    sandbox.faults.status("*", 500, times=None)
    sandbox.faults.status("token", 503)
    sandbox.faults.lose_connection("token")
    assert (await account.ask_for_token()).status_code == 503
    with pytest.raises(LOST):
        await account.ask_for_token()
    assert (await account.ask_for_token()).status_code == 200
    assert sandbox.token_requests == 3


async def test_rules_match_by_template_and_condition_and_can_skip(
    account: Caller, sandbox: Sandbox
) -> None:
    first, second = [cloud["id"] for cloud in sandbox.state.clouds][:2]
    find = load_document().operation("findCloud")
    sandbox.faults.status(
        f"{find.method} {find.path}",
        500,
        times=None,
        where=lambda request: request.path.endswith(second),
    )
    sandbox.faults.status("listClouds", 500, skip=1)
    paths = [at("findCloud", first), at("findCloud", second), *3 * [at("listClouds")]]
    statuses = [(await account.send("GET", path)).status_code for path in paths]
    assert statuses == [200, 500, 200, 500, 200]
    assert sandbox.faults.injected == 2


async def test_a_request_that_would_be_refused_uses_no_fault_up(
    account: Caller, sandbox: Sandbox
) -> None:
    sandbox.faults.status("listClouds", 500)
    assert (await account.call("listClouds", query="page=-1")).status_code == 400
    assert (await account.call("listClouds")).status_code == 500
