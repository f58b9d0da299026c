"""The examples, run as a user runs them: as programs that know nothing but their environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interop_client.sandbox import Clock, IngestionPlan, Sandbox

EXAMPLES = Path(__file__).parent.parent / "examples"
SUMMER = ("--start", "2027-06-15", "--end", "2027-08-20")


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    """Twelve tenants, eight of them of roster-sync, in January."""
    clock = Clock(start=datetime(2027, 1, 20, 9, tzinfo=UTC))
    with Sandbox(tenants=12, max_page_size=5, clock=clock) as sandbox:
        sandbox.ingestion_plan = IngestionPlan(preparing=0.0, scheduled=0.0, executing=0.0)
        yield sandbox


def run(sandbox: Sandbox, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {key: text for key, text in os.environ.items() if not key.startswith("INTEROP_")}
    client_id, client_secret = sandbox.account
    environ["INTEROP_BASE_URL"] = sandbox.base_url
    environ["INTEROP_CLIENT_ID"] = client_id
    environ["INTEROP_CLIENT_SECRET"] = client_secret
    return subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLES / name), *arguments],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def summer(sandbox: Sandbox, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(sandbox, "summer_rollover.py", "roster-sync", *SUMMER, *arguments)


def ours(sandbox: Sandbox) -> int:
    """How many rollovers have the name that the script gives."""
    return sum(
        rollover["name"] == "Summer 2027"
        for tenant in sandbox.tenants
        for rollover in tenant.rollovers
    )


def test_the_ten_lines_print_every_tenant(sandbox: Sandbox) -> None:
    done = run(sandbox, "quickstart.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 12


def test_the_rollover_is_planned_where_it_is_missing_and_not_again(sandbox: Sandbox) -> None:
    first = summer(sandbox)
    assert (first.returncode, first.stderr) == (0, "")
    assert "8 tenants done, 0 failed" in first.stdout
    planned = ours(sandbox)
    assert planned == first.stdout.count("  planned") > 0
    assert first.stdout.count("collected in") == len(sandbox.requests_to("runSchedule")) > 0

    second = summer(sandbox)
    assert second.returncode == 0
    assert "  planned" not in second.stdout
    assert ours(sandbox) == planned


def test_a_dry_run_changes_nothing(sandbox: Sandbox) -> None:
    done = summer(sandbox, "--dry-run")
    assert done.returncode == 0
    assert "would be planned" in done.stdout
    assert {request.method for request in sandbox.requests if request.operation != "token"} == {
        "GET"
    }


def test_a_tenant_that_fails_is_shown_and_does_not_stop_the_others(sandbox: Sandbox) -> None:
    unlucky = sandbox.tenants[0]
    sandbox.faults.status(
        "listRollovers", 403, where=lambda request: request.tenant_id == unlucky.id
    )
    done = summer(sandbox)
    assert done.returncode == 1
    assert "7 tenants done, 1 failed" in done.stdout
    assert "failed, see below" in done.stdout
    assert f"\n  {unlucky.info['name']}: " in done.stdout


def test_an_ingestion_that_fails_is_a_failure_of_its_tenant(sandbox: Sandbox) -> None:
    sandbox.ingestion_plan = IngestionPlan(0.0, 0.0, 0.0, outcome="failed")
    done = summer(sandbox)
    assert done.returncode == 1
    assert "ended as failed" in done.stdout
    assert ours(sandbox) > 0


def test_what_a_service_leaves_out_ends_nothing(sandbox: Sandbox) -> None:
    sandbox.quirks.plant("listSchedules", hour=None, type=None, enabled=None, paused=None)
    sandbox.quirks.plant("listInteropTenants", name=None, account=None)
    done = summer(sandbox)
    assert done.stderr == ""
    assert "collected in" in done.stdout


def test_without_a_rollover_to_copy_from_type_and_status_have_to_be_given(
    sandbox: Sandbox,
) -> None:
    with sandbox.state.lock:
        for tenant in sandbox.tenants:
            tenant.rollovers.clear()
    refused = summer(sandbox)
    assert refused.returncode == 1
    assert "give --type and --status" in refused.stdout
    assert ours(sandbox) == 0
    assert summer(sandbox, "--type", "school_year", "--status", "upcoming").returncode == 0
    assert ours(sandbox) == 8


def test_an_unknown_integration_and_a_refused_credential_end_it(sandbox: Sandbox) -> None:
    unknown = run(sandbox, "summer_rollover.py", "nobody-has-this")
    assert unknown.returncode == 2
    assert "nobody-has-this" in unknown.stderr
    sandbox.rotate_secret()
    sandbox.revoke_tokens()
    sandbox.account = (sandbox.account[0], "sandbox-not-the-secret")
    refused = summer(sandbox)
    assert refused.returncode == 2
    assert "refused" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert "sandbox-not-the-secret" not in refused.stderr
