"""The benchmarks run and say what they measure. How fast anything is, is not tested."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import __main__ as all_rows
from benchmarks.figures import Figure, markdown, table

ROOT = Path(__file__).parent.parent.parent
SCRIPTS = sorted(path.stem for path in (ROOT / "benchmarks").glob("row_*.py"))
NOTE = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def figure(*ours: float, at_least: bool = False) -> Figure:
    return Figure(
        row=1,
        what="something",
        bound=2,
        stretch=3 if at_least else 1,
        ours=ours,
        peers={"another": [4.0, 5.0, 6.0], "absent": []},
        at_least=at_least,
    )


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_script_runs_alone_and_prints_the_figures_of_its_row(script: str) -> None:
    row = int(script.split("_")[1])
    printed = run(f"benchmarks.{script}", "--quick")
    assert re.search(rf"^{row} .*[≤≥]", printed, re.MULTILINE)


def test_there_is_a_script_for_each_row() -> None:
    assert [int(script.split("_")[1]) for script in SCRIPTS] == list(range(1, 13))


def test_all_rows_make_one_table() -> None:
    printed = run("benchmarks", "--quick", "--rows", "7", "10", "--markdown")
    assert printed.startswith("| row | figure | bound | stretch | ours (range) | others |  |\n")
    assert re.findall(r"^\| (\d+) ", printed, re.MULTILINE) == ["7"] * 3 + ["10"] * 3


def test_memory_is_printed_while_a_long_list_is_streamed() -> None:
    printed = run("benchmarks.reading", "million", "--quick")
    assert len(re.findall(r"^ +[\d,]+ items +[\d.]+ MB", printed, re.MULTILINE)) == 10


@pytest.mark.parametrize(
    ("values", "at_least", "verdict"),
    [
        ((0.5, 0.9, 9.0), False, "met, stretch too"),
        ((1.0,), False, "met, stretch too"),
        ((1.5, 2.0, 2.5), False, "met"),
        ((0.1, 2.1, 2.1), False, "NOT MET"),
        ((3.0,), True, "met, stretch too"),
        ((2.0, 2.0, 9.0), True, "met"),
        ((1.9, 1.9, 9.0), True, "NOT MET"),
        ((), False, "not measured"),
    ],
)
def test_the_median_decides_whether_a_bound_is_met(
    values: tuple[float, ...], at_least: bool, verdict: str
) -> None:
    assert figure(*values, at_least=at_least).verdict == verdict


def test_a_table_shows_median_range_and_others_and_what_is_missing() -> None:
    for shown in (table([figure(1.25, 1.5, 1234.5)]), markdown([figure(1.25, 1.5, 1234.5)])):
        assert "1.50 (1.25 to 1,234)" in shown
        assert "another 5" in shown
        assert "absent not available here" in shown
    assert "not available here" in table([figure()])


def test_the_note_on_performance_shows_every_row() -> None:
    rows = set(re.findall(r"^\| (\d+) \|", NOTE, re.MULTILINE))
    assert rows == {str(row) for row in range(1, 13)}


def test_rows_that_need_the_sandbox_run_where_it_is_installed() -> None:
    needing = {
        row
        for row, module in all_rows.rows().items()
        if "interop_client.sandbox" in (ROOT / f"{module.replace('.', '/')}.py").read_text("utf-8")
    }
    assert needing == all_rows.ON_THE_SANDBOX
