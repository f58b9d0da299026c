"""Commands about one tenant: rollovers, schedules, ingestions, scoping."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from cli.commands import Shell
from interop_client.sandbox import IngestionPlan

ONE = "6f1d2d3e-8a0c-4a53-9a58-0d6c1cb2ad10"


@pytest.fixture
def tenant(shell: Shell) -> str:
    """One without rollovers."""
    chosen = shell.sandbox.tenants[0]
    chosen.rollovers.clear()
    return chosen.id


def a_rollover(shell: Shell, tenant: str) -> dict[str, Any]:
    """A rollover that the command made, a day long from tomorrow on."""
    start = shell.sandbox.clock.now() + timedelta(days=1)
    end = start + timedelta(days=1)
    (shell.folder / "one.csv").write_text(
        f"tenant,start,end,name,type,status\n{tenant},{start.isoformat()},{end.isoformat()}"
        ",A day,school_year,upcoming\n",
        encoding="utf-8",
    )
    planned = shell.run("rollovers", "plan", "--from", "one.csv", "--out", "one.json")
    assert planned.code == 0, planned.err
    assert shell.run("rollovers", "apply", "one.json", "--yes").code == 0
    (found,) = shell.run("rollovers", "list", "--tenant", tenant, "--json").json()
    assert found["name"] == "A day"
    result: dict[str, Any] = found
    return result


def during(shell: Shell, rollover: dict[str, Any]) -> None:
    """Move the service's clock into a rollover."""
    start = datetime.fromisoformat(rollover["start_date"])
    shell.sandbox.clock.set(start + timedelta(hours=1))


def a_schedule(shell: Shell, tenant: str) -> str:
    listed = shell.run("schedules", "list", "--tenant", tenant, "--json").json()
    found = next(each for each in listed if each["type"] == "collection")
    assert shell.run("schedules", "enable", found["id"], "--tenant", tenant).code == 0
    return str(found["id"])


def test_a_rollover_is_deleted_when_that_was_agreed_to(shell: Shell, tenant: str) -> None:
    one = a_rollover(shell, tenant)["id"]
    unasked = shell.run("rollovers", "delete", one, "--tenant", tenant)
    assert unasked.code == 2
    assert "--yes" in unasked.err
    assert shell.run("rollovers", "show", one, "--tenant", tenant, "--json").json()["id"] == one
    listed = shell.run("rollovers", "list", "--tenant", tenant, COLUMNS="").out.splitlines()[1]
    shown = shell.run("rollovers", "show", one, "--tenant", tenant).out
    (zone,) = re.findall(r"^time zone +(\S+)$", shown, re.MULTILINE)
    assert zone == shell.sandbox.tenants[0].info["account"]["timezone"]
    for start_or_end in re.findall(r"^(?:start|end)_date +(.+)$", shown, re.MULTILINE):
        assert start_or_end in listed
    assert shell.run("rollovers", "delete", one, "--tenant", tenant, "--yes").code == 0
    assert shell.run("rollovers", "list", "--tenant", tenant, "--json").json() == []
    gone = shell.run("rollovers", "delete", one, "--tenant", tenant, "--yes")
    assert gone.code == 1
    assert "404" in gone.err


def test_an_active_rollover_is_not_deleted(shell: Shell, tenant: str) -> None:
    rollover = a_rollover(shell, tenant)
    during(shell, rollover)
    done = shell.run("rollovers", "delete", rollover["id"], "--tenant", tenant, "--yes")
    assert done.code == 4
    end = datetime.fromisoformat(rollover["end_date"])
    assert "is active: it can be deleted only after" in done.err
    assert any(f"{day:%Y-%m-%d}" in done.err for day in (end, end - timedelta(days=1)))
    assert len(shell.run("rollovers", "list", "--tenant", tenant, "--json").json()) == 1


