"""An overlay, as the contract watch proposes corrections, is taken into our document."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from document_tools.importing import take
from document_tools.importing.layout import load_kept
from document_tools.importing.overlay import steps
from document_tools.importing.report import Report
from document_tools.lint import lint
from document_tools.reading import DocumentError
from interop_client.verify.findings import Finding
from interop_client.verify.findings import Report as Watch

from .samples import OURS
from .settled import settle

LOADED = settle(load_kept(OURS))
CLOUD = ("components", "schemas", "Cloud")


def watch(*findings: Finding) -> Any:
    """The overlay that follows from findings."""
    report = Watch(findings, (), (), {}, (), 1)
    return json.loads(report.to_overlay())


def taken(overlay: Any, document: Any = None) -> tuple[Any, Report]:
    """What ours is with an overlay; it breaks no rule."""
    document = copy.deepcopy(LOADED) if document is None else document
    report = take(overlay, document, "overlay.json (2026-11-26)")
    assert lint(document) == []
    return document, report


def unknown(name: str, kind: str) -> Finding:
    found = f"an undocumented property: {kind}"
    return Finding(f"Cloud.{name}", "property-unknown", "nothing", found, CLOUD)


@pytest.mark.parametrize("kind", ["string", "integer", "number", "boolean", "array", "object"])
def test_a_property_that_was_found_is_documented_as_stated_by_the_live_service(kind: str) -> None:
    document, report = taken(watch(unknown("upholstery", kind)))
    assert "upholstery" in document["components"]["schemas"]["Cloud"]["properties"]
    assert any(line.startswith("Cloud.upholstery: is new") for line in report.corrected)
    if kind == "string":
        evidence = document["components"]["schemas"]["Cloud"]["properties"]["upholstery"][
            "x-evidence"
        ]
        assert evidence["level"] == "vendor"
        assert "live service" in evidence["stated"]


def test_what_a_person_has_to_decide_is_listed_and_not_written() -> None:
    finding = Finding("Cloud.name", "type", "string", "integer", (*CLOUD, "properties", "name"))
    document, report = taken(watch(finding))
    assert document == LOADED
    assert list(report.missing) == ["components.schemas.Cloud.properties.name: type: integer"]


def test_an_overlay_taken_twice_changes_nothing_more() -> None:
    document, _ = taken(watch(unknown("upholstery", "string"), unknown("keeper_id", "string")))
    once = copy.deepcopy(document)
    _, report = taken(
        watch(unknown("upholstery", "string"), unknown("keeper_id", "string")), document
    )
    assert (document, list(report.corrected)) == (once, [])


def test_a_place_can_be_removed() -> None:
    target = "$.components.schemas.Schedule.properties['paused']"
    document, _ = taken({"overlay": "1.0.0", "actions": [{"target": target, "remove": True}]})
    assert "paused" not in document["components"]["schemas"]["Schedule"]["properties"]


def test_a_place_that_does_not_exist_is_reported() -> None:
    action = {"target": "$['paths']['/nothing']", "update": {"get": {}}}
    document, report = taken({"overlay": "1.0.0", "actions": [action]})
    assert document == LOADED
    assert list(report.passed_over) == ["paths./nothing: there is no such place in the document"]


@pytest.mark.parametrize("target", ["paths", "$..get", "$.paths[*]", "$[?@.x]", "$['a'"])
def test_a_target_that_is_no_plain_path_is_refused(target: str) -> None:
    with pytest.raises(DocumentError, match="plain path"):
        steps(target)


@pytest.mark.parametrize(
    "overlay",
    [
        {"overlay": "2.0.0", "actions": []},
        {"overlay": "1.0.0"},
        {"overlay": "1.0.0", "actions": [{}]},
        {"overlay": "1.0.0", "actions": [{"target": "$.paths", "update": 3}]},
        {"overlay": "1.0.0", "actions": [{"target": "$", "remove": True}]},
    ],
)
def test_an_overlay_of_another_form_is_refused(overlay: Any) -> None:
    with pytest.raises(DocumentError):
        take(overlay, copy.deepcopy(LOADED), "overlay.json")
