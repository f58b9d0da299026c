"""What people are told of a plan and of its application, and how what is blocked is mended."""

from __future__ import annotations

import json
import os
import re
import shlex
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.commands import Done, Shell
from interop_client.cli import SKILL
from interop_client.cli.describe import described
from interop_client.planning import Outcome

YEAR = datetime.now(UTC).year + 4
SUMMER = ("--start", f"{YEAR}-06-15", "--end", f"{YEAR}-08-20")
KIND = ("--type", "school_year", "--status", "upcoming")


@pytest.fixture
def blocked(shell: Shell) -> str:
    """A tenant that has a rollover over a part of the summer; the others have none."""
    for each in shell.sandbox.tenants:
        each.rollovers.clear()
    tenant = shell.sandbox.tenants[0].id
    (shell.folder / "one.csv").write_text(f"tenant\n{tenant}\n", encoding="utf-8")
    early = ("--start", f"{YEAR}-06-01", "--end", f"{YEAR}-07-01")
    applied_alone(shell, "create", "Early", *early, *KIND)
    return tenant


def applied_alone(shell: Shell, action: str, name: str, *more: str) -> None:
    """Plan for the tenant of `one.csv`, see that it is what was expected, and apply it."""
    done = shell.run(
        *("rollovers", "plan", "--from", "one.csv", "--out", "one.json", "--name", name, *more)
    )
    assert done.code == 0, done.err
    assert [row["action"] for row in rows(shell, "one.json")] == [action], done.out
    assert shell.run("rollovers", "apply", "one.json", "--yes").code == 0


