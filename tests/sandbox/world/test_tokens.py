"""Credentials: the token endpoint, expiry, revocation, refusal, API key and LTI JWT."""

from __future__ import annotations

import httpx
import jwt
import pytest
from support.places import at

from interop_client.sandbox import Sandbox, Tenant

from ..sandbox_caller import Caller

pytestmark = pytest.mark.anyio


async def test_a_token_is_issued_and_opens_the_account(account: Caller, sandbox: Sandbox) -> None:
    answer = await account.ask_for_token()
    assert answer.json() | {"access_token": ""} == {
        "access_token": "",
        "token_type": "Bearer",
        "expires_in": 3600,
    }
    assert len(await account.data(at("listClouds"))) == 10
    assert sandbox.token_requests == 2


async def test_wrong_credentials_are_refused_as_oauth_has_it(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    for credentials in [(sandbox.account[0], "wrong"), ("unknown", sandbox.account[1])]:
        answer = await Caller(sandbox, http, credentials).ask_for_token()
        assert answer.status_code == 401
        assert answer.json()["error"] == "invalid_client"


async def test_a_token_ends_by_the_sandbox_s_clock(account: Caller, sandbox: Sandbox) -> None:
    sandbox.clock.freeze()
    await account.sign_in()
    sandbox.clock.advance(3599)
    assert (await account.call("listClouds")).status_code == 200
    sandbox.clock.advance(1)
    assert (await account.call("listClouds")).status_code == 401


async def test_revoked_tokens_are_refused_and_new_ones_accepted(
    account: Caller, sandbox: Sandbox
) -> None:
    await account.sign_in()
    sandbox.revoke_tokens()
    answer = await account.call("listClouds")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    await account.sign_in()
    assert (await account.call("listClouds")).status_code == 200


async def test_a_rotated_secret_replaces_the_old_one(
    sandbox: Sandbox, http: httpx.AsyncClient, tenant: Tenant
) -> None:
    before = tenant.credentials
    sandbox.rotate_secret(tenant)
    assert (await Caller(sandbox, http, before).ask_for_token()).status_code == 401
    assert (await Caller(sandbox, http, tenant.credentials).ask_for_token()).status_code == 200
    old_account = sandbox.account
    assert sandbox.rotate_secret() == sandbox.account[1] != old_account[1]
    account = Caller(sandbox, http, sandbox.account)
    shown = await account.data(at("findInteropTenant", tenant.id))
    assert (shown["auth"]["client_id"], shown["auth"]["client_secret"]) == tenant.credentials


async def test_jwt_tokens_state_their_expiry(http: httpx.AsyncClient) -> None:
    with Sandbox(jwt_tokens=True, token_lifetime=30.0) as sandbox:
        sandbox.clock.freeze()
        caller = Caller(sandbox, http, sandbox.account)
        claims = jwt.decode(await caller.sign_in(), options={"verify_signature": False})
        assert claims["exp"] - claims["iat"] == 30
        assert (await caller.call("listClouds")).status_code == 200


async def test_the_api_key_opens_the_account_as_user_and_password(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    key, url = sandbox.api_key, sandbox.base_url
    assert (await http.get(url + at("listClouds"), auth=(key, key))).status_code == 200
    assert (await http.get(url + at("listClouds"), auth=(key, "other"))).status_code == 401
    assert (
        await http.get(url + at("findInteropTenantByActor"), auth=(key, key))
    ).status_code == 403
    broken = {"authorization": "Basic %%%"}
    assert (await http.get(url + at("listClouds"), headers=broken)).status_code == 401


async def test_an_lti_jwt_opens_what_it_was_made_for_until_it_expires(
    sandbox: Sandbox, http: httpx.AsyncClient, tenant: Tenant
) -> None:
    for_tenant = {"authorization": f"Bearer {sandbox.lti_jwt(tenant, lifetime=60)}"}
    for_account = {"authorization": f"Bearer {sandbox.lti_jwt()}"}
    mine = sandbox.base_url + at("findInteropTenantByActor")
    tenants = sandbox.base_url + at("listInteropTenants")
    own = await http.get(mine, headers=for_tenant)
    assert own.json()["data"]["id"] == tenant.id
    assert (await http.get(tenants, headers=for_account)).is_success
    sandbox.clock.advance(61)
    assert (
        await http.get(sandbox.base_url + at("findInteropTenantByActor"), headers=for_tenant)
    ).status_code == 401


async def test_integrations_are_open_to_account_credentials_only(
    account: Caller, actor: Caller
) -> None:
    assert (await account.call("listIntegrations")).status_code == 200
    assert (await actor.call("listIntegrations")).status_code == 403


async def test_the_journal_keeps_no_credentials(sandbox: Sandbox, account: Caller) -> None:
    token = await account.sign_in()
    await account.get(at("listClouds"), params={"page": 0})
    kept = repr(sandbox.requests)
    assert token not in kept
    assert sandbox.account[1] not in kept
    token_request, request = sandbox.requests
    assert (token_request.operation, token_request.body) == ("token", b"")
    assert request.headers["authorization"] == "Bearer"
    assert request.query == [("page", "0")]
    assert (request.status, request.path) == (200, "/v2/interop" + at("listClouds"))
