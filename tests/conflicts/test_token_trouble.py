"""What the token endpoint answers in the middle of a helper is not taken for the service's word."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from support.scripted import MovedClock, Scripted, client_of

from interop_client import (
    ConflictError,
    ConflictPolicy,
    InteropClient,
    InteropError,
    OutcomeUnknownError,
    RetryPolicy,
    StatusError,
)
from interop_client.models import RolloverRequest

pytestmark = pytest.mark.anyio

ID = "00000000-0000-0000-0000-000000000001"
SUMMER = RolloverRequest(
    name="Summer",
    start_date=datetime(2027, 7, 1, tzinfo=UTC),
    end_date=datetime(2027, 9, 1, tzinfo=UTC),
    type="summer",
    status="upcoming",
    cloud_id=ID,
)
NOTHING: dict[str, list[object]] = {"data": []}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> MovedClock:
    return MovedClock().install(monkeypatch)


def renewing_in_vain(refusal: httpx.Response, *answers: Any) -> tuple[InteropClient, Scripted]:
    """A client whose first token is good until a 401, after which there is no other."""
    service = Scripted(*answers, 401)
    token = httpx.Response(200, json={"access_token": "first", "expires_in": 3600})
    service.token_answers = [token, refusal]
    client = client_of(service, retry=RetryPolicy(attempts=1), conflicts=ConflictPolicy(attempts=2))
    return client, service


async def test_a_token_endpoint_that_is_not_found_does_not_make_a_refused_delete_done() -> None:
    client, service = renewing_in_vain(httpx.Response(404), 409)
    with pytest.raises(ConflictError):
        await client.rollovers.delete(ID)
    assert [request.method for request in service.requests] == ["DELETE", "GET"]


async def test_a_conflict_at_the_token_endpoint_is_none_of_the_write() -> None:
    client, service = renewing_in_vain(httpx.Response(409), httpx.Response(200, json=NOTHING))
    with pytest.raises(StatusError) as caught:
        await client.rollovers.create(SUMMER)
    assert type(caught.value) is StatusError
    assert [request.method for request in service.requests] == ["GET", "POST"]


@pytest.mark.parametrize("helper", ["create", "ensure"])
@pytest.mark.parametrize("refusal", [httpx.Response(200, content=b"<html>"), httpx.Response(404)])
async def test_nonsense_of_the_token_endpoint_does_not_hide_that_a_create_was_lost(
    helper: str, refusal: httpx.Response
) -> None:
    nothing = [httpx.Response(200, json=NOTHING) for _ in range(2)]
    lost = httpx.ReadError("lost")
    client, service = renewing_in_vain(refusal, nothing[0], lost, nothing[1])
    outcome: InteropError | None = None
    try:
        await getattr(client.rollovers, helper)(SUMMER)
    except InteropError as error:
        outcome = error
    assert type(outcome) is OutcomeUnknownError
    assert outcome.operation == "createRollover"
    assert [request.method for request in service.requests] == ["GET", "POST", "GET", "POST"]
