"""The table of what is sent again, on the page about errors, is what the rules say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from interop_client.retry import Verdict, judge

PAGE = Path(__file__).parents[2] / "docs" / "errors-and-retries.md"
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE.read_text("utf-8"), re.MULTILINE)
CASES = [
    (int(status), repeatable, other)
    for what, repeatable, other in ROWS
    for status in re.findall(r"\b(?:4\d\d|5\d\d)\b", what)
    # These two are no matter of the rules: a token is replaced, and a proxy is not asked again.
    if status not in ("401", "407")
]


def said(cell: str, method: str) -> Verdict:
    if "OutcomeUnknownError" in cell:
        return Verdict.UNKNOWN
    again = cell.startswith("yes") or (cell == "GET alone" and method == "GET")
    return Verdict.RETRY if again else Verdict.FAIL


def test_the_table_speaks_of_each_status_that_has_a_rule() -> None:
    assert sorted(status for status, _, _ in CASES) == [408, 409, 429, 500, 502, 503, 504]


@pytest.mark.parametrize(("status", "repeatable", "other"), CASES)
def test_a_status_is_treated_as_the_page_says(status: int, repeatable: str, other: str) -> None:
    for method in ("GET", "DELETE", "PUT"):
        assert judge(status, method=method, repeatable=True) is said(repeatable, method)
    for method in ("POST", "PATCH", "PUT"):
        assert judge(status, method=method, repeatable=False) is said(other, method)
