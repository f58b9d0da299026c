"""The page about a first rollover: its blocks of Python plan, and apply what they planned."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from planning.service import Service

pytestmark = [pytest.mark.anyio, pytest.mark.virtual_clock]

PAGE = Path(__file__).parents[2] / "docs" / "first-rollover.md"


async def test_the_blocks_plan_and_apply_a_summer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found: dict[str, Any] = {}
    text = PAGE.read_text(encoding="utf-8")
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        exec(compile(block, str(PAGE), "exec"), found)
    service, file = Service(3), tmp_path / "plan.json"
    service.put(1, "2027-06-01", "2027-09-01", name="Long break")
    service.put(2, "2027-08-02", "2027-08-04", name="Server move")
    async with service.client() as interop:
        await found["make_plan"](interop, file)
        assert service.writes == []
        assert await found["apply_plan"](interop, file) is False
    assert [body["name"] for _, _, body in service.writes] == ["Summer 2027"]
    said = capsys.readouterr().out
    for line in ("District 0\n  create", "District 1\n  nothing", "District 2\n  blocked"):
        assert line in said
    for line in ("District 0\n  done", "District 1\n  nothing to do", "District 2\n  blocked"):
        assert line in said
