"""One refresh at a time, whatever happens to the call that does it."""

from __future__ import annotations

import anyio
import anyio.lowlevel
import httpx
import pytest
from scripted import MovedClock, Scripted, client_of, operation

from auth.waiting import Held, outcomes, queued
from interop_client import (
    AuthenticationError,
    InteropClient,
    InteropError,
    RequestTimeoutError,
    RetryPolicy,
    ServerError,
)

pytestmark = pytest.mark.anyio

MANY = 1000


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    return MovedClock().install(monkeypatch)


async def test_many_first_calls_make_one_token_request() -> None:
    service = Scripted()
    assert await outcomes(client_of(service), MANY) == {"success": MANY}
    assert len(service.token_requests) == 1
    assert set(service.tokens_sent) == {"token-1"}


async def test_many_calls_of_derived_clients_make_one_token_request() -> None:
    service = Scripted()
    client = client_of(service)
    async with anyio.create_task_group() as tasks:
        for index in range(50):
            derived = client.with_options(timeout=60 + index)
            tasks.start_soon(derived.send, operation())
            tasks.start_soon(client.for_tenant(client._session.auth).send, operation())
    assert len(service.token_requests) == 1


async def test_many_calls_with_a_revoked_token_make_one_refresh() -> None:
    service = Scripted()
    client = client_of(service)
    await client.send(operation())
    service.answers = [401] * MANY
    assert await outcomes(client, MANY) == {"success": MANY}
    assert len(service.token_requests) == 2


async def test_a_revoked_token_is_replaced_once_on_any_method() -> None:
    service = Scripted()
    client = client_of(service, retry=RetryPolicy(attempts=1))
    await client.send(operation())
    service.answers = [401]
    await client.send(operation("POST", body={"a": 1}))
    assert service.tokens_sent == ["token-1", "token-1", "token-2"]
    assert service.requests[-1].content == b'{"a": 1}'


async def test_a_fresh_token_that_is_refused_too_is_an_authentication_error() -> None:
    service = Scripted(401, httpx.Response(401, headers={"x-request-id": "r-9"}))
    with pytest.raises(AuthenticationError) as caught:
        await client_of(service).send(operation())
    assert (caught.value.status_code, caught.value.request_id) == (401, "r-9")
    assert service.tokens_sent == ["token-1", "token-2"]


async def test_a_token_that_somebody_replaced_already_is_not_replaced_again() -> None:
    late = Held(httpx.Response(401))
    service = Scripted(late, 401)
    client = client_of(service)

    async def meanwhile() -> None:
        await late.asked.wait()
        await client.send(operation())
        late.released.set()

    assert await outcomes(client, 1, meanwhile) == {"success": 1}
    assert service.tokens_sent == ["token-1", "token-1", "token-2", "token-2"]
    assert len(service.token_requests) == 2


async def test_a_retry_after_a_renewal_keeps_the_new_token(clock: MovedClock) -> None:
    service = Scripted(401, 503, 503)
    await client_of(service).send(operation())
    assert service.tokens_sent == ["token-1", "token-2", "token-2", "token-2"]


async def test_a_token_is_renewed_before_it_expires(clock: MovedClock) -> None:
    service = Scripted()
    client = client_of(service)
    await client.send(operation())
    clock.ahead = 3200
    await client.send(operation())
    clock.ahead = 3301
    await client.send(operation())
    assert service.tokens_sent == ["token-1", "token-1", "token-2"]


async def test_tokens_that_live_seconds_are_used_for_most_of_them(clock: MovedClock) -> None:
    service = Scripted()
    service.token_answers = [httpx.Response(200, json={"access_token": "brief", "expires_in": 2})]
    client = client_of(service)
    await client.send(operation())
    clock.ahead = 1.5
    await client.send(operation())
    clock.ahead = 1.9
    await client.send(operation())
    assert service.tokens_sent == ["brief", "brief", "token-2"]


async def test_a_token_that_is_old_on_arrival_still_serves_those_who_waited(
    clock: MovedClock,
) -> None:
    service = Scripted()
    answer = {"access_token": "momentary", "expires_in": 1e-9}
    service.token_answers = [httpx.Response(200, json=answer)]
    assert await outcomes(client_of(service), 100) == {"success": 100}
    assert len(service.token_requests) == 1


