"""Standard output whose reader leaves early, or whose disk is full; tables without a terminal."""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Sequence
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
