"""What the tests keep to: none depends on how fast the machine is, and none is too long to read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from interop_client._session.deadline import Deadline

FOLDER = Path(__file__).parent.parent
FILES = sorted(FOLDER.rglob("*.py"))
LONGEST = 400
"""Lines."""

# Each with what it needs the clock of the machine for.
WITH_A_CLOCK = {
    "support/delays.py",  # Delays that are planted.
}
CLOCKS = {
    "time",
    "time_ns",
    "monotonic",
    "monotonic_ns",
    "perf_counter",
    "perf_counter_ns",
    "process_time",
}


def name(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


def reads_a_real_clock(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "time" and node.attr in {*CLOCKS, "sleep"}:
                return True
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            return True
    return False


def test_no_test_sleeps_or_measures_real_time() -> None:
    assert {name(path) for path in FILES if reads_a_real_clock(path)} == WITH_A_CLOCK


def test_no_call_on_a_real_clock_has_a_short_bound() -> None:
    """A slow machine would end it before it has got as far as the test expects."""
    with pytest.raises(AssertionError, match=r"a bound of 1\.5 s on a real clock"):
        Deadline(1.5)


@pytest.mark.anyio
@pytest.mark.virtual_clock
async def test_a_call_on_a_virtual_clock_has_any_bound() -> None:
    assert Deadline(1.5).timeout == 1.5


@pytest.mark.anyio
@pytest.mark.short_bound
async def test_a_call_has_a_short_bound_where_a_test_says_that_it_may() -> None:
    assert Deadline(1.5).timeout == 1.5


def test_no_file_of_tests_is_longer_than_400_lines() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {each: lines for each, lines in lengths.items() if lines > LONGEST} == {}
