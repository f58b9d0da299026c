"""The credentials that a tenant comes with, and what is no tenant."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest
from scripted import Scripted, client_of, operation

from interop_client import AuthenticationError, BasicAuth, ConfigurationError, InteropClient
from interop_client.models import AuthType, TenantInfo

pytestmark = pytest.mark.anyio

ID = uuid.UUID(int=7)


def tenant(**auth: Any) -> TenantInfo:
    return TenantInfo(id=ID, name="Springfield", auth=AuthType(**auth) if auth else None)


@pytest.mark.parametrize("kind", ["basic", "BASIC", "Basic", " basic"])
async def test_a_basic_tenant_sends_user_name_and_password_and_fetches_no_token(kind: str) -> None:
    service = Scripted()
    mine = tenant(type=kind, client_id="actor", client_secret="pass:word")
    await client_of(service).for_tenant(mine).send(operation("POST"))
    scheme, _, value = service.requests[0].headers["authorization"].partition(" ")
    assert (scheme, base64.b64decode(value)) == ("Basic", b"actor:pass:word")
    assert service.token_requests == []


@pytest.mark.parametrize("kind", ["oauth2", "OAUTH2", "OAuth2", "", None])
async def test_a_tenant_of_oauth2_or_of_no_type_fetches_a_token(kind: str | None) -> None:
    service = Scripted()
    mine = tenant(type=kind, client_id="actor", client_secret="secret")
    await client_of(service).for_tenant(mine).send(operation())
    assert service.tokens_sent == ["token-1"]


@pytest.mark.parametrize("kind", ["digest", "oauth1", "basic2", "bearer", "OAUTH"])
def test_a_tenant_of_another_type_is_refused_with_the_type_and_its_name(kind: str) -> None:
    mine = tenant(type=kind, client_id="actor", client_secret="the-secret")
    with pytest.raises(ConfigurationError, match=f"Springfield.*{kind}") as caught:
        client_of(Scripted()).for_tenant(mine)
    assert str(ID) in str(caught.value)
    assert "the-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ({}, "came without `auth`"),
        ({"client_id": "actor"}, "without client_id and client_secret"),
        ({"client_secret": "of the actor"}, "without client_id and client_secret"),
        ({"client_id": "", "client_secret": "of the actor"}, "without client_id and client_secret"),
        ({"client_id": "actor", "client_secret": "of the actor\n"}, "cannot be used"),
        ({"type": "basic", "client_id": "a:b", "client_secret": "of the actor"}, "colon"),
    ],
)
def test_a_tenant_without_usable_credentials_is_named(auth: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        client_of(Scripted()).for_tenant(tenant(**auth))
    assert f"'Springfield' ({ID})" in str(caught.value)
    assert "of the actor" not in str(caught.value)


def test_no_tenant_at_all_is_a_type_error_that_speaks_of_first() -> None:
    nobody: Any = None
    with pytest.raises(TypeError, match=r"not None.*first\(\)"):
        client_of(Scripted()).for_tenant(nobody)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("Springfield", "not str: .*tenant_client"),
        (ID, "not UUID: .*tenant_client"),
        ({"id": "x"}, "not dict: .*from_dict"),
        (TenantInfo, "not type: an instance"),
        (("id", "secret"), "not tuple"),
        (AuthType(client_id="a", client_secret="bcde"), "not AuthType"),
        ([tenant()], "not list"),
    ],
)
def test_something_else_than_a_tenant_is_refused_with_a_hint(wrong: Any, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        client_of(Scripted()).for_tenant(wrong)
    assert "bcde" not in str(caught.value)


async def test_a_tenant_that_was_not_awaited_is_refused_with_a_hint() -> None:
    client: InteropClient = client_of(Scripted())
    coroutine: Any = client.tenants.find(ID)
    with pytest.raises(ConfigurationError, match="not coroutine: an `await` is missing"):
        client.for_tenant(coroutine)
    coroutine.close()
    pager: Any = client.tenants.list()
    with pytest.raises(ConfigurationError, match="not Pager"):
        client.for_tenant(pager)


async def test_a_refused_password_is_an_authentication_error() -> None:
    service = Scripted(401)
    client = client_of(service, auth=BasicAuth("user", "the-password"))
    with pytest.raises(AuthenticationError) as caught:
        await client.send(operation())
    assert len(service.requests) == 1
    assert "the-password" not in str(caught.value)


@pytest.mark.parametrize(
    ("username", "password", "named"),
    [
        ("a:b", "password", "username"),
        ("", "password", "username"),
        (5, "password", "username must be a text, not int"),
        ("a\n", "password", "username"),
        ("user", "", "password"),
        ("user", None, "password must be a text, not NoneType"),
        ("user", "pass\nword", "password"),
    ],
)
def test_basic_auth_takes_texts_that_can_be_sent(username: Any, password: Any, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named) as caught:
        BasicAuth(username, password)
    assert "pass\nword" not in str(caught.value)


def test_basic_auth_hides_its_password_and_knows_its_equals() -> None:
    auth = BasicAuth("user", "the-password")
    assert repr(auth) == "BasicAuth('user', '***')"
    assert "the-password" not in str(vars(auth))
    assert auth == BasicAuth("user", "the-password") != BasicAuth("user", "another")