def rows(shell: Shell, file: str) -> list[dict[str, Any]]:
    document = json.loads((shell.folder / file).read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = document["tenants"]
    return found


def planned(shell: Shell, *more: str) -> Done:
    done = shell.run(
        *("rollovers", "plan", *SUMMER, "--name", "Summer", "--out", "plan.json", *more)
    )
    assert done.code == 0, done.err
    return done


def test_what_is_said_of_many_tenants_is_said_once(shell: Shell, blocked: str) -> None:
    shown = planned(shell).out
    count = len(shell.sandbox.tenants) - 1
    assert shown.count("copied from") == 2
    assert f"! {count} tenants: type 'school_year': copied from 'Early'" in shown
    assert f"All tenants of the account: {count} create, 1 blocked" in shown
    assert "blocked" in shown.splitlines()[1]


def test_a_plan_says_what_to_do_with_it(shell: Shell, blocked: str) -> None:
    shown = planned(shell).out
    assert "Blocked tenants stay as they are" in shown
    assert shown.endswith("  interop rollovers apply plan.json --results plan-results.json\n")
    alone = planned(shell, "--from", "one.csv").out
    assert "of the account" not in alone
    assert "Blocked tenants" in alone
    over = shell.run("rollovers", "apply", "plan.json", "--yes", "--results", "plan.json")
    assert over.code == 2
    assert "would be written over" in over.err
    assert "rollovers apply" not in alone


def test_the_command_to_apply_a_plan_goes_to_the_account_that_was_planned_for(
    shell: Shell, blocked: str
) -> None:
    account, secret = shell.sandbox.account
    (shell.folder / "config.toml").write_text(
        f'[profiles.sb]\nclient_id = "{account}"\nclient_secret_env = "MY_SECRET"\n', "utf-8"
    )
    none = {"INTEROP_BASE_URL": "", "INTEROP_CLIENT_ID": "", "INTEROP_CLIENT_SECRET": ""}
    given = ("--profile", "sb", "--base-url", shell.sandbox.base_url)
    plan = ("rollovers", "plan", *SUMMER, "--name", "Summer", "--out=-my rest.json", *KIND)
    shown = shell.run(*plan, *given, MY_SECRET=secret, **none)
    assert shown.code == 0, shown.err
    interop, *words = shlex.split(shown.out.splitlines()[-1])
    assert interop == "interop"
    assert words[-2:] == ["--results", "./-my rest-results.json"]
    done = shell.run(*words, "--yes", MY_SECRET=secret, **none)
    assert done.code == 1, done.err
    assert f"{len(shell.sandbox.tenants) - 1} done, 1 blocked" in done.out


def test_the_command_to_apply_a_plan_again_goes_to_the_same_account_and_results(
    shell: Shell, blocked: str
) -> None:
    planned(shell, *KIND)
    shell.sandbox.faults.status("rollovers.create", 403, times=1)
    where = ("--base-url", shell.sandbox.base_url, "--results", "r.json")
    done = shell.run("rollovers", "apply", "plan.json", "--yes", "--trust-env", *where)
    words = f"plan.json --base-url {shell.sandbox.base_url} --trust-env --results r.json"
    assert f"  interop rollovers apply {words}\n" in done.out


def test_a_plan_that_goes_into_a_stream_has_no_command_to_apply_it(shell: Shell) -> None:
    pipe = shell.folder / "pipe"
    os.mkfifo(pipe)
    plan = ("rollovers", "plan", *SUMMER, "--name", "Summer", "--out", "pipe", *KIND)
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(pipe.read_text, "utf-8")
        done = shell.run(*plan)
        assert '"create"' in read.result(60)
    assert done.code == 0, done.err
    assert "The plan is in pipe" in done.out
    assert "Apply it with" not in done.out


def test_what_was_applied_is_counted_and_what_is_blocked_stands_apart(
    shell: Shell, blocked: str
) -> None:
    planned(shell)
    command = ("rollovers", "apply", "plan.json", "--yes", "--results", "results.json")
    done = shell.run(*command)
    assert done.code == 1
    count = len(shell.sandbox.tenants) - 1
    name = shell.sandbox.tenants[0].name
    told = (
        "\n1 tenant is blocked in the plan, and left as they are:\n"
        f"  {name} ({blocked})\n"
        "    'Early' leaves 50 of 66 nights open:\n"
        f"      1 Jul {YEAR} 00:00 to 20 Aug {YEAR} 00:00 (50 nights)\n"
        f"\n{count} done, 1 blocked\n"
    )
    assert told in done.out
    assert "not as the plan shows" not in done.out
    assert done.out.endswith("The results are in results.json.\n")


def test_one_that_was_changed_meanwhile_is_told_with_its_reasons(
    shell: Shell, blocked: str
) -> None:
    planned(shell, "--type", "school_year", "--status", "upcoming")
    other = shell.sandbox.tenants[1]
    (shell.folder / "one.csv").write_text(f"tenant\n{other.id}\n", encoding="utf-8")
    applied_alone(shell, "create", "Theirs", *SUMMER, *KIND)
    done = shell.run("rollovers", "apply", "plan.json", "--yes")
    assert done.code == 1
    assert f"  {other.name} ({other.id}): changed meanwhile\n    rollover 'Theirs'" in done.out
    assert "1 changed meanwhile" in done.out
    assert "Changed meanwhile: plan again" in done.out


def test_only_the_rest_is_tried_again_and_the_results_tell_of_all(
    shell: Shell, blocked: str
) -> None:
    planned(shell)
    command = ("rollovers", "apply", "plan.json", "--yes", "--results", "results.json")
    shell.sandbox.faults.status("rollovers.create", 403, times=1)
    first = shell.run(*command)
    assert "1 failed, 1 blocked" in first.out or "1 blocked, 1 failed" in first.out
    again = shell.run(*command, "--only-failed", "results.json")
    assert "1 done, 1 blocked" in again.out
    outcomes = [row["outcome"] for row in rows(shell, "results.json")]
    assert outcomes.count("done") == len(shell.sandbox.tenants) - 1
    assert outcomes.count("blocked") == 1
    planned(shell)
    (shell.folder / "plan.json").write_text(
        (shell.folder / "plan.json")
        .read_text(encoding="utf-8")
        .replace('"made_at": "2', '"made_at": "3'),
        encoding="utf-8",
    )
    other = shell.run("rollovers", "apply", "plan.json", "--only-failed", "results.json")
    assert other.code == 2
    assert "another plan" in other.err


def test_a_rollover_that_covers_a_part_is_lengthened_under_its_name(
    shell: Shell, blocked: str
) -> None:
    longer = ("--start", f"{YEAR}-06-01", "--end", f"{YEAR}-08-20")
    applied_alone(shell, "change", "Early", *longer)
    assert [row["action"] for row in rows_of(shell)] == ["nothing"]


def test_the_open_nights_are_covered_under_another_name(shell: Shell, blocked: str) -> None:
    rest = ("--start", f"{YEAR}-07-01T00:00", "--end", f"{YEAR}-08-20")
    applied_alone(shell, "create", "Rest", *rest)
    assert [row["action"] for row in rows_of(shell)] == ["nothing"]


def rows_of(shell: Shell) -> list[dict[str, Any]]:
    """The summer of the tenant of `one.csv`, planned."""
    planned(shell, "--from", "one.csv")
    return rows(shell, "plan.json")


def test_what_no_tenant_can_have_is_refused_before_one_is_read(shell: Shell) -> None:
    one = shell.sandbox.tenants[0].id
    files = {
        "id.csv": "tenant\nabc\n",
        "twice.csv": f"tenant\n{one}\n{one.upper()}\n",
        "end.csv": f"tenant,end\n{one},{YEAR}-06-01\n",
        "column.csv": f"tenant,nmae\n{one},x\n",
    }
    for name, content in files.items():
        (shell.folder / name).write_text(content, encoding="utf-8")
    given = ("--name", "Summer")
    cases = [
        (
            (*given, "--start", f"{YEAR}-08-20", "--end", f"{YEAR}-06-15"),
            "start must be before end",
        ),
        ((*given, "--start", "2020-06-15", "--end", "2020-08-20"), "is over"),
        ((*given, "--start", f"{YEAR}-13-15", "--end", f"{YEAR}-08-20"), f"'{YEAR}-13-15'"),
        ((*given,), "--start and --end must be given"),
        ((*given, *SUMMER, "--type", " "), "--type must not be empty"),
        ((*given, *SUMMER, "--from", "id.csv"), "line 2: tenant is 'abc'"),
        ((*given, *SUMMER, "--from", "twice.csv"), "line 3"),
        ((*given, *SUMMER, "--from", "end.csv"), "end.csv, line 2: start must be before end"),
        ((*given, *SUMMER, "--from", "column.csv"), "not known: nmae;"),
        ((*given, *SUMMER, "--from", "missing.csv"), "missing.csv cannot be read: No such file"),
    ]
    for arguments, says in cases:
        done = shell.run("rollovers", "plan", "--out", "plan.json", *arguments)
        assert (done.code, done.out) == (2, ""), done
        assert says in done.err
    nowhere = shell.run("rollovers", "plan", "--out", "nowhere/plan.json", *given, *SUMMER)
    assert nowhere.code == 2
    over = shell.run("rollovers", "plan", "--out", "./id.csv", "--from", "id.csv", *given)
    assert "would be written over" in over.err
    assert "there is no folder nowhere" in nowhere.err
    assert not shell.sandbox.requests_to("rollovers.list")
    assert not (shell.folder / "plan.json").exists()


def test_the_skill_names_every_outcome_and_no_option_that_there_is_not() -> None:
    text = SKILL.read_text(encoding="utf-8")
    assert [outcome for outcome in Outcome if f"`{outcome}`" not in text] == []
    known = {"--describe"} | {
        name
        for command in described()["commands"]
        for option in command["options"]
        for name in option["names"]
    }
    assert set(re.findall(r"--[a-z][a-z-]*", text)) - known == set()


def test_programs_are_told_what_an_option_takes() -> None:
    options = {
        (command["command"], option["names"][0]): option
        for command in described()["commands"]
        for option in command["options"]
    }
    level = options["interop tenants list", "--loglevel"]
    assert level["choices"] == ["debug", "info", "warning", "error"]
    assert level["default"] == "warning"
    assert options["interop rollovers apply", "PLAN"]["kind"] == "positional"
    assert options["interop rollovers apply", "--results"]["kind"] == "option"
    assert options["interop rollovers apply", "--results"]["type"] == "Path"
    assert options["interop rollovers apply", "--concurrency"]["default"] == 20
    assert options["interop tenants list", "--integration"]["repeatable"]
    assert [key for key, option in options.items() if len(option["names"]) > 1] == []


def test_refused_credentials_are_no_fault_of_each_tenant(shell: Shell, blocked: str) -> None:
    planned(shell)
    wrong = {"INTEROP_CLIENT_SECRET": "wrong"}
    again = ("rollovers", "plan", *SUMMER, "--name", "Rest", "--out", "again.json", *KIND)
    for command in (
        (*again, "--from", "one.csv"),
        ("rollovers", "apply", "plan.json", "--yes", "--results", "results.json"),
    ):
        done = shell.run(*command, **wrong)
        assert (done.code, done.out) == (3, "")
        assert "refused the client" in done.err
    assert not (shell.folder / "again.json").exists()
    assert "failed" in {row["outcome"] for row in rows(shell, "results.json")}


def test_without_credentials_the_results_of_an_earlier_apply_stay(
    shell: Shell, blocked: str
) -> None:
    planned(shell)
    apply = ("rollovers", "apply", "plan.json", "--yes", "--results", "results.json")
    shell.run(*apply)
    before = rows(shell, "results.json")
    assert shell.run(*apply, INTEROP_CLIENT_SECRET="").code == 2
    assert rows(shell, "results.json") == before != []


def test_a_tenant_without_a_name_is_told_by_its_id(shell: Shell, blocked: str) -> None:
    shell.sandbox.quirks.plant("listInteropTenants", name=None)
    planned(shell, *KIND)
    applied = shell.run("rollovers", "apply", "plan.json", "--yes")
    named = applied.out, shell.run("rollovers", "calendar").out, shell.run("fleet", "status").out
    for text in named:
        assert "None" not in text
        assert all(str(tenant.id) in text for tenant in shell.sandbox.tenants)
