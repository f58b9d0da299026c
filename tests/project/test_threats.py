"""The threat model: each threat has tests that hold what it says, and they are there."""

from __future__ import annotations

import ast
import re

import pytest
from support.modules import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
THREATS = [line.strip("| \n").split(" | ") for line in PAGE.splitlines() if "::test_" in line]
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


@pytest.mark.parametrize("threat", THREATS, ids=lambda threat: threat[0])
def test_each_threat_says_what_stands_against_it_and_which_tests_hold_that(
    threat: list[str],
) -> None:
    what, answer, held_by = threat
    assert what
    assert answer
    assert re.fullmatch(r"(?:`tests/[\w/]+\.py::test_\w+`(?:, )?)+", held_by)


@pytest.mark.parametrize(("path", "name"), sorted(set(TESTS)))
def test_a_test_that_the_threat_model_names_is_there(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert name in {node.name for node in tree.body if isinstance(node, functions)}


@pytest.mark.parametrize(
    "subject",
    [
        *("token", "memory", "log", "TLS", "redirect", "`paging.next`", "XML", "HTML report"),
        *("store", "plan file", "dependency"),
    ],
)
def test_the_threat_model_speaks_of(subject: str) -> None:
    assert any(re.search(re.escape(subject), threat[0], re.IGNORECASE) for threat in THREATS)


def test_every_row_of_the_table_is_a_threat() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ")]
    assert len(rows) - 2 == len(THREATS) > 15
