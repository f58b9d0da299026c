"""The blocks of docs/running.md and docs/watching.md do what the pages say."""

from __future__ import annotations

import ast
import asyncio
import inspect
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import anyio
import httpx
import pytest

from interop_client.errors import TenantReference
from interop_client.events import AttemptEnded, ConflictMet, TokenObtained, WaitStarted
from interop_client.sandbox import Sandbox

pytestmark = pytest.mark.anyio

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


SERVICE, WORKER, NOTEBOOK, ON_TRIO = blocks("running.md")
JSON_LINES, COUNTING, TELEMETRY = blocks("watching.md")


@pytest.fixture
def anyio_backend() -> str:
    """The blocks themselves say where they run."""
    return "asyncio"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    with Sandbox(tenants=6) as made:
        client_id, client_secret = made.account
        monkeypatch.setenv("INTEROP_BASE_URL", made.base_url)
        monkeypatch.setenv("INTEROP_CLIENT_ID", client_id)
        monkeypatch.setenv("INTEROP_CLIENT_SECRET", client_secret)
        yield made


async def run(block: str) -> dict[str, Any]:
    """Run a block that may await at its top; what it made."""
    names: dict[str, Any] = {"__name__": "page"}
    waiting = eval(compile(block, "docs", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
    if inspect.isawaitable(waiting):
        await waiting
    return names


async def tenant_ids() -> list[str]:
    return [str(tenant.id) for tenant in (await run(NOTEBOOK))["tenants"]]


async def test_the_service_answers_for_a_tenant_and_is_closed_by_another_task(
    sandbox: Sandbox,
) -> None:
    app = (await run(SERVICE))["app"]
    known = (await tenant_ids())[0]
    lifespan = app.router.lifespan_context(app)
    await asyncio.create_task(lifespan.__aenter__())
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as browser:
        answer = await browser.get(f"/tenants/{known}/rollovers")
        assert (answer.status_code, type(answer.json()["rollovers"])) == (200, int)
        strange = "99999999-9999-4999-8999-999999999999"
        assert (await browser.get(f"/tenants/{strange}/rollovers")).status_code == 502
    await asyncio.create_task(lifespan.__aexit__(None, None, None))


async def test_the_worker_counts_for_each_job(
    sandbox: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    known = await tenant_ids()
    capsys.readouterr()
    jobs: asyncio.Queue[str | None] = asyncio.Queue()
    for job in (*known[:3], None):
        jobs.put_nowait(job)
    await (await run(WORKER))["worker"](jobs)
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == known[:3]


async def test_the_notebook_reads_the_tenants(sandbox: Sandbox) -> None:
    assert len(await tenant_ids()) == 6


async def test_on_trio_it_is_the_same(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    await anyio.to_thread.run_sync(exec, ON_TRIO, {"__name__": "page"})
    assert "TenantInfo" in capsys.readouterr().out


async def test_each_request_is_a_line_of_json(sandbox: Sandbox) -> None:
    made = await run(JSON_LINES)
    made["handler"].setStream(stream := io.StringIO())
    try:
        await run(NOTEBOOK)
    finally:
        made["logger"].removeHandler(made["handler"])
        made["logger"].setLevel(logging.NOTSET)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    requests = [(line["method"], line["status"]) for line in lines if "status" in line]
    assert requests == [("POST", 200), ("GET", 200)]


async def test_answers_are_counted(sandbox: Sandbox) -> None:
    answers = (await run(COUNTING))["answers"]
    assert {status for _, status in answers} == {200}
    assert sum(answers.values()) == 2


async def test_events_become_spans_and_metrics() -> None:
    tracer, meter = Mock(), Mock()
    tell = (await run(TELEMETRY))["Telemetry"](tracer, meter)
    who: dict[str, Any] = {
        "operation": "findTenant",
        "method": "GET",
        "tenant": TenantReference("an-id"),
    }
    tell(AttemptEnded(**who, attempt=2, status=503, seconds=0.25, reason="503"))
    tell(WaitStarted(**who, attempt=2, cause="retry", seconds=2.0, reason="503"))
    tell(TokenObtained(**who, seconds=0.5))
    tell(ConflictMet(**who, attempt=1, seconds=0.1, reason="met a conflict"))
    about = {"interop.operation": "findTenant"}
    answered = about | {"http.response.status_code": 503}
    measured = [call.args for call in meter.create_histogram.return_value.record.call_args_list]
    waited = about | {"interop.cause": "retry"}
    assert measured == [(0.25, answered), (2.0, waited), (0.5, about)]
    meter.create_counter.return_value.add.assert_called_once_with(1, about)
    (span,) = tracer.start_span.call_args_list
    assert span.args == ("findTenant",)
    rest = {"http.request.resend_count": 1, "interop.tenant.id": "an-id", "error.type": "503"}
    assert span.kwargs["attributes"] == answered | rest
    ended = tracer.start_span.return_value.end.call_args.kwargs["end_time"]
    assert ended - span.kwargs["start_time"] == 250_000_000
