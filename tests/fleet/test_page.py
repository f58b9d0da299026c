"""The page about fleets: each of its blocks runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from fleet.districts import Districts

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

PAGE = Path(__file__).parents[2] / "docs" / "fleets.md"


def names() -> dict[str, Any]:
    """What the blocks define, run one after the other."""
    found: dict[str, Any] = {}
    for block in re.findall(
        r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        exec(compile(block, str(PAGE), "exec"), found)
    return found


async def test_the_report_has_a_line_for_each_tenant() -> None:
    service = Districts(5)
    service.without_credentials = {2}
    async with service.client() as interop:
        lines = await names()["report"](interop)
    assert len(lines) == 5
    assert sum("FAILED" in line for line in lines) == 1
    assert "District 0: 7 in 1.0 s" in lines


async def test_a_careful_run_stops_where_too_many_fail() -> None:
    service = Districts(40)
    async with service.client() as interop:
        assert await names()["careful"](interop) == "done"
    service.without_credentials = set(range(0, 40, 2))
    async with service.client() as interop:
        assert (await names()["careful"](interop)).startswith("stopped:")


async def test_workers_share_the_fleet() -> None:
    async with Districts(20).client() as interop:
        shares = [await names()["mine"](interop, worker, 3) for worker in range(3)]
    assert sorted(name for share in shares for name in share) == sorted(
        f"District {number}" for number in range(20)
    )