def test_a_schedule_is_added_once_and_switched(shell: Shell, tenant: str) -> None:
    before = shell.run("schedules", "list", "--tenant", tenant, "--json").json()
    hour = next(each for each in range(24) if each not in {one["hour"] for one in before})
    first = shell.run("schedules", "add", str(hour), "--tenant", tenant, "--json").json()
    again = shell.run("schedules", "add", str(hour), "--tenant", tenant, "--json").json()
    assert first["id"] == again["id"]
    assert first["hour"] == hour
    after = shell.run("schedules", "list", "--tenant", tenant, "--json").json()
    assert len(after) == len(before) + 1
    for word, enabled in (("disable", False), ("enable", True)):
        done = shell.run("schedules", word, first["id"], "--tenant", tenant, "--json").json()
        assert done["enabled"] is enabled
    wrong = shell.run("schedules", "add", "24", "--tenant", tenant)
    assert wrong.code == 2
    assert "24" in wrong.err


def test_a_collection_is_run_and_waited_for(shell: Shell, tenant: str) -> None:
    schedule = a_schedule(shell, tenant)
    queued = shell.run("schedules", "run", schedule, "--tenant", tenant)
    assert queued.code == 0, queued.err
    ended = shell.run("schedules", "run", schedule, "--tenant", tenant, "--wait", "--json")
    assert ended.code == 0, ended.err
    assert ended.json()["state"] == "success"
    assert "session_token" not in ended.out
    one = ended.json()["id"]
    watched = shell.run("ingestions", "watch", one, "--tenant", tenant, "--json")
    assert watched.code == 0
    assert watched.json()["id"] == one
    listed = shell.run("ingestions", "list", "--tenant", tenant, "--json")
    assert listed.code == 0, listed.err


def test_a_collection_that_failed_ends_the_command_that_watched_it_with_1(
    shell: Shell, tenant: str
) -> None:
    schedule = a_schedule(shell, tenant)
    shell.sandbox.ingestion_plan = IngestionPlan(0.0, 0.0, 0.0, outcome="failed")
    run = shell.run("schedules", "run", schedule, "--tenant", tenant, "--wait")
    assert run.code == 1
    (one,) = set(re.findall(r"ingestion ([0-9a-f-]{36})", run.err))
    watched = shell.run("ingestions", "watch", one, "--tenant", tenant, "--json")
    assert watched.code == 1
    assert watched.json()["state"] == "failed"
    assert f"interop: ingestion {one} ended as failed" in watched.err


def test_a_collection_is_refused_while_a_rollover_is_active(shell: Shell, tenant: str) -> None:
    schedule = a_schedule(shell, tenant)
    during(shell, a_rollover(shell, tenant))
    done = shell.run("schedules", "run", schedule, "--tenant", tenant, "--wait")
    assert done.code == 4
    assert "rollover" in done.err


def test_what_kept_a_collection_from_running_and_is_over_is_told_in_words(
    shell: Shell, tenant: str
) -> None:
    schedule = a_schedule(shell, tenant)
    shell.sandbox.faults.status("schedules.run", 409)
    done = shell.run("schedules", "run", schedule, "--tenant", tenant)
    assert done.code == 4
    assert "no ingestion is pending: what was in the way has probably ended since" in done.err
    assert shell.run("schedules", "run", schedule, "--tenant", tenant).code == 0


@pytest.mark.short_bound
def test_a_collection_that_does_not_end_in_time_is_out_of_time(shell: Shell, tenant: str) -> None:
    schedule = a_schedule(shell, tenant)
    shell.sandbox.ingestion_plan = IngestionPlan(preparing=math.inf)
    late = shell.run("schedules", "run", schedule, "--tenant", tenant, "--wait", "--timeout", "1")
    assert late.code == 5
    assert late.out == ""


def test_a_scope_is_replaced_by_what_was_shown(shell: Shell, tenant: str) -> None:
    for what, key in (("schools", "school_id"), ("courses", "course_id")):
        there = shell.run("scoping", what, "list", "--tenant", tenant, "--json").json()
        assert there
        # Capitals make no other identifier.
        rows = [{key: each[key].upper(), "name": each["name"]} for each in there]
        rows[0]["name"] = "Renamed"
        text = io.StringIO()
        table = csv.DictWriter(text, [key, "name"])
        table.writeheader()
        table.writerows(rows)
        (shell.folder / "scope.csv").write_text(text.getvalue(), encoding="utf-8")
        command = ("scoping", what, "import", "scope.csv", "--tenant", tenant)
        shown = shell.run(*command, "--dry-run", "--json").json()
        assert shown == {"added": [], "changed": [there[0][key]], "removed": []}
        assert shell.run("scoping", what, "list", "--tenant", tenant, "--json").json() == there
        done = shell.run(*command, "--yes")
        assert done.code == 0, done.err
        after = shell.run("scoping", what, "list", "--tenant", tenant, "--json").json()
        # And nothing else of it, of which the file does not speak.
        assert after == [{**there[0], "name": "Renamed"}, *there[1:]]


