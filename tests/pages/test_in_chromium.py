"""The pages of a fleet in a real browser: they load, sort, search, and axe-core finds nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from reports.rows import EVIL, NOW, many, rows

from interop_client.reports import calendar_page, fleet_page

SCRIPT = Path(__file__).with_name("in_chromium.mjs")
NODE = Path(__file__).parents[2] / ".build" / "node"


def browse(tmp_path: Path, pages: dict[str, str], scheme: str = "light") -> list[dict[str, Any]]:
    """What a browser sees of some pages."""
    files = []
    for name, text in pages.items():
        files.append(tmp_path / f"{name}.html")
        files[-1].write_text(text, encoding="utf-8")
    # Node looks for its packages beside the script.
    script = NODE / SCRIPT.name
    shutil.copyfile(SCRIPT, script)
    done = subprocess.run(
        ["node", str(script), *map(str, files)],
        check=False,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        env={**os.environ, "SCHEME": scheme},
    )
    assert done.returncode == 0, done.stderr
    seen: list[dict[str, Any]] = json.loads(done.stdout)
    return seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_load_sort_search_and_are_accessible(tmp_path: Path, scheme: str) -> None:
    pages = {
        "fleet": fleet_page(rows(), made_at=NOW),
        "calendar": calendar_page(rows(), made_at=NOW),
    }
    for seen in browse(tmp_path, pages, scheme):
        assert seen["errors"] == []
        assert seen["requests"] == []
        assert seen["violations"] == []
        assert seen["all"] == 5
        assert seen["found"] == 1
        assert seen["status"] == "1 of 5 tenants shown"
        assert 0 < seen["problems"] < 5
        names = [name.split("\n")[0] for name in seen["sorted"]]
        assert sorted(names) == sorted([name.split("\n")[0] for name in seen["reversed"]])
        assert names == [name.split("\n")[0] for name in reversed(seen["reversed"])]
        assert EVIL in names


def test_two_thousand_tenants_stay_usable(tmp_path: Path) -> None:
    pages = {
        "fleet": fleet_page(many(2000), made_at=NOW),
        "calendar": calendar_page(many(2000), made_at=NOW),
    }
    for seen in browse(tmp_path, pages):
        assert seen["errors"] == []
        assert seen["all"] == 2000
        assert seen["found"] == 1111
