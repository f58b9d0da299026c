"""Every command against the sandbox, and every exit code."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from cli.commands import Shell
from cli.conftest import TENANTS
from interop_client.cli.describe import described, overview

YEAR = datetime.now(UTC).year + 4
WINDOW = ("--start", f"{YEAR}-06-15", "--end", f"{YEAR}-08-20", "--name", f"Summer {YEAR}")
REQUEST_ID = r"request id [0-9a-f-]+"


def test_lists_are_tables_or_json_without_secrets(shell: Shell) -> None:
    for command in (["tenants", "list"], ["clouds", "list"], ["actors", "list"]):
        table = shell.run(*command)
        assert table.code == 0, table.err
        assert "in all" in table.out
        found = shell.run(*command, "--json").json()
        assert len(found) > 1
        assert "client_secret" not in json.dumps(found)
        assert all(each["id"] for each in found)
    assert shell.run("integrations", "list", "--json").json()[0]["name"]
    name = shell.run("integrations", "list", "--json").json()[0]["name"]
    assert shell.run("integrations", "versions", name).code == 0


def test_an_empty_list_is_an_empty_list(shell: Shell) -> None:
    assert shell.run("clouds", "list", "--name", "nowhere", "--json").json() == []


def test_a_plan_changes_nothing_and_its_application_writes_what_was_shown(shell: Shell) -> None:
    before = {each.id: list(each.rollovers) for each in shell.sandbox.tenants}
    planned = shell.run("rollovers", "plan", *WINDOW, "--out", "plan.json", "--exit-code")
    assert planned.code == 10, planned.err
    assert {each.id: list(each.rollovers) for each in shell.sandbox.tenants} == before
    plan = json.loads((shell.folder / "plan.json").read_text(encoding="utf-8"))
    assert {row["action"] for row in plan["tenants"]} <= {"create", "change", "nothing", "blocked"}
    unasked = shell.run("rollovers", "apply", "plan.json")
    assert unasked.code == 2
    assert "--yes" in unasked.err
    assert {each.id: list(each.rollovers) for each in shell.sandbox.tenants} == before
    done = shell.run("rollovers", "apply", "plan.json", "--yes", "--results", "results.json")
    blocked = [row for row in plan["tenants"] if row["action"] == "blocked"]
    assert done.code == (1 if blocked else 0), done.err
    for row in plan["tenants"]:
        if row["action"] == "create":
            found = shell.sandbox.state.tenants[row["tenant"]["id"]].rollovers
            assert row["after"]["name"] in [each["name"] for each in found]
    again = shell.run("rollovers", "apply", "plan.json", "--yes", "--only-failed", "results.json")
    assert again.code == done.code
    twice = shell.run("rollovers", "plan", *WINDOW, "--out", "again.json", "--exit-code")
    assert twice.code == 0, twice.out


def test_the_fleet_is_shown_as_rows_and_as_pages(shell: Shell) -> None:
    shown = shell.run("fleet", "status", "--json", "--html", "fleet.html")
    assert shown.code == 1, shown.err
    assert len(shown.json()) == TENANTS
    assert any(each["problems"] for each in shown.json())
    assert "<table" in (shell.folder / "fleet.html").read_text(encoding="utf-8")
    drawn = shell.run("rollovers", "calendar", "--html", "calendar.html")
    assert drawn.code == 0, drawn.err
    assert "<svg" in (shell.folder / "calendar.html").read_text(encoding="utf-8")


def test_the_calendar_goes_by_name_and_the_fleet_says_whose_times_it_shows(shell: Shell) -> None:
    rows = shell.run("rollovers", "calendar", "--json").json()
    named = [each["tenant"]["name"] for each in rows]
    assert named == sorted(named)
    fleet = shell.run("fleet", "status", COLUMNS="").out
    assert "current or next rollover (in its time zone)" in fleet
    assert re.search(r"\d\d:\d\d\+00:00", fleet)


@pytest.mark.parametrize(
    ("arguments", "more", "code", "says"),
    [
        (["nonsense"], {}, 2, "nonsense"),
        (["tenants", "list", "--jsn"], {}, 2, "--json"),
        (["tenants", "list"], {"INTEROP_CLIENT_SECRET": "wrong-secret"}, 3, ""),
        (["tenants", "list"], {"INTEROP_CLIENT_ID": ""}, 2, "INTEROP_CLIENT_ID"),
        (["tenants", "list", "--profile", "prod"], {}, 2, "config.toml"),
        (["tenants", "show", "00000000-0000-0000-0000-000000000001"], {}, 1, "404"),
        (["rollovers", "plan", "--out", "p.json"], {}, 2, "--start"),
        (["rollovers", "apply", "missing.json"], {}, 2, "missing.json"),
        (["tenants", "list"], {"INTEROP_BASE_URL": "http://127.0.0.1:1/v2"}, 1, "127.0.0.1"),
    ],
)
def test_what_goes_wrong_is_told_in_a_line_with_its_exit_code(
    shell: Shell, arguments: list[str], more: dict[str, str], code: int, says: str
) -> None:
    done = shell.run(*arguments, **more)
    assert done.code == code, done.err
    assert says in done.err
    assert done.out == ""


@pytest.mark.parametrize(
    ("arguments", "more", "code"),
    [
        (["tenants", "list"], {}, 0),
        (["clouds", "list", "--json"], {}, 0),
        (["nonsense"], {}, 2),
        (["tenants", "list"], {"INTEROP_CLIENT_SECRET": "wrong-secret"}, 3),
        (["tenants", "show", "00000000-0000-0000-0000-000000000001"], {}, 1),
        (["rollovers", "apply", "missing.json"], {}, 2),
        (["--help"], {}, 0),
    ],
)
def test_the_installed_command_says_what_it_says_within_this_process(
    shell: Shell, arguments: list[str], more: dict[str, str], code: int
) -> None:
    done = shell.apart(*arguments, **more)
    within = shell.run(*arguments, **more)
    assert (done.code, within.code) == (code, code), done.err
    assert done.out == within.out
    assert re.sub(REQUEST_ID, "", done.err) == re.sub(REQUEST_ID, "", within.err)


def test_a_profile_takes_its_secret_from_a_command_or_a_variable(shell: Shell) -> None:
    account, secret = shell.sandbox.account
    lines = [
        "[profiles.prod]",
        f'base_url = "{shell.sandbox.base_url}"',
        f'client_id = "{account}"',
        'client_secret_env = "MY_SECRET"',
        "[profiles.bad]",
        f'client_id = "{account}"',
        'client_secret = "in the file"',
    ]
    (shell.folder / "config.toml").write_text("\n".join(lines), encoding="utf-8")
    none = {"INTEROP_BASE_URL": "", "INTEROP_CLIENT_ID": "", "INTEROP_CLIENT_SECRET": ""}
    good = shell.run("tenants", "list", "--profile", "prod", MY_SECRET=secret, **none)
    assert good.code == 0, good.err
    bad = shell.run("tenants", "list", "--profile", "bad", **none)
    assert bad.code == 2
    assert "client_secret_command" in bad.err
    assert "in the file" not in bad.err


def test_the_contract_is_verified(shell: Shell) -> None:
    done = shell.run("verify", "--pause", "0", "--json", "--overlay", "overlay.json")
    assert done.code == 0, done.out
    assert done.json()["findings"] == []


def test_programs_are_told_all_commands_and_exit_codes(shell: Shell) -> None:
    told = shell.run("--describe").json()
    assert told == json.loads(json.dumps(described()))
    commands = {each["command"] for each in told["commands"]}
    assert {"interop rollovers plan", "interop rollovers apply", "interop doctor"} <= commands
    assert told["exit_codes"]["10"]
    assert "interop rollovers apply" in shell.run("--skill").out


def test_the_overview_is_that_of_the_commands(shell: Shell) -> None:
    assert shell.run("--help").out == overview()


def test_the_calendar_says_who_could_not_be_read(shell: Shell) -> None:
    shell.sandbox.faults.status("rollovers.list", 403)
    shown = shell.run("rollovers", "calendar", "--html", "calendar.html")
    assert shown.code == 1, shown.err
    assert "could not be read" in shown.err
    assert "not known" in (shell.folder / "calendar.html").read_text(encoding="utf-8")
    assert shell.run("rollovers", "calendar").code == 0
