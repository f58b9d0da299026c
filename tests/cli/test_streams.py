"""Standard output whose reader leaves early, or whose disk is full; tables without a terminal."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from cli.commands import COMMAND, WATCHDOG, Shell
from interop_client.cli import main, running
from interop_client.cli.output import Output

FULL = Path("/dev/full")

WORDS: list[list[str]] = [
    ["--help"],
    ["--skill"],
    ["--describe"],
    ["--version"],
    ["rollovers", "plan", "--help"],
    ["tenants", "list"],
    ["tenants", "list", "--json"],
]


def ended(shell: Shell, words: Sequence[str], out: BinaryIO) -> tuple[int, str]:
    """The code and the standard error of a command, within this process."""
    with io.BytesIO() as err:
        return shell.run_into(out, err, *words), err.getvalue().decode()


def ended_apart(shell: Shell, words: Sequence[str], out: BinaryIO) -> tuple[int, str]:
    """The same for a process of its own, with what Python says when it leaves."""
    done = subprocess.run(
        [*COMMAND, *words],
        cwd=shell.folder,
        env=shell.environment(),
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=WATCHDOG,
        check=False,
    )
    return done.returncode, done.stderr


def unread() -> BinaryIO:
    """What nobody reads any more."""
    ours, theirs = os.pipe()
    os.close(ours)
    return os.fdopen(theirs, "wb")


def test_a_reader_who_leaves_early_changes_nothing(shell: Shell) -> None:
    for words in WORDS:
        with unread() as out:
            assert (words, ended(shell, words, out)) == (words, (0, ""))
    with unread() as out:
        assert ended(shell, ["fleet", "status"], out) == (1, "")
    with unread() as out:
        assert ended_apart(shell, ["fleet", "status"], out) == (1, "")


def test_a_full_disk_is_told_in_a_line(shell: Shell) -> None:
    told = "interop: the output cannot be written: No space left on device\n"
    for words in WORDS:
        with FULL.open("wb") as out:
            assert (words, ended(shell, words, out)) == (words, (1, told))
    with FULL.open("wb") as out:
        assert ended_apart(shell, ["tenants", "list"], out) == (1, told)


def cells(row: str) -> list[str]:
    """What stands in a row: how wide the gaps are is for rich to say."""
    return re.split(" {2,}", row)


@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1", "link"])
def test_a_file_that_is_standard_output_is_there_whole_and_once(shell: Shell, place: str) -> None:
    (shell.folder / "link").symlink_to("/dev/stdout")
    file = shell.folder / "all"
    year = datetime.now(UTC).year + 4
    window = ("--start", f"{year}-06-15", "--end", f"{year}-08-20", "--name", "Summer")
    with file.open("ab") as out:
        out.write(b"before\n")
        out.flush()
        code, told = ended_apart(shell, ["rollovers", "plan", *window, "--out", place], out)
        assert code == 0, told
        out.write(b"after\n")
    text = file.read_text(encoding="utf-8")
    assert text.startswith("before\n{")
    assert text.endswith("}\nafter\n")
    plan = text.removeprefix("before\n").removesuffix("after\n")
    assert len(json.loads(plan)["tenants"]) == len(shell.sandbox.tenants)
    assert "All tenants of the account" in told
    (shell.folder / "plan.json").write_text(plan, encoding="utf-8")
    with file.open("wb") as out:
        words = ["rollovers", "apply", "plan.json", "--yes", "--results", place]
        assert ended_apart(shell, words, out)[0] in (0, 1)
    results = json.loads(file.read_text(encoding="utf-8"))
    assert len(results["tenants"]) == len(shell.sandbox.tenants)


def test_a_file_cannot_be_where_json_is_printed_or_nothing_is_open(shell: Shell) -> None:
    for place, says in (
        ("/dev/stdout", "is where --json prints"),
        ("/dev/fd/99", "is not open"),
        (f"/dev/fd/{10**20}", "is not open"),
    ):
        done = shell.run("fleet", "status", "--json", "--html", place)
        assert done.code == 2
        assert says in done.err
        assert done.out == ""
    assert not shell.sandbox.requests


def test_without_a_terminal_a_tenant_is_a_line(shell: Shell) -> None:
    done = shell.run("tenants", "list", COLUMNS="")
    heading, *rows, count = done.out.splitlines()
    assert heading.split()[:2] == ["id", "name"]
    assert len(rows) == len(shell.sandbox.tenants)
    for row, tenant in zip(rows, shell.sandbox.tenants, strict=True):
        assert cells(row)[:2] == [str(tenant.id), tenant.name]
        assert not row.endswith(" ")
    assert count == f"{len(rows)} in all"


def test_ids_are_never_broken_and_many_columns_become_a_list(shell: Shell) -> None:
    found = shell.run("integrations", "list", "--json").json()
    wide = shell.run("integrations", "list", COLUMNS="80").out.splitlines()
    narrow = shell.run("integrations", "list", COLUMNS="60").out.splitlines()
    assert max(map(len, narrow)) <= 60
    for number, each in enumerate(found, start=1):
        assert cells(wide[number])[:2] == [each["id"], each["name"]]
        assert ["id", each["id"]] in map(cells, narrow)


@pytest.mark.parametrize("columns", ["20", "40", "60", "80"])
def test_no_terminal_is_so_narrow_that_an_id_is_broken(shell: Shell, columns: str) -> None:
    tenant = next(each for each in shell.sandbox.tenants if list(each.rollovers))
    tenant.info["account"]["timezone"] = "America/Argentina/Buenos_Aires"
    (one, *_) = (str(each["id"]) for each in tenant.rollovers)
    for command in (
        ("rollovers", "list", "--tenant", tenant.id),
        ("rollovers", "show", one, "--tenant", tenant.id),
    ):
        shown = shell.run(*command, COLUMNS=columns).out
        assert one in shown.split()
        assert max(map(len, shown.splitlines())) <= max(int(columns), 42)


def test_letters_that_a_terminal_lacks_are_no_error(shell: Shell) -> None:
    name = "Zo\u00eb \u6771\u4eac"
    shell.sandbox.tenants[0].info["name"] = name
    table = shell.run("tenants", "list", PYTHONIOENCODING="ascii")
    assert table.code == 0, table.err
    assert "Zo? ??" in table.out
    exact = shell.run("tenants", "list", "--json", PYTHONIOENCODING="ascii")
    assert name in [each["name"] for each in exact.json()]


def test_ctrl_c_while_the_command_is_loaded_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "run", interrupted)
    assert main(["tenants", "list"]) == 130
    assert capsys.readouterr().err == "interop: interrupted before anything was done\n"


def test_names_are_shown_letter_by_letter(capsys: pytest.CaptureFixture[str]) -> None:
    name = r"Plan :warning: [bold]B[/bold] [/] \[x] :100:"
    output = Output(as_json=False)
    output.say(name)
    output.table(["name"], [[name]])
    assert capsys.readouterr().out.count(name) == 2
