"""A client for the tenant of an id, whose credentials are read when needed and when refused."""

from __future__ import annotations

import base64
import uuid
from typing import Any
from urllib.parse import parse_qs

import anyio
import anyio.lowlevel
import httpx
import pytest
from scripted import client_of, operation
from support.places import asked

from interop_client import (
    ApiKey,
    AuthenticationError,
    ConfigurationError,
    InteropClient,
    InteropError,
    MemoryTokenStore,
    PermissionDeniedError,
    RetryPolicy,
    ServerError,
)
from interop_client.models import AuthType, TenantInfo

pytestmark = pytest.mark.anyio

ID = "7f3f1c1e-0000-4000-8000-000000000007"
KEY = ApiKey("the-account-key")
MANY = 1000


class Directory(httpx.MockTransport):
    """One tenant with a secret that can be rotated, its token endpoint, and its API."""

    def __init__(self, kind: str | None = None) -> None:
        super().__init__(self._respond)
        self.kind = kind
        self.secret = "secret-1"
        self.listed = "secret-1"
        self.reads: list[httpx.Request] = []
        self.read_answers: list[Any] = []
        self.token_requests = 0
        self.calls = 0

    def rotate(self, secret: str) -> None:
        self.secret = self.listed = secret

    async def _respond(self, request: httpx.Request) -> httpx.Response:
        await anyio.lowlevel.checkpoint()
        path = request.url.path.removeprefix("/v2/interop")
        if asked(request.method, path) == ("findInteropTenant", (ID,)):
            self.reads.append(request)
            answer = self.read_answers.pop(0) if self.read_answers else None
            if callable(answer):
                answer = await answer()
            if answer is not None:
                return httpx.Response(answer)
            auth = {"type": self.kind, "client_id": "actor", "client_secret": self.listed}
            data = {"id": ID, "name": "Springfield", "auth": auth}
            return httpx.Response(200, json={"data": data})
        if path == "/oauth/token":
            self.token_requests += 1
            given = parse_qs(request.content.decode())["client_secret"]
            if given != [self.secret]:
                return httpx.Response(401, json={"error": "invalid_client"})
            return httpx.Response(200, json={"access_token": f"token-of-{self.secret}"})
        self.calls += 1
        pair = base64.b64encode(f"actor:{self.secret}".encode()).decode()
        good = {f"Bearer token-of-{self.secret}", f"Basic {pair}"}
        return httpx.Response(200 if request.headers["authorization"] in good else 401, json={})


def account_of(directory: Directory, **options: Any) -> InteropClient:
    return client_of(directory, auth=KEY, **options)


KINDS = pytest.mark.parametrize("kind", [None, "oauth2", "Basic"])


@KINDS
async def test_the_tenant_is_read_when_first_needed_with_the_accounts_credentials(
    kind: str | None,
) -> None:
    directory = Directory(kind)
    client = account_of(directory).tenant_client(ID)
    assert directory.reads == []
    for _ in range(3):
        assert await client.send(operation("POST")) == {}
    assert len(directory.reads) == 1
    assert directory.reads[0].headers["authorization"].startswith("Basic ")
    assert directory.token_requests == (0 if kind == "Basic" else 1)


@KINDS
async def test_many_first_calls_read_the_tenant_once(kind: str | None) -> None:
    directory = Directory(kind)
    account = account_of(directory)
    async with anyio.create_task_group() as tasks:
        for index in range(MANY):
            id = ID.upper() if index % 2 else uuid.UUID(ID)
            tasks.start_soon(account.with_options(timeout=60).tenant_client(id).send, operation())
    assert (len(directory.reads), directory.calls) == (1, MANY)
    assert directory.token_requests <= 1


@KINDS
async def test_a_rotated_secret_is_read_again_once_and_the_calls_go_on(kind: str | None) -> None:
    directory = Directory(kind)
    client = account_of(directory).tenant_client(ID)
    await client.send(operation())
    directory.rotate("secret-2")
    found: list[object] = []

    async def call() -> None:
        found.append(await client.send(operation("POST")))

    async with anyio.create_task_group() as tasks:
        for _ in range(MANY):
            tasks.start_soon(call)
    assert found == [{}] * MANY
    assert len(directory.reads) == 2
    assert directory.token_requests <= 3


@KINDS
async def test_a_secret_may_be_rotated_again_and_again(kind: str | None) -> None:
    directory = Directory(kind)
    client = account_of(directory).tenant_client(ID)
    for number in range(5):
        directory.rotate(f"secret-{number}")
        assert await client.send(operation()) == {}
    assert len(directory.reads) == 5