def test_an_import_refuses_to_remove_much(shell: Shell, tenant: str) -> None:
    there = shell.run("scoping", "schools", "list", "--tenant", tenant, "--json").json()
    file = shell.folder / "schools.csv"
    file.write_text(f"school_id,name\n{there[0]['school_id']},Renamed\n", encoding="utf-8")
    command = ("scoping", "schools", "import", "schools.csv", "--tenant", tenant)
    refused = shell.run(*command, "--yes")
    assert refused.code == 4, refused.err
    assert "--allow-removals" in refused.err
    assert shell.run("scoping", "schools", "list", "--tenant", tenant, "--json").json() == there
    assert shell.run(*command, "--yes", "--allow-removals").code == 0
    assert len(shell.run("scoping", "schools", "list", "--tenant", tenant, "--json").json()) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"school_id,name\n", "no rows"),
        (b"", "no column"),
        (b"School_id;name\n1;x\n", "is 'School_id;name'; commas part its cells"),
        (f"{ONE},x\n".encode(), f"with the headings, is '{ONE},x'"),
        (b"\xff\xfe\x00", "cannot be read"),
        (b"school_id,nmae\n1,x\n", "nmae"),
        (f"school_id\n{ONE}\n{ONE.upper()}\n".encode(), "line 3"),
        (b"school_id,name\n,x\n", "of its own"),
        (b"school_id,name\n1\n", "line 2"),
        (b"school_id\nnone\n", "'none'"),
        (f"school_id,selected\n{ONE},maybe\n".encode(), "'maybe'"),
    ],
)
def test_a_file_that_cannot_be_meant_changes_nothing(
    shell: Shell, tenant: str, content: bytes, says: str
) -> None:
    (shell.folder / "scope.csv").write_bytes(content)
    done = shell.run(
        *("scoping", "schools", "import", "scope.csv", "--tenant", tenant),
        *("--yes", "--allow-removals"),
    )
    assert done.code == 2, done.err
    assert says in done.err
    assert not shell.sandbox.requests_to("createScopingSchools")


def test_a_scope_that_does_not_tell_its_items_apart_is_not_replaced(
    shell: Shell, tenant: str
) -> None:
    items = {"data": [{"school_ref_id": str(number), "name": "S"} for number in range(3)]}
    shell.sandbox.faults.answer("scoping_schools.list", 200, json.dumps(items), times=None)
    (shell.folder / "schools.csv").write_text(f"school_id,name\n{ONE},New\n", encoding="utf-8")
    command = ("scoping", "schools", "import", "schools.csv", "--tenant", tenant)
    done = shell.run(*command, "--yes", "--allow-removals")
    assert done.code == 4, done.err
    assert "3 of 3" in done.err
    assert "school_id" in done.err


def test_an_import_that_switches_much_off_is_refused_like_one_that_removes_it(
    shell: Shell, tenant: str
) -> None:
    there = shell.run("scoping", "schools", "list", "--tenant", tenant, "--json").json()
    lines = ["school_id,selected", *(f"{each['school_id']},false" for each in there)]
    (shell.folder / "schools.csv").write_text("\n".join(lines), encoding="utf-8")
    command = ("scoping", "schools", "import", "schools.csv", "--tenant", tenant)
    refused = shell.run(*command, "--yes")
    assert refused.code == 4, refused.err
    on = [each for each in there if each["selected"]]
    assert f"{len(on)} of {len(there)} would be removed ({len(on)} of them by" in refused.err
    assert shell.run("scoping", "schools", "list", "--tenant", tenant, "--json").json() == there
    assert shell.run(*command, "--yes", "--allow-removals").code == 0
