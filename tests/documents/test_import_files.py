"""What an import does to files: in one step, in the old layout, or not at all."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest

from document_tools import importing
from document_tools.__main__ import main
from document_tools.importing import import_file
from document_tools.importing.by_hand import is_member
from document_tools.importing.layout import load_kept, written

from . import vendor_style
from .samples import OURS
from .settled import settle


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A copy of ours to import into."""
    text = OURS.read_text(encoding="utf-8")
    ours = settle(load_kept(OURS))
    path = tmp_path / "interop.yaml"
    path.write_text(written(ours, text), encoding="utf-8")
    return path


def test_layout_and_comments_stay(document: Path) -> None:
    text = document.read_text(encoding="utf-8").replace(
        "  /clouds:\n", "  # All about clouds.\n  /clouds:\n", 1
    )
    document.write_text(text, encoding="utf-8")
    vendor = vendor_style.openapi_30()
    vendor["paths"]["/tenant/rollover-count"] = vendor["paths"].pop("/tenant/rollovers/count")
    done = import_file(vendor_style.write(vendor, document.parent), document)
    assert (done.findings, done.written) == ([], document)
    lines = document.read_text(encoding="utf-8").splitlines()
    assert "  # All about clouds." in lines
    assert lines[lines.index("  /tenant/rollover-count:") - 1] == ""
    assert abs(len(lines) - len(text.splitlines())) < 60


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"swagger": "1.2", "paths": {}}', '{"openapi": "3.1.0"}', "a: [b"]
)
def test_a_file_that_cannot_be_used_ends_with_2_and_changes_nothing(
    document: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = document.read_text(encoding="utf-8")
    file = document.parent / "vendor.json"
    file.write_text(text, encoding="utf-8")
    assert main(["import", str(file), "--document", str(document)]) == 2
    assert "vendor.json" in capsys.readouterr().err
    assert document.read_text(encoding="utf-8") == before
    assert sorted(each.name for each in document.parent.iterdir()) == [
        "interop.yaml",
        "vendor.json",
    ]


def test_a_result_that_breaks_a_rule_is_written_beside_ours(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = document.read_text(encoding="utf-8")
    target = "$['components']['schemas']['Cloud']"
    overlay = {
        "overlay": "1.0.0",
        "actions": [{"target": target, "update": {"x-nobody-knows": True}}],
    }
    file = vendor_style.write(overlay, document.parent, "overlay.json")
    assert main(["import", str(file), "--document", str(document)]) == 1
    assert document.read_text(encoding="utf-8") == before
    assert "x-nobody-knows" in document.with_name("interop.imported.yaml").read_text(
        encoding="utf-8"
    )
    assert "unknown extension" in capsys.readouterr().err


def test_what_hand_written_code_names_is_told_with_its_places(
    document: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor = vendor_style.openapi_30()
    schemas = vendor["components"]["schemas"]
    del schemas["Schedule"]["properties"]["last_run_at"]
    schemas["RolloverStatus"]["enum"] = ["upcoming", "ongoing", "snowed_in"]
    schemas["Cloud"]["properties"]["upholstery"] = {"type": "string"}
    file = vendor_style.write(vendor, document.parent)
    assert main(["import", str(file), "--document", str(document)]) == 0
    _, _, told = capsys.readouterr().out.partition("hand-written code reads it")
    lines = [line for line in told.splitlines()[1:] if line.startswith("  ")][:3]
    found = dict(line.strip().split(": ", 1) for line in lines)
    assert set(found) == {
        "RolloverStatus.completed",
        "RolloverStatus, which of its values are known",
        "Schedule.last_run_at",
    }
    for what, places in found.items():
        module = "sandbox/operations/schedules" if "Schedule" in what else "planning/cover"
        assert re.search(rf"interop_client/{module}\.py:\d+", places)


def test_pages_follow_a_path_that_no_operation_has_any_more(
    document: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (document.parent / "openapi").mkdir()
    (document.parent / "docs").mkdir()
    document = document.rename(document.parent / "openapi" / document.name)
    page = document.parents[1] / "docs" / "page.md"
    page.write_text(
        'get("/clouds"), get("/tenants"), get("/tenants/1"), /tenants', encoding="utf-8"
    )
    vendor = vendor_style.openapi_30()
    vendor["paths"]["/installations"] = vendor["paths"].pop("/tenants")
    vendor["paths"]["/regions"] = {"get": vendor["paths"]["/clouds"].pop("get")}
    file = vendor_style.write(vendor, document.parent)
    elsewhere = Path(shutil.copy(document, document.with_name("elsewhere.yaml")))
    monkeypatch.setattr(importing, "ROOT", document.parents[1])
    monkeypatch.setattr(importing, "OURS", document)
    assert main(["import", str(file), "--document", str(elsewhere)]) == 0
    assert "pages that followed" not in capsys.readouterr().out
    assert main(["import", str(file), "--document", str(document)]) == 0
    told = capsys.readouterr().out
    assert 'pages that followed (1):\n  docs/page.md: "/tenants" is "/installations"\n' in told
    now = 'get("/clouds"), get("/installations"), get("/tenants/1"), /tenants'
    assert page.read_text(encoding="utf-8") == now


@pytest.mark.parametrize(
    "code", ["RolloverStatus.IN_PROGRESS", "models.RolloverStatus.IN_PROGRESS", "'in-progress'"]
)
def test_a_value_is_found_however_code_names_it(code: str) -> None:
    node = ast.parse(code, mode="eval").body
    assert is_member(node, "RolloverStatus", "in-progress")
    assert not is_member(node, "RolloverStatus", "progress")
