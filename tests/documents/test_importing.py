"""A vendor's document is taken as better evidence than ours, and ours is edited in place."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from ruamel.yaml.comments import CommentedMap

from document_tools.importing import take
from document_tools.importing.layout import load_kept
from document_tools.importing.report import Report
from document_tools.lint import lint
from document_tools.lint.walk import operations, resolve
from document_tools.reading import DocumentError

from . import vendor_style
from .samples import OURS, Json
from .settled import settle

LOADED: CommentedMap = settle(load_kept(OURS))


@pytest.fixture
def document() -> CommentedMap:
    """A copy of ours to import into."""
    return copy.deepcopy(LOADED)


def imported(document: CommentedMap, vendor: Json, *, older: bool = False) -> tuple[Json, Report]:
    """What ours is after the import, and the report; the result breaks no rule."""
    report = take(vendor, document, "vendor.json (2026-11-26)", older=older)
    assert lint(document) == []
    return document, report


def operation(document: Json, name: str) -> Any:
    return next(each for each in operations(document) if each.body["operationId"] == name)


def parameters(document: Json, name: str) -> Json:
    given = operation(document, name).body.get("parameters", [])
    return {each["name"]: each for each in (resolve(document, raw) for raw in given)}


@pytest.mark.parametrize("write", [vendor_style.openapi_30, vendor_style.swagger])
def test_a_file_that_says_what_ours_says_corrects_nothing(
    document: CommentedMap, write: Any
) -> None:
    _, report = imported(document, write())
    assert list(report.corrected) == []
    assert "listRollovers: path" in report.confirmed


def test_what_was_inferred_and_is_confirmed_carries_the_name_and_the_date_of_the_file(
    document: CommentedMap,
) -> None:
    after, _ = imported(document, vendor_style.openapi_30())
    evidence = operation(after, "listRollovers").body["x-evidence"]
    assert (evidence["level"], evidence["path"], evidence["method"]) == (
        *("vendor", ["vendor"]),
        ["vendor"],
    )
    assert evidence["credential"] == ["page"]
    assert evidence["stated"].startswith("The vendor's document vendor.json (20")


def test_a_path_and_a_method_are_corrected_and_the_level_that_they_had_is_told(
    document: CommentedMap,
) -> None:
    vendor = vendor_style.openapi_30()
    paths = vendor["paths"]
    paths["/tenant/rollover-count"] = paths.pop("/tenant/rollovers/count")
    paths["/tenant/schedules/{id}"]["put"] = paths["/tenant/schedules/{id}"].pop("patch")
    after, report = imported(document, vendor)
    assert operation(after, "countRollovers").path == "/tenant/rollover-count"
    assert operation(after, "updateSchedule").method == "put"
    assert list(report.corrected) == [
        "updateSchedule: method was PATCH (inferred), is PUT",
        "countRollovers: path was /tenant/rollovers/count (inferred), is /tenant/rollover-count",
    ]


def test_a_moved_path_keeps_the_names_of_its_parameters_by_position(document: CommentedMap) -> None:
    vendor = vendor_style.openapi_30()
    item = vendor["paths"].pop("/tenant/schedules/{id}")
    for raw in item.values():
        for each in raw["parameters"]:
            each["name"] = "schedule_id" if each.get("in") == "path" else each.get("name")
    vendor["paths"]["/tenant/timers/{schedule_id}"] = item
    after, _ = imported(document, vendor)
    assert "/tenant/timers/{id}" in after["paths"]
    assert "/tenant/schedules/{id}" not in after["paths"]
    assert operation(after, "updateSchedule").body["x-read-back"] == [{"operation": "findSchedule"}]


def test_two_operations_can_change_places(document: CommentedMap) -> None:
    vendor = vendor_style.openapi_30()
    paths = vendor["paths"]
    one, two = "/tenant/rollovers/count", "/tenant/schedules/count"
    paths[one], paths[two] = paths[two], paths[one]
    after, _ = imported(document, vendor)
    assert operation(after, "countRollovers").path == two
    assert operation(after, "countSchedules").path == one


def test_a_way_to_read_back_that_leads_nowhere_any_more_is_taken_out_and_told(
    document: CommentedMap,
) -> None:
    vendor = vendor_style.openapi_30()
    item = vendor["paths"]["/tenant/schedules/{id}"]
    vendor["paths"]["/tenant/of/{site}/schedules/{id}"] = {"get": item.pop("get")}
    found = vendor["paths"]["/tenant/of/{site}/schedules/{id}"]["get"]["parameters"]
    found.append({"name": "site", "in": "path", "required": True, "schema": {"type": "string"}})
    after, report = imported(document, vendor)
    assert operation(after, "updateSchedule").body["x-read-back"] == []
    assert any("findSchedule is taken out" in line for line in report.missing)


def test_what_ours_has_and_the_file_has_not_goes_only_where_it_was_inferred(
    document: CommentedMap,
) -> None:
    vendor = vendor_style.openapi_30()
    schemas = vendor["components"]["schemas"]
    del schemas["Schedule"]["properties"]["last_run_at"]
    del schemas["Actor"]["properties"]["connector_type"]
    schemas["RolloverStatus"]["enum"].remove("completed")
    schemas["IngestionState"]["enum"].remove("timeout")
    after, report = imported(document, vendor)
    own = after["components"]["schemas"]
    assert "last_run_at" not in own["Schedule"]["properties"]
    assert "connector_type" in own["Actor"]["properties"]
    assert own["RolloverStatus"]["enum"] == ["upcoming", "ongoing"]
    assert "timeout" in own["IngestionState"]["enum"]
    assert "Schedule.last_run_at: was string (date-time) (inferred), is gone" in report.corrected
    assert any(line.startswith("Actor.connector_type: stays string (ren") for line in report.kept)


def test_fields_are_added_and_retyped_and_examples_follow(document: CommentedMap) -> None:
    vendor = vendor_style.openapi_30()
    schemas = vendor["components"]["schemas"]
    schemas["Cloud"]["properties"]["generation"] = {"type": "string"}
    schemas["Cloud"]["properties"]["keeper_id"] = {"type": "integer"}
    schemas["Cloud"]["properties"]["upholstery"] = {"type": "string", "enum": ["red", "dark blue"]}
    after, report = imported(document, vendor)
    own = after["components"]["schemas"]
    assert own["Cloud"]["properties"]["generation"]["type"] == "string"
    assert own["Cloud"]["properties"]["keeper_id"]["x-evidence"]["level"] == "vendor"
    assert own["CloudUpholstery"]["enum"] == ["red", "dark blue"]
    assert own["CloudUpholstery"]["x-enum-varnames"] == ["red", "dark_blue"]
    assert "Cloud.generation: type was integer (vendor), is string" in report.corrected


def test_names_and_descriptions_of_ours_stay_where_the_file_has_none(
    document: CommentedMap,
) -> None:
    before = copy.deepcopy(document)
    vendor = vendor_style.openapi_30()
    vendor["paths"]["/clouds"]["get"] |= {"operationId": "getClouds", "description": "All of them."}
    after, report = imported(document, vendor)
    assert operation(after, "listClouds").body["description"] == "All of them."
    for name in ("findCloud", "listActors"):
        assert operation(after, name).body == operation(before, name).body
    assert any("operationId" in line and "getClouds" in line for line in report.kept)


def test_a_parameter_is_added_and_one_of_the_page_is_kept(document: CommentedMap) -> None:
    vendor = vendor_style.swagger()
    given = vendor["paths"]["/tenants"]["get"]["parameters"]
    next(each for each in given if each["name"] == "accounts")["name"] = "account_ids"
    after, report = imported(document, vendor)
    assert {"accounts", "account_ids"} <= set(parameters(after, "listInteropTenants"))
    assert any("(accounts): stays" in line for line in report.kept)


def halls(vendor: Json) -> Json:
    """A new operation under a new tag, whose schemas are composed and partly without a name."""
    schemas = vendor["components"]["schemas"]
    schemas["HallBase"] = {
        "type": "object",
        "properties": {"id": {"type": "string", "format": "uuid"}},
    }
    schemas["Hall"] = {
        "allOf": [
            {"$ref": "#/components/schemas/HallBase"},
            {
                "properties": {
                    "kind": {"type": "string", "enum": ["small", "large"]},
                    "room": {"type": "object", "properties": {"floor": {"type": "integer"}}},
                    "up": {"allOf": [{"$ref": "#/components/schemas/Hall"}], "nullable": True},
                }
            },
        ]
    }
    schemas["Halls"] = {
        "properties": {
            "data": {"type": "array", "items": {"$ref": "#/components/schemas/Hall"}},
            "paging": {"type": "object", "properties": {"next": {"type": "string"}}},
        }
    }
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Halls"}}}
    call = {
        "operationId": "listHalls",
        "tags": ["Halls"],
        "responses": {"200": {"description": "OK", "content": content}},
    }
    vendor["paths"]["/tenant/halls"] = {"get": call}
    del schemas["Hall"]["allOf"][1]["properties"]["up"]
    return vendor


def test_a_new_operation_is_a_draft_that_says_what_it_lacks(document: CommentedMap) -> None:
    after, report = imported(document, halls(vendor_style.openapi_30()))
    found = operation(after, "listHalls").body
    assert (found["tags"], found["x-credential"]) == (["Halls"], "actor")
    assert [each["name"] for each in after["tags"]][-1] == "Halls"
    assert set(found["responses"]) >= {"200", "401", "403", "429", "default"}
    assert "listHalls: a description" in report.missing
    own = after["components"]["schemas"]
    assert list(own["Hall"]["properties"]) == ["id", "kind", "room"]
    assert own["Hall"]["properties"]["kind"] == {"$ref": "#/components/schemas/HallKind"}
    assert own["Halls"]["properties"]["paging"] == {"$ref": "#/components/schemas/Paging"}
    assert "HallBase" not in own


@pytest.mark.parametrize("write", [vendor_style.openapi_30, vendor_style.swagger])
def test_importing_twice_changes_nothing_more(document: CommentedMap, write: Any) -> None:
    vendor = write()
    schemas = vendor.get("definitions") or vendor["components"]["schemas"]
    schemas["Rollover"]["properties"]["note"] = {"type": "string"}
    del schemas["Schedule"]["properties"]["paused"]
    imported(document, vendor)
    once = copy.deepcopy(document)
    _, report = imported(document, vendor)
    assert document == once
    assert list(report.corrected) == []


def test_older_evidence_fills_what_is_inferred_and_reports_what_else_differs(
    document: CommentedMap,
) -> None:
    vendor = vendor_style.openapi_30()
    paths = vendor["paths"]
    paths["/tenant/rollover-count"] = paths.pop("/tenant/rollovers/count")
    paths["/tenant/schedules/{id}/execute"] = paths.pop("/tenant/schedules/{id}/run")
    del vendor["components"]["schemas"]["Schedule"]["properties"]["paused"]
    after, report = imported(document, vendor, older=True)
    assert operation(after, "countRollovers").path == "/tenant/rollover-count"
    assert operation(after, "runSchedule").path == "/tenant/schedules/{id}/run"
    assert "paused" in after["components"]["schemas"]["Schedule"]["properties"]
    assert any("runSchedule: path stays" in line for line in report.kept)


def test_a_reference_that_leads_nowhere_is_refused(document: CommentedMap) -> None:
    vendor = vendor_style.openapi_30()
    vendor["components"]["schemas"]["Cloud"]["properties"]["x"] = {"$ref": "#/components/nothing"}
    with pytest.raises(DocumentError, match="leads nowhere"):
        imported(document, vendor)