async def test_a_token_that_ages_while_many_leave_the_queue_is_renewed(clock: MovedClock) -> None:
    ends: dict[str, float] = {}

    def issue(request: httpx.Request) -> httpx.Response:
        token = f"token-{len(ends)}"
        ends[token] = clock.ahead + 5
        return httpx.Response(200, json={"access_token": token, "expires_in": 5})

    def take_a_while(request: httpx.Request) -> httpx.Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        good = clock.ahead < ends[token]
        clock.ahead += 0.25
        return httpx.Response(200 if good else 401, json={})

    service = Scripted(*[take_a_while] * 500)
    service.token_answers = [issue] * 500
    assert await outcomes(client_of(service, timeout=None), 200) == {"success": 200}
    assert len(service.requests) <= 210
    assert len(service.token_requests) <= 20


async def test_a_cancelled_refresh_is_taken_over_by_the_next() -> None:
    held = Held()
    service = Scripted()
    service.token_answers = [held]
    client = client_of(service)
    leader = anyio.CancelScope()

    async def lead() -> None:
        with leader:
            await client.send(operation())

    async def meanwhile() -> None:
        await queued()
        leader.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lead)
        await held.asked.wait()
        found = await outcomes(client, MANY, meanwhile)
    assert found == {"success": MANY}
    assert leader.cancelled_caught
    assert len(service.token_requests) == 2


@pytest.mark.virtual_clock
async def test_a_refresh_whose_caller_ran_out_of_time_is_taken_over() -> None:
    held = Held()
    service = Scripted()
    service.token_answers = [held]
    client = client_of(service)
    errors: list[InteropError] = []

    async def lead() -> None:
        try:
            await client.with_options(timeout=0.05).send(operation())
        except InteropError as error:
            errors.append(error)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lead)
        await held.asked.wait()
        found = await outcomes(client, 100)
    assert found == {"success": 100}
    assert isinstance(errors[0], RequestTimeoutError)
    assert len(service.token_requests) == 2


@pytest.mark.virtual_clock
async def test_a_refresh_that_its_caller_has_no_time_to_retry_is_taken_over() -> None:
    held = Held(httpx.Response(503, headers={"retry-after": "10"}))
    service = Scripted()
    service.token_answers = [held]
    client = client_of(service)
    errors: list[InteropError] = []

    async def lead() -> None:
        try:
            await client.with_options(timeout=5).send(operation())
        except InteropError as error:
            errors.append(error)

    async def meanwhile() -> None:
        await queued()
        held.released.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(lead)
        await held.asked.wait()
        found = await outcomes(client, 100, meanwhile)
    assert found == {"success": 100}
    assert isinstance(errors[0], ServerError)
    assert len(service.token_requests) == 2


@pytest.mark.virtual_clock
async def test_each_waiter_waits_within_its_own_bound() -> None:
    held = Held()
    service = Scripted()
    service.token_answers = [held]
    client = client_of(service, timeout=None)

    async def meanwhile() -> None:
        await held.asked.wait()
        with pytest.raises(RequestTimeoutError, match="waiting for a token"):
            await client.with_options(timeout=0.05).send(operation("POST"))
        held.released.set()

    assert await outcomes(client, 5, meanwhile) == {"success": 5}


async def test_errors_shared_by_waiters_are_not_one_object() -> None:
    service = Scripted()
    held = Held(httpx.Response(400))
    service.token_answers = [held]
    client = client_of(service)
    errors: list[BaseException] = []

    async def call() -> None:
        with pytest.raises(AuthenticationError) as caught:
            await client.send(operation())
        errors.append(caught.value)

    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(call)
        await held.asked.wait()
        await queued()
        held.released.set()
    assert len({id(error) for error in errors}) == 3
    assert len({str(error) for error in errors}) == 1


async def test_cancelling_at_any_step_leaves_the_client_usable() -> None:
    for steps in range(25):
        service = Scripted(401)
        client = client_of(service)
        scope = anyio.CancelScope()

        async def call(client: InteropClient = client, scope: anyio.CancelScope = scope) -> None:
            with scope:
                await client.send(operation())

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(call)
            for _ in range(steps):
                await anyio.lowlevel.checkpoint()
            scope.cancel()
        with anyio.fail_after(60):
            assert await client.send(operation()) == {}


def test_a_client_serves_one_event_loop_after_another_with_a_transport_that_can() -> None:
    service = Scripted()
    client = client_of(service)
    for backend in ("asyncio", "trio", "asyncio"):
        assert anyio.run(client.send, operation(), backend=backend) == {}
    assert len(service.token_requests) == 1
