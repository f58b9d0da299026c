"""What `on_event` is told of a call, and that it can do no harm."""

from __future__ import annotations

import logging
from typing import Any

import anyio
import attrs
import httpx
import pytest
from support.clock import jump
from support.scripted import SECRET, Scripted, client_of, never, operation

from interop_client import (
    ApiKey,
    ConfigurationError,
    ConflictError,
    ConflictPolicy,
    OutcomeUnknownError,
    RateLimit,
    events,
)
from interop_client._conflicts.writer import Writer
from interop_client.events import (
    AttemptEnded,
    AttemptStarted,
    ConflictMet,
    Event,
    IngestionPolled,
    TokenObtained,
    TokenRefused,
    WaitStarted,
)
from interop_client.models import TenantInfo

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

KEY = ApiKey("the-account-key")
ID = "11111111-1111-4111-8111-111111111111"
TENANT = TenantInfo.from_dict(
    {"id": ID, "name": "Lincoln", "auth": {"client_id": "c", "client_secret": SECRET}}
)


def facts(event: Event) -> tuple[Any, ...]:
    """The kind of an event, with all that it says besides who called."""
    own = attrs.asdict(event, recurse=False)
    rest = [own[name] for name in own if name not in ("operation", "method", "tenant")]
    return (type(event), *rest)


async def test_a_call_tells_of_each_attempt_answer_and_wait() -> None:
    def late(request: httpx.Request) -> httpx.Response:
        jump(0.25)
        return httpx.Response(200, json={})

    told: list[Event] = []
    service = Scripted(httpx.Response(503, headers={"retry-after": "2"}), late)
    await client_of(service, auth=KEY, on_event=told.append).send(operation())
    assert [facts(event) for event in told] == [
        (AttemptStarted, 1),
        (AttemptEnded, 1, 503, 0.0, "503 Service Unavailable"),
        (WaitStarted, 1, "retry", 2.0, "503 Service Unavailable"),
        (AttemptStarted, 2),
        (AttemptEnded, 2, 200, 0.25, "200 OK"),
    ]
    assert {(event.operation, event.method, event.tenant) for event in told} == {
        ("getThings", "GET", None)
    }


async def test_tokens_and_tenants_are_told_and_no_secret_is() -> None:
    told: list[Event] = []
    service = Scripted(401, 200)
    client = client_of(service, auth=KEY, on_event=told.append).for_tenant(TENANT)
    await client.send_raw(operation(query="secret=hidden"))
    token = [(AttemptStarted, 1), (AttemptEnded, 1, 200, 0.0, "200 OK"), (TokenObtained, 0.0)]
    assert [facts(event) for event in told] == [
        *token,
        (AttemptStarted, 1),
        (AttemptEnded, 1, 401, 0.0, "401 Unauthorized"),
        (TokenRefused, 1),
        *token,
        (AttemptStarted, 2),
        (AttemptEnded, 2, 200, 0.0, "200 OK"),
    ]
    assert [event.operation for event in told[:3]] == ["fetchToken", "fetchToken", "getThings"]
    assert {(event.tenant.id, event.tenant.name) for event in told if event.tenant} == {
        (ID, "Lincoln")
    }
    shown = repr(told)
    assert not any(each in shown for each in (SECRET, "token-1", "token-2", "hidden"))


async def test_holds_and_turns_are_waits_of_other_causes() -> None:
    told: list[Event] = []
    service = Scripted(httpx.Response(429, headers={"retry-after": "5"}))
    client = client_of(service, auth=KEY, on_event=told.append, rate_limit=RateLimit(1))
    async with anyio.create_task_group() as group:
        group.start_soon(client.send_raw, operation())
        await anyio.sleep(1)
        group.start_soon(client.send_raw, operation())
    waits = [(event.cause, event.seconds) for event in told if isinstance(event, WaitStarted)]
    assert waits[:2] == [("retry", 5.0), ("held", 4.0)]
    assert waits[2:] == [("rate_limit", 1.0)]


async def test_an_attempt_that_is_given_up_is_told_as_that() -> None:
    told: list[Event] = []
    client = client_of(Scripted(never), auth=KEY, timeout=3.0, on_event=told.append)
    with pytest.raises(OutcomeUnknownError):
        await client.send(operation("POST"))
    assert facts(told[-1]) == (AttemptEnded, 1, None, 3.0, "given up")


async def test_a_failing_listener_fails_no_call_and_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(event: Event) -> None:
        raise ValueError("no disk")

    client = client_of(Scripted(), auth=KEY, on_event=broken)
    await client.send(operation())
    await client.with_options(timeout=5.0).send(operation())
    (line,) = [record for record in caplog.records if record.name == "interop_client.events"]
    assert line.levelno == logging.ERROR
    assert line.message == (
        "on_event raised ValueError at AttemptStarted of getThings; the call goes on, and more of"
        " it is not logged"
    )


@pytest.mark.parametrize("at", [AttemptStarted, AttemptEnded])
async def test_what_is_no_exception_goes_up(at: type[Event]) -> None:
    class StopEverything(BaseException):
        pass

    def stop(event: Event) -> None:
        if isinstance(event, at):
            raise StopEverything

    with pytest.raises(StopEverything):
        await client_of(Scripted(), auth=KEY, on_event=stop).send(operation())


async def test_what_cannot_be_told_events_is_refused() -> None:
    async def later(event: Event) -> None: ...

    with pytest.raises(ConfigurationError, match=r"on_event must be a function.*async"):
        client_of(Scripted(), on_event=later)
    with pytest.raises(ConfigurationError, match=r"on_event must be a function.*not int"):
        client_of(Scripted(), on_event=5)


async def test_a_poll_is_told_with_the_state() -> None:
    told: list[Event] = []
    states = ["executing", "success"]

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": {"id": ID, "state": states.pop(0)}})

    client = client_of(Scripted(answer, answer), auth=KEY, on_event=told.append)
    await client.ingestions.wait(ID, timeout=60)
    polls = [event for event in told if isinstance(event, IngestionPolled)]
    assert [(poll.operation, poll.ingestion, poll.state) for poll in polls] == [
        ("findIngestion", ID, "executing"),
        ("findIngestion", ID, "success"),
    ]


async def test_a_conflict_that_is_tried_again_is_told() -> None:
    told: list[Event] = []
    client = client_of(Scripted(409), auth=KEY, on_event=told.append).for_tenant(TENANT)
    with pytest.raises(ConflictError) as caught:
        await client.send(operation("POST"))
    told.clear()
    session = client.with_options(conflicts=ConflictPolicy(jitter=False))._session
    await Writer(session).again(caught.value)
    lost = OutcomeUnknownError("lost", operation="postThings", sent=None)
    await Writer(session).again(lost)
    assert [facts(event) for event in told] == [
        (ConflictMet, 1, 0.1, "met a conflict"),
        (ConflictMet, 1, 0.1, "was lost without effect"),
    ]
    assert [(event.operation, event.method) for event in told] == [
        ("postThings", "POST"),
        ("postThings", None),
    ]


def test_every_event_is_frozen_and_public() -> None:
    event = events.TokenRefused(operation="findTenant", method="GET", tenant=None, attempt=1)
    changed: Any = event
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        changed.attempt = 2
    kinds = [getattr(events, name) for name in events.__all__]
    assert all(issubclass(kind, Event) for kind in kinds)
