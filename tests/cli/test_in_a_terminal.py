"""Questions, colours and Ctrl-C: the command in a terminal, and as a process that is stopped."""

from __future__ import annotations

import asyncio
import io
import json
import re
import signal
import sys
from datetime import timedelta

import pytest

from cli.commands import WATCHDOG, Done, Shell
from interop_client.cli.output import Output
from interop_client.sandbox.world.state import Tenant

ESCAPE = "\x1b"


@pytest.fixture
def chosen(shell: Shell) -> list[Tenant]:
    """Three tenants, for which a rollover is planned and none is there."""
    tenants = shell.sandbox.tenants[:3]
    start = shell.sandbox.clock.now() + timedelta(days=2)
    lines = ["tenant"]
    for each in tenants:
        each.rollovers.clear()
        lines.append(each.id)
    (shell.folder / "three.csv").write_text("\n".join(lines), encoding="utf-8")
    planned = shell.run(
        *("rollovers", "plan", "--from", "three.csv", "--out", "plan.json", "--name", "Days"),
        *("--start", start.isoformat(), "--end", (start + timedelta(days=2)).isoformat()),
        *("--type", "school_year", "--status", "upcoming"),
    )
    assert planned.code == 0, planned.err
    return tenants


def names(tenants: list[Tenant]) -> list[list[str]]:
    return [[one["name"] for one in each.rollovers] for each in tenants]


@pytest.mark.parametrize("typed", ["n\n", "\n", "maybe\n", "\x04"])
def test_what_is_not_agreed_to_is_not_done(shell: Shell, chosen: list[Tenant], typed: str) -> None:
    done = shell.in_terminal("rollovers", "apply", "plan.json", typed=typed)
    assert done.code == 2, done.out
    assert "nothing was done" in done.out
    assert names(chosen) == [[], [], []]


def test_what_is_agreed_to_is_done(shell: Shell, chosen: list[Tenant]) -> None:
    done = shell.in_terminal("rollovers", "apply", "plan.json", typed="y\n")
    assert done.code == 0, done.out
    assert "3 tenants" in done.out
    assert names(chosen) == [["Days"], ["Days"], ["Days"]]


def test_the_first_ctrl_c_ends_a_question(shell: Shell, chosen: list[Tenant]) -> None:
    done = shell.in_terminal("rollovers", "apply", "plan.json", typed="\x03")
    assert done.code == 130, done.out
    assert "interrupted: nothing was done" in done.out
    assert names(chosen) == [[], [], []]


def test_a_ctrl_c_just_before_a_question_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    async def ask() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()  # What asyncio does at the first Ctrl-C.
        Output(as_json=False).ask("Go on?", yes=False)

    shown = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    monkeypatch.setattr(sys, "stderr", shown)
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(ask())
    assert shown.getvalue() == ""


def test_an_interrupted_apply_goes_on_where_it_was(shell: Shell, chosen: list[Tenant]) -> None:
    command = ("rollovers", "apply", "plan.json", "--yes", "--results", "results.json")
    hold = shell.sandbox.faults.hold("rollovers.create", skip=1, times=None)
    with shell.started(*command, "--concurrency", "1") as process:
        hold.wait_arrived()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=WATCHDOG)
    done = shell.checked(Done(process.returncode, out, err))
    assert done.code == 130, done.err
    assert "interrupted" in done.err
    shell.sandbox.faults.clear()
    results = json.loads((shell.folder / "results.json").read_text(encoding="utf-8"))
    assert [row["outcome"] for row in results["tenants"]] == ["done"]
    assert "may be done or not" in done.err
    begun = {row["tenant"]["id"] for row in results["tenants"]}
    assert begun | {each["id"] for each in results["left"]} == {each.id for each in chosen}
    assert shell.run(*command).code == 0
    assert names(chosen) == [["Days"], ["Days"], ["Days"]]
    results = json.loads((shell.folder / "results.json").read_text(encoding="utf-8"))
    assert results["left"] == []


@pytest.mark.parametrize(
    "command",
    [
        ("fleet", "status"),
        ("rollovers", "plan", "--from", "three.csv", "--out", "other.json", "--name", "Days"),
        ("rollovers", "apply", "plan.json", "--yes"),
    ],
    ids=lambda command: command[1],
)
def test_what_was_interrupted_before_it_wrote_anything_says_so(
    shell: Shell, chosen: list[Tenant], command: tuple[str, ...]
) -> None:
    dates = ("--start", "2099-06-15", "--end", "2099-08-20") if "plan" in command else ()
    hold = shell.sandbox.faults.hold("rollovers.list", times=None)
    with shell.started(*command, *dates) as process:
        hold.wait_arrived()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=WATCHDOG)
    done = shell.checked(Done(process.returncode, out, err))
    assert done.code == 130, done.err
    assert done.err == "interop: interrupted: nothing was changed\n"


@pytest.fixture
def listing(shell: Shell) -> Done:
    return shell.in_terminal("fleet", "status")


def test_a_terminal_has_colours_and_lines_that_fit(listing: Done) -> None:
    assert listing.code == 1
    assert ESCAPE in listing.out
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", listing.out)
    assert max(len(line) for line in re.split(r"[\r\n]", plain)) <= 80


def test_no_color_is_heeded(shell: Shell) -> None:
    shown = shell.in_terminal("tenants", "list", NO_COLOR="1")
    assert shown.code == 0, shown.out
    assert not re.search(r"\x1b\[[0-9;]*3[0-7]", shown.out)


def test_json_in_a_terminal_is_json_alone(shell: Shell) -> None:
    shown = shell.in_terminal("fleet", "status", "--json")
    assert ESCAPE not in shown.out
    assert len(json.loads(shown.out)) == len(shell.sandbox.tenants)


def test_a_scope_that_changed_while_it_was_asked_about_is_left_alone(shell: Shell) -> None:
    tenant = shell.sandbox.tenants[0]
    listed = shell.run("scoping", "schools", "list", "--tenant", tenant.id, "--json").json()
    lines = ["school_id,name", *(f"{each['school_id']},New" for each in listed)]
    (shell.folder / "schools.csv").write_text("\n".join(lines), encoding="utf-8")
    command = ("scoping", "schools", "import", "schools.csv", "--tenant", tenant.id)

    def somebody_else_takes_one_away() -> None:
        tenant.schools.remove(listed[0]["school_id"])

    done = shell.in_terminal(*command, typed="y\n", before=somebody_else_takes_one_away)
    assert done.code == 4, done.out
    assert "changed meanwhile" in done.out
    after = shell.run("scoping", "schools", "list", "--tenant", tenant.id, "--json").json()
    assert after == listed[1:]


def test_a_rollover_that_changed_while_it_was_asked_about_is_not_deleted(
    shell: Shell, chosen: list[Tenant]
) -> None:
    assert shell.run("rollovers", "apply", "plan.json", "--yes").code == 0
    tenant = chosen[0]
    (there,) = tenant.rollovers

    def somebody_else_makes_it_longer() -> None:
        there["end_date"] = "2099-01-01T00:00:00Z"

    command = ("rollovers", "delete", there["id"], "--tenant", tenant.id)
    done = shell.in_terminal(*command, typed="y\n", before=somebody_else_makes_it_longer)
    assert done.code == 4, done.out
    assert "changed meanwhile" in done.out
    assert names([tenant]) == [["Days"]]
    assert shell.in_terminal(*command, typed="y\n").code == 0
    assert names([tenant]) == [[]]
