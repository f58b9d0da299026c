"""The token endpoint, as OAuth2 has it and as the live one was found to be."""

from __future__ import annotations

import httpx
import pytest
from support.places import at

from interop_client.sandbox import Profile, Sandbox

from ..sandbox_caller import Caller

pytestmark = pytest.mark.anyio

FORM = {"grant_type": "client_credentials", "client_id": "x", "client_secret": "y"}


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"client_id": "x", "client_secret": "y"}, "invalid_request"),
        ({**FORM, "grant_type": ""}, "invalid_request"),
        ({**FORM, "grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials", "client_id": "x"}, "invalid_request"),
        ({**FORM, "client_secret": ""}, "invalid_request"),
        ({**FORM, "grant_type": ["client_credentials"] * 2}, "invalid_request"),
        ({**FORM, "client_id": ["x", "z"]}, "invalid_request"),
        ({**FORM, "scope": ["a", "b"]}, "invalid_request"),
    ],
)
async def test_a_request_for_a_token_that_makes_no_sense_is_a_400(
    sandbox: Sandbox, http: httpx.AsyncClient, form: dict[str, str | list[str]], error: str
) -> None:
    answer = await http.post(sandbox.token_url, data=form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)


async def test_a_repeated_parameter_is_named(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    form = {**FORM, "client_id": ["x", "z"]}
    answer = await http.post(sandbox.token_url, data=form)
    assert "client_id" in answer.json()["error_description"]


async def test_credentials_in_the_header_are_refused_and_form_fields_asked_for(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    grant = {"grant_type": "client_credentials"}
    answer = await http.post(sandbox.token_url, data=grant, auth=sandbox.account)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert "form fields" in answer.json()["error_description"]
    assert answer.headers["www-authenticate"].startswith("Basic")
    client_id, client_secret = sandbox.account
    both = {**grant, "client_id": client_id, "client_secret": client_secret}
    answer = await http.post(sandbox.token_url, data=both, auth=sandbox.account)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_what_is_not_a_form_is_refused(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    answer = await http.post(sandbox.token_url, json=FORM)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert "form" in answer.json()["error_description"]


@pytest.mark.parametrize(
    ("authorization", "challenge"),
    [
        ("Bearer made-up", 'Bearer realm="interop", error="invalid_token"'),
        ("Basic eDp5", 'Bearer realm="interop"'),
        (None, 'Bearer realm="interop"'),
    ],
)
async def test_the_401_of_an_operation_says_what_is_wrong_with_the_token(
    sandbox: Sandbox, http: httpx.AsyncClient, authorization: str | None, challenge: str
) -> None:
    headers = {} if authorization is None else {"authorization": authorization}
    answer = await http.get(sandbox.base_url + at("listClouds"), headers=headers)
    assert answer.status_code == 401
    said = answer.headers["www-authenticate"]
    assert said.startswith(challenge)
    assert ("invalid_token" in said) == (authorization == "Bearer made-up")


async def test_an_account_may_have_its_api_key_alone(http: httpx.AsyncClient) -> None:
    with Sandbox(profile=Profile(account_tokens=False)) as sandbox:
        refused = await Caller(sandbox, http, sandbox.account).ask_for_token()
        assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
        key = (sandbox.api_key, sandbox.api_key)
        assert (await http.get(sandbox.base_url + at("listClouds"), auth=key)).status_code == 200
        actor = Caller(sandbox, http, sandbox.tenants[0].credentials)
        assert (await actor.ask_for_token()).status_code == 200


async def test_actor_credentials_may_be_of_the_basic_kind(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    tenant = sandbox.tenants[0]
    url = sandbox.base_url + at("findInteropTenantByActor")
    assert (await http.get(url, auth=tenant.credentials)).status_code == 401
    sandbox.profile.auth_type = "BASIC"
    answer = await http.get(url, auth=tenant.credentials)
    assert answer.json()["data"]["id"] == tenant.id
    assert answer.json()["data"]["auth"]["type"] == "BASIC"
    assert (await http.get(url, auth=(tenant.client_id, "wrong"))).status_code == 401
    assert (
        await http.get(sandbox.base_url + at("listClouds"), auth=sandbox.account)
    ).status_code == 401
