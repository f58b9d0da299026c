"""A run that is refused for what is pending: blamed again, without an id, or not to be read."""

from __future__ import annotations

import anyio
import httpx
import pytest
from support.scripted import Scripted, client_of

from interop_client import ApiKey
from interop_client.errors import BadRequestError, IngestionPendingError

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

KEY = ApiKey("the-account-key")
SCHEDULE = "11111111-1111-4111-8111-111111111111"
INGESTION = "22222222-2222-4222-8222-222222222222"


def answer(data: object) -> httpx.Response:
    return httpx.Response(200, json={"data": data})


def refused(**ingestion: object) -> list[httpx.Response | int]:
    """What a run meets that is refused for an ingestion: a look before, the 409, and why."""
    schedule = {"id": SCHEDULE, "type": "collection", "enabled": True}
    pending = {"state": "executing", "type": "collection", **ingestion}
    return [answer([]), 409, answer(schedule), answer([]), answer([pending])]


async def test_a_run_refused_again_for_what_has_ended_is_tried_again_a_little_later() -> None:
    ended = answer({"id": INGESTION, "state": "success"})
    blamed = [*refused(id=INGESTION), ended]
    service = Scripted(*blamed, *blamed, *blamed, answer([]), 204)
    began = anyio.current_time()
    await client_of(service, auth=KEY).schedules.run(SCHEDULE, wait_for_pending=60)
    assert anyio.current_time() - began == 0.5 + 1.0


async def test_a_pending_ingestion_without_an_id_is_not_waited_for() -> None:
    service = Scripted(*refused())
    with pytest.raises(IngestionPendingError) as caught:
        await client_of(service, auth=KEY).schedules.run(SCHEDULE, wait_for_pending=60)
    assert caught.value.ingestion.id is None
    assert len(service.requests) == len(refused())


async def test_a_400_to_a_run_stays_as_it_is_where_the_schedule_cannot_be_read() -> None:
    with pytest.raises(BadRequestError) as caught:
        await client_of(Scripted(answer([]), 400, 403), auth=KEY).schedules.run(SCHEDULE)
    assert type(caught.value) is BadRequestError
