"""What `make demo` shows to somebody who knows nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "examples" / "demo.py"


@pytest.fixture(scope="module")
def shown() -> str:
    """What it prints; its exit code has to be 0."""
    done = subprocess.run(
        [sys.executable, "-W", "error", str(DEMO)],
        capture_output=True,
        text=True,
        timeout=300.0,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_its_first_line_says_what_it_is(shown: str) -> None:
    assert shown.startswith("This is a demonstration. All school districts in it are made up")


def test_it_shows_a_case_of_each_outcome(shown: str) -> None:
    assert "12 tenants: 3 covered already, 5 created, 1 covered in part, 2 blocked, 1 failed" in (
        shown
    )
    assert "'Server move' leaves 64 of 66 nights open:" in shown


def test_its_last_lines_name_the_tenants_that_need_a_person(shown: str) -> None:
    *_, introduced, one, two, three, four = shown.splitlines()
    assert introduced.endswith("but these, who need a person:")
    assert all(line.startswith("  Roster Sync at ") for line in (one, two, three, four))
    assert "Server move" in shown.partition(one)[2]


def test_its_table_fits_a_hundred_columns_and_all_of_it_two_screens(shown: str) -> None:
    lines = shown.splitlines()
    table = [line for line in lines if "/12  " in line]
    assert len(table) == 12
    assert max(map(len, table)) <= 100
    assert len(lines) < 70
