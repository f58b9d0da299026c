"""A night without a server: one process does all, and what it prints."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest

from interop_client.sandbox import IngestionPlan

from .night import ROOT, WATCHDOG, Night

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    """The process is what is tested, and docket runs on asyncio alone."""
    return "asyncio"


@pytest.fixture
def night() -> Iterator[Night]:
    made = Night(None)
    with made.sandbox:
        yield made


async def test_every_tenant_is_done_and_a_second_run_changes_nothing(night: Night) -> None:
    first, second = await night.run(), await night.run()
    assert (first.code, second.code) == (0, 0)
    assert all(row.split()[-2:] == ["created", "collected"] for row in first.rows)
    assert all(row.split()[-2:] == ["covered", "collected"] for row in second.rows)
    assert night.effects("rollovers.create") == night.once_each()
    assert night.effects("schedules.run") == night.once_each()


async def test_an_ingestion_of_before_is_waited_for_and_then_the_schedule_is_run(
    night: Night,
) -> None:
    now = night.sandbox.clock.now()
    yesterday = now.replace(hour=0, minute=0, second=0) - timedelta(hours=1)
    still = (now - yesterday).total_seconds() + 3.0
    plan = IngestionPlan(preparing=0.0, scheduled=0.0, executing=still)
    night.sandbox.state.start_ingestion(night.tenants[0], yesterday, plan=plan)
    done = await night.run()
    assert done.code == 0
    assert night.effects("schedules.run") == night.once_each()


async def test_a_rollover_of_the_same_name_for_another_time_is_left_as_it_is(night: Night) -> None:
    tenant = night.tenants[3]
    other = {
        "id": night.sandbox.state.new_id(),
        "name": "Summer 2101",
        "start_date": "2101-12-20T05:00:00Z",
        "end_date": "2102-01-06T05:00:00Z",
        "type": "school_year",
        "cloud_id": tenant.cloud_id,
    }
    tenant.rollovers.put(other)
    done = await night.run()
    assert done.code == 0
    assert night.effects("rollovers.create") == night.once_each()
    assert tenant.rollovers.get(str(other["id"])) == other


async def test_a_window_that_somebody_else_pauses_at_the_same_moment_is_covered(
    night: Night,
) -> None:
    """The list that is read first does not show it yet."""
    tenant = night.tenants[3]
    night.sandbox.faults.answer("rollovers.list", 200, '{"data": []}', where=night.is_of(tenant))
    night.sandbox.faults.answer("rollovers.list", 200, '{"data": []}', where=night.is_of(tenant))
    tenant.rollovers.put(
        {
            "id": night.sandbox.state.new_id(),
            "name": "Long summer",
            "start_date": "2101-06-01T05:00:00Z",
            "end_date": "2101-09-06T05:00:00Z",
            "type": "school_year",
            "cloud_id": tenant.cloud_id,
        }
    )
    done = await night.run()
    assert done.code == 0
    assert sorted({row.split()[-2] for row in done.rows}) == ["covered", "created"]
    assert night.effects("rollovers.create").total() == 11


async def test_what_the_service_keeps_less_of_than_was_sent_needs_a_person(night: Night) -> None:
    shorter, lost = night.tenants[3], night.tenants[4]
    made = {
        "id": night.sandbox.state.new_id(),
        "name": "Summer 2101",
        "start_date": "2101-06-15T05:00:00Z",
        "end_date": "2101-07-01T05:00:00Z",
        "type": "school_year",
        "status": "upcoming",
        "cloud_id": shorter.cloud_id,
    }
    kept = json.dumps({"data": [made]})
    for tenant in (shorter, lost):
        is_of = night.is_of(tenant)
        night.sandbox.faults.answer(
            "rollovers.create", 200, json.dumps({"data": made}), where=is_of
        )
    night.sandbox.faults.answer(
        "rollovers.list", 200, '{"data": []}', times=2, where=night.is_of(shorter)
    )
    night.sandbox.faults.answer("rollovers.list", 200, kept, where=night.is_of(shorter))
    done = await night.run()
    assert done.code == 1
    assert "2 of 12 tenants need a person" in done.printed
    assert "'Summer 2101' leaves 5" in done.printed
    assert "it was not in the list" in done.printed


async def test_those_that_need_a_person_come_first_with_the_reason_and_the_exit_code_is_1(
    night: Night,
) -> None:
    refused, failing = night.tenants[5], night.tenants[7]
    night.sandbox.faults.status("rollovers.create", 403, times=None, where=night.is_of(refused))
    failing.rollovers.put(
        {
            "id": night.sandbox.state.new_id(),
            "name": "Server move",
            "start_date": "2101-07-01T05:00:00Z",
            "end_date": "2101-07-03T05:00:00Z",
            "type": "school_year",
            "cloud_id": failing.cloud_id,
        }
    )
    done = await night.run()
    assert done.code == 1
    assert "2 of 12 tenants need a person" in done.printed
    first = sorted(row.split("  ")[0].rsplit(" [", 1)[0] for row in done.rows[:2])
    assert first == sorted([refused.name, failing.name])
    assert "403 Forbidden" in done.printed
    assert "'Server move' leaves 6" in done.printed
    assert night.effects("rollovers.create").total() == 10


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing-of-this-name", "--start", "2101-06-15", "--end", "2101-08-20"], "no tenant of"),
        (
            ["roster-sync", "--start", "2101-08-20", "--end", "2101-06-15"],
            "it must begin before it ends",
        ),
    ],
    ids=["no tenant", "end before start"],
)
def test_what_cannot_be_meant_ends_with_2_and_one_line(
    night: Night, arguments: list[str], said: str
) -> None:
    command = [sys.executable, "-m", "examples.nightly.run", *arguments]
    done = subprocess.run(
        [*command, "--type", "school_year", "--status", "upcoming"],
        env=night.environ({}),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=WATCHDOG,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_demonstration_shows_one_district_that_needs_a_person() -> None:
    others = {key: text for key, text in os.environ.items() if key != "REDIS_URL"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "examples.nightly.demo"],
        env=others,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=WATCHDOG,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 of 12 tenants needs a person" in done.stdout


def test_the_commands_of_the_page_are_those_that_work(night: Night) -> None:
    page = (ROOT / "docs" / "nightly.md").read_text(encoding="utf-8")
    worker, run = re.findall(r"^```sh\n(.+)\n```", page, re.MULTILINE)
    for command, code in [(run, 0), (worker, 1)]:
        done = subprocess.run(
            [sys.executable, *command.split()[1:]],
            env=night.environ({}),
            cwd=ROOT,
            capture_output=True,
            encoding="utf-8",
            timeout=WATCHDOG,
            check=False,
        )
        assert done.returncode == code
    assert "REDIS_URL is not set" in done.stderr
    assert night.effects("rollovers.create") == night.once_each()


def test_the_page_names_each_variable_that_the_example_reads() -> None:
    page = (ROOT / "docs" / "nightly.md").read_text(encoding="utf-8")
    read = {
        name
        for path in (ROOT / "examples" / "nightly").glob("*.py")
        for name in re.findall(r"environ\.get\(\"(\w+)\"", path.read_text(encoding="utf-8"))
    }
    assert read == set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) - {"INTEROP_API_KEY"}
