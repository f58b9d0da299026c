"""Corrections of every kind are taken without another edit."""

from __future__ import annotations

from pathlib import Path

from document_tools.importing import import_file
from document_tools.importing.layout import load_kept, written
from document_tools.lint.walk import operations
from document_tools.reading import load

from . import vendor_style
from .corrected import PATHS, PLACES, corrected
from .samples import OURS
from .settled import settle


def test_corrections_of_every_kind_are_taken_and_keep_every_rule(tmp_path: Path) -> None:
    document = tmp_path / "interop.yaml"
    text = OURS.read_text(encoding="utf-8")
    document.write_text(written(settle(load_kept(OURS)), text), encoding="utf-8")
    done = import_file(vendor_style.write(corrected(), tmp_path), document)
    assert done.findings == []
    found = {each.body["operationId"]: each for each in operations(load(document))}
    assert {name: (found[name].method, found[name].path) for name in PLACES} == PLACES
    assert not [each for each in found.values() if each.path.startswith(tuple(PATHS)[:3])]
    assert {found[name].method for name in ("updateSchedule", "updateRollover")} == {"put", "patch"}
    longest = max(map(len, document.read_text(encoding="utf-8").splitlines()))
    assert longest <= 100


def test_a_corrected_method_changes_neither_what_a_body_means_nor_what_is_repeated(
    tmp_path: Path,
) -> None:
    document = tmp_path / "interop.yaml"
    text = OURS.read_text(encoding="utf-8")
    document.write_text(written(settle(load_kept(OURS)), text), encoding="utf-8")
    import_file(vendor_style.write(corrected(), tmp_path), document)
    found = {each.body["operationId"]: each.body for each in operations(load(document))}
    switch, replace = found["updateSchedule"], found["updateRollover"]
    assert (switch["x-partial"], switch["x-repeatable"]) == (True, False)
    assert (replace["x-partial"], replace["x-repeatable"]) == (False, False)
    assert found["runSchedule"]["x-repeatable"] is False
    assert found["createSection"]["x-draft"] is True
    assert "x-draft" not in found["listRollovers"]
