"""What is logged of a call."""

from __future__ import annotations

import logging

import httpx
import pytest
from support.clock import jump
from support.scripted import Scripted, client_of, never, operation

from interop_client import ApiKey, OutcomeUnknownError
from interop_client._session.exchange.watch import library_logs
from interop_client.models import TenantInfo

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

KEY = ApiKey("the-account-key")
TENANT = TenantInfo.from_dict(
    {
        "id": "11111111-1111-4111-8111-111111111111",
        "name": "Lincoln",
        "auth": {"client_id": "c", "client_secret": "s-e-c-r-e-t"},
    }
)
SHOWN = "the tenant 'Lincoln' (11111111-1111-4111-8111-111111111111)"


def lines(caplog: pytest.LogCaptureFixture, level: int) -> list[logging.LogRecord]:
    return [
        record
        for record in caplog.records
        if record.name == "interop_client.session" and record.levelno == level
    ]


async def test_each_request_has_a_line_with_whom_it_was_for_and_how_it_went(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def late(request: httpx.Request) -> httpx.Response:
        jump(0.25)
        return httpx.Response(404)

    caplog.set_level(logging.DEBUG, "interop_client.session")
    service = Scripted(httpx.Response(503, headers={"retry-after": "2"}), late)
    client = client_of(service).for_tenant(TENANT)
    with pytest.raises(Exception, match="404"):
        await client.send(operation("DELETE"))
    token, first, second = lines(caplog, logging.DEBUG)
    assert token.message.startswith("POST fetchToken for the tenant 'Lincoln'")
    assert first.message == (
        f"DELETE deleteThings for {SHOWN}: attempt 1 answered 503 Service Unavailable after 0.0 ms"
    )
    assert second.message == (
        f"DELETE deleteThings for {SHOWN}: attempt 2 answered 404 Not Found after 250.0 ms"
    )
    facts = vars(second)
    assert {name: facts[name] for name in ("operation", "method", "tenant", "tenant_name")} == {
        "operation": "deleteThings",
        "method": "DELETE",
        "tenant": "11111111-1111-4111-8111-111111111111",
        "tenant_name": "Lincoln",
    }
    assert (facts["status"], facts["milliseconds"], facts["attempt"]) == (404, 250.0, 2)


async def test_a_retry_has_a_line_with_reason_and_delay(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "interop_client.session")
    service = Scripted(httpx.Response(503, headers={"retry-after": "2"}))
    await client_of(service).for_tenant(TENANT).send(operation())
    (line,) = lines(caplog, logging.INFO)
    assert line.message == (
        f"getThings for {SHOWN}: attempt 1 of 4 failed (503 Service Unavailable); trying again in"
        " 2.000 s"
    )
    facts = vars(line)
    assert (facts["attempt"], facts["delay"], facts["tenant_name"]) == (1, 2.0, "Lincoln")
    assert facts["reason"] == "503 Service Unavailable"


async def test_a_lost_answer_has_a_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "interop_client.session")
    with pytest.raises(OutcomeUnknownError):
        await client_of(Scripted(httpx.ReadError("reset")), auth=KEY).send(operation("POST"))
    (line,) = lines(caplog, logging.DEBUG)
    assert line.message == (
        "POST postThings: attempt 1 got no answer: ReadError: reset after 0.0 ms"
    )
    assert (vars(line)["status"], vars(line)["tenant"]) == (None, None)


async def test_a_call_that_ran_out_of_time_has_a_line_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, "interop_client.session")
    with pytest.raises(OutcomeUnknownError):
        await client_of(Scripted(never), auth=KEY, timeout=3).send(operation("POST"))
    (line,) = lines(caplog, logging.DEBUG)
    assert line.message == "POST postThings: attempt 1 got no answer: given up after 3000.0 ms"


async def test_nothing_is_logged_above_debug_when_all_is_well(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "interop_client")
    await client_of(Scripted()).send(operation())
    assert not [record for record in caplog.records if record.name.startswith("interop_client")]


@pytest.mark.parametrize("name", ["httpcore", "httpcore2"])
def test_the_library_beneath_is_watched_by_whichever_name_it_logs(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert not library_logs()
    caplog.set_level(logging.DEBUG, name)
    assert library_logs()