async def test_a_change_of_the_kind_of_credentials_is_followed() -> None:
    directory = Directory("basic")
    client = account_of(directory).tenant_client(ID)
    await client.send(operation())
    directory.kind = "oauth2"
    directory.rotate("secret-2")
    await client.send(operation())
    assert directory.token_requests == 1


@KINDS
async def test_credentials_that_stay_refused_are_an_error_that_names_the_tenant(
    kind: str | None,
) -> None:
    directory = Directory(kind)
    client = account_of(directory).tenant_client(ID)
    directory.secret = "another"
    for _ in range(3):
        with pytest.raises(AuthenticationError, match=ID) as caught:
            await client.send(operation("POST"))
        assert caught.value.tenant is not None
        assert caught.value.tenant.id == ID
        assert "secret-1" not in str(caught.value)
    assert len(directory.reads) == 2, "read again once, and not by every call"


@pytest.mark.virtual_clock
async def test_credentials_that_stay_refused_are_read_again_half_a_minute_later() -> None:
    directory = Directory()
    client = account_of(directory).tenant_client(ID)
    directory.secret = "another"
    with pytest.raises(AuthenticationError):
        await client.send(operation())
    directory.listed = "another"
    await anyio.sleep(31)
    assert await client.send(operation()) == {}


async def test_the_read_tenant_is_shared_with_clients_of_the_tenant_itself() -> None:
    directory = Directory()
    account = account_of(directory, token_store=MemoryTokenStore())
    await account.tenant_client(ID).send(operation())
    tenant = TenantInfo(auth=AuthType(client_id="actor", client_secret="secret-1"))
    await account.for_tenant(tenant).send(operation())
    assert directory.token_requests == 1


async def test_a_client_made_for_each_request_reads_the_tenant_once() -> None:
    directory = Directory()
    account = account_of(directory)
    for _ in range(10):
        async with account.tenant_client(ID) as client:
            await client.send(operation())
    assert (len(directory.reads), directory.token_requests) == (1, 1)


async def test_closing_the_client_that_first_asked_for_the_tenant_hurts_no_other() -> None:
    directory = Directory()
    account = account_of(directory)
    derived = account.with_options(timeout=60)
    derived.tenant_client(ID)
    await derived.aclose()
    assert await account.tenant_client(ID).send(operation()) == {}


async def test_an_id_of_no_tenant_is_named() -> None:
    directory = Directory()
    directory.read_answers = [404]
    client = account_of(directory).tenant_client(ID)
    with pytest.raises(ConfigurationError, match=f"no tenant {ID}"):
        await client.send(operation())
    assert await client.send(operation()) == {}


@pytest.mark.parametrize(
    ("status", "error"), [(403, PermissionDeniedError), (500, ServerError), (401, Exception)]
)
async def test_a_tenant_that_cannot_be_read_is_the_error_of_that(status: int, error: Any) -> None:
    directory = Directory()
    directory.read_answers = [status]
    client = account_of(directory, retry=RetryPolicy(attempts=1)).tenant_client(ID)
    with pytest.raises(error) as caught:
        await client.send(operation("POST"))
    assert isinstance(caught.value, InteropError)
    assert ID in str(caught.value)
    assert directory.calls == 0
    assert await client.send(operation()) == {}


async def test_a_cancelled_read_is_taken_over_by_the_next() -> None:
    directory = Directory()
    asked = anyio.Event()

    async def hang() -> None:
        asked.set()
        await anyio.sleep_forever()

    directory.read_answers = [hang]
    client = account_of(directory).tenant_client(ID)
    scope = anyio.CancelScope()

    async def lead() -> None:
        with scope:
            await client.send(operation())

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lead)
        await asked.wait()
        for _ in range(MANY):
            tasks.start_soon(client.send, operation())
        await anyio.lowlevel.checkpoint()
        scope.cancel()
    assert (len(directory.reads), directory.calls) == (2, MANY)


@pytest.mark.parametrize("wrong", [None, 5, b"x", ["x"], TenantInfo()])
def test_what_is_no_id_is_a_type_error(wrong: Any) -> None:
    with pytest.raises(TypeError, match="id must be a UUID or a text, not"):
        account_of(Directory()).tenant_client(wrong)


@pytest.mark.parametrize("wrong", ["", ".", ".."])
def test_an_id_that_no_path_can_hold_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="id must not be"):
        account_of(Directory()).tenant_client(wrong)


async def test_the_client_says_for_which_tenant_it_is() -> None:
    assert ID in repr(account_of(Directory()).tenant_client(ID))
