"""What differs between two documents."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from document_tools.__main__ import main
from document_tools.diff import diff
from document_tools.reading import DocumentError, load
from documents.samples import openapi, ours, swagger
from documents.settled import settle

Json = dict[str, Any]
FORMS: dict[str, Callable[[], Json]] = {
    "2.0": swagger,
    "3.0": lambda: openapi("3.0.3"),
    "3.1": lambda: openapi("3.1.0"),
}


@pytest.mark.parametrize("new", FORMS)
@pytest.mark.parametrize("old", FORMS)
def test_the_same_in_another_version_of_openapi_is_no_change(old: str, new: str) -> None:
    assert diff(FORMS[old](), FORMS[new]()) == []


def test_our_document_does_not_differ_from_itself() -> None:
    assert diff(ours(), ours()) == []


def test_words_examples_and_extensions_are_no_changes() -> None:
    changed = openapi("3.1.0")
    changed["info"]["description"] = "Other words."
    operation = changed["paths"]["/things"]["get"]
    operation |= {"summary": "Other", "description": "Other", "x-evidence": {"level": "vendor"}}
    thing = changed["components"]["schemas"]["Thing"]["allOf"][1]["properties"]["name"]
    thing |= {"description": "Other", "example": "a", "x-secret": True, "title": "Name"}
    assert diff(openapi("3.1.0"), changed) == []


def test_ten_planted_differences_are_ten() -> None:
    old, new = settle(ours()), settle(ours())
    paths, schemas = new["paths"], new["components"]["schemas"]
    paths["/tenant/rollover-count"] = paths.pop("/tenant/rollovers/count")  # 1
    paths["/tenant/state"]["post"] = paths["/tenant/state"].pop("get")  # 2
    paths["/gadgets"] = {  # 3
        "get": {
            "operationId": "listGadgets",
            "tags": ["Gadgets"],
            "responses": {
                "200": {
                    "description": "ok",
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Gadget"}}
                    },
                }
            },
        }
    }
    schemas["Gadget"] = {"type": "object", "properties": {"id": {"type": "string"}}}
    del paths["/clouds/{id}"]["delete"]  # 4
    del schemas["Cloud"]["properties"]["userdata"]  # 5
    schemas["Cloud"]["properties"]["upholstery"] = {"type": "string"}  # 6
    schemas["Cloud"]["properties"]["generation"] = {"type": "string"}  # 7
    schemas["ActorType"]["enum"].append("airship")  # 8
    schemas["ReleaseState"]["enum"].remove("beta")  # 9
    paths["/clouds/search"]["get"]["parameters"].append(  # 10
        {"name": "upholstery", "in": "query", "schema": {"type": "string"}}
    )
    found = diff(old, new)
    assert sorted((each.kind, each.where) for each in found) == [
        ("enum-value-added", "ActorType"),
        ("enum-value-removed", "ReleaseState"),
        ("method-changed", "getTenantState"),
        ("operation-added", "listGadgets"),
        ("operation-removed", "deleteCloud"),
        ("parameter-added", "searchClouds(upholstery)"),
        ("path-changed", "countRollovers"),
        ("property-added", "Cloud.upholstery"),
        ("property-removed", "Cloud.userdata"),
        ("type-changed", "Cloud.generation"),
    ]
    assert {each.kind for each in found if each.breaking} == {
        *("enum-value-removed", "operation-removed", "property-removed", "type-changed"),
    }
    assert all(each.why and each.line for each in found)


def thing(document: Json) -> Json:
    found: Json = document["components"]["schemas"]["Thing"]["allOf"][1]
    return found


def change(document: Json, what: str) -> None:
    """One change to the small document."""
    things = document["paths"]["/things"]
    schemas = document["components"]["schemas"]
    listing = things["get"]
    match what:
        case "parameter made required":
            listing["parameters"][1]["required"] = True
        case "parameter moved":
            listing["parameters"][1]["in"] = "header"
            del listing["parameters"][1]["explode"], listing["parameters"][1]["style"]
        case "list sent one by one":
            listing["parameters"][1]["explode"] = True
        case "required parameter added":
            listing["parameters"].append(
                {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
            )
        case "body made optional":
            things["post"]["requestBody"]["required"] = False
        case "body removed":
            del things["post"]["requestBody"]
        case "body in another form":
            content = things["post"]["requestBody"]["content"]
            content["application/xml"] = content.pop("application/json")
        case "success without a body":
            responses = things["post"]["responses"]
            responses["204"] = {"description": "done"}
            del responses["200"]
        case "another success":
            responses = things["post"]["responses"]
            responses["201"] = responses.pop("200")
        case "refusal with a body":
            things["post"]["responses"]["400"]["content"] = {
                "application/json": {"schema": {"type": "string"}}
            }
        case "another tag":
            listing["tags"] = ["Stuff"]
        case "operation renamed":
            listing["operationId"] = "getThings"
        case "property of the base removed":
            del schemas["Base"]["properties"]["id"]
        case "property made required":
            thing(document)["required"].append("kind")
        case "property not null any more":
            thing(document)["properties"]["name"]["type"] = "string"
        case "another format":
            schemas["Base"]["properties"]["id"]["format"] = "uri"
        case "longest name":
            thing(document)["properties"]["name"]["maxLength"] = 10
        case "enum opened":
            del schemas["Kind"]["enum"]
        case "schema renamed":
            schemas["Sort"] = schemas.pop("Kind")
            thing(document)["properties"]["kind"]["$ref"] = "#/components/schemas/Sort"
        case "operation deprecated":
            listing["deprecated"] = True
        case "another server":
            document["servers"][0]["url"] = "https://other.example.test/v1"


@pytest.mark.parametrize(
    ("what", "kind", "where", "breaking"),
    [
        ("parameter made required", "required-changed", "listThings(kind)", True),
        ("parameter moved", "parameter-moved", "listThings(kind)", False),
        ("list sent one by one", "list-form-changed", "listThings(kind)", False),
        ("required parameter added", "parameter-added", "listThings(q)", True),
        ("body made optional", "required-changed", "createThing.body", False),
        ("body removed", "body-removed", "createThing.body", True),
        ("success without a body", "success-changed", "createThing.response", True),
        ("another success", "success-changed", "createThing.response", False),
        ("refusal with a body", "error-body-added", "createThing.400", False),
        ("another tag", "tags-changed", "listThings", True),
        ("operation renamed", "operation-renamed", "getThings", True),
        ("property of the base removed", "property-removed", "Thing.id", True),
        ("property made required", "required-changed", "Thing.kind", True),
        ("property not null any more", "nullable-changed", "Thing.name", True),
        ("another format", "format-changed", "Base.id", True),
        ("longest name", "facet-changed", "Thing.name", True),
        ("enum opened", "enum-removed", "Kind", True),
        ("schema renamed", "schema-renamed", "Sort", True),
        ("operation deprecated", "deprecated-changed", "listThings", False),
        ("another server", "server-changed", "servers", False),
    ],
)
def test_each_kind_of_change_is_one_and_judged(
    what: str, kind: str, where: str, breaking: bool
) -> None:
    new = openapi("3.1.0")
    change(new, what)
    (found,) = diff(openapi("3.1.0"), new)
    assert (found.kind, found.where, found.breaking) == (kind, where, breaking)


@pytest.mark.parametrize(
    ("facet", "old", "new", "line"),
    [
        ("minimum", None, 0, "has a bound or mark of its own: minimum 0."),
        ("minimum", 1, 0, "is minimum 0 instead of minimum 1."),
        ("minimum", 0, None, "has no bound or mark of its own any more: minimum 0 before."),
        ("default", None, 0, "has a bound or mark of its own: default 0."),
        ("default", None, False, "has a bound or mark of its own: default False."),
        ("default", "", None, "has no bound or mark of its own any more: default  before."),
        ("default", 1, True, "is default True instead of default 1."),
        ("default", 0, False, "is default False instead of default 0."),
        ("minLength", 0, 1, "is minLength 1 instead of minLength 0."),
    ],
)
def test_a_bound_or_default_of_nothing_is_one(facet: str, old: Any, new: Any, line: str) -> None:
    documents = openapi("3.1.0"), openapi("3.1.0")
    for document, value in zip(documents, (old, new), strict=True):
        if value is not None:
            thing(document)["properties"]["name"][facet] = value
    (found,) = diff(*documents)
    assert found.kind == "facet-changed"
    assert line in found.line


def test_a_mark_that_is_false_says_what_none_says() -> None:
    new = openapi("3.1.0")
    thing(new)["properties"]["name"] |= {"readOnly": False, "deprecated": False}
    assert diff(openapi("3.1.0"), new) == []


def test_a_model_that_becomes_one_of_several_is_named() -> None:
    old, new = openapi("3.1.0"), openapi("3.1.0")
    reference = {"$ref": "#/components/schemas/Thing"}
    for document in (old, new):
        thing(document)["properties"]["part"] = reference
    several = {"oneOf": [reference, {"type": "array", "items": reference}]}
    thing(new)["properties"]["part"] = several
    (found,) = diff(old, new)
    assert (found.old, found.new) == ("Thing", "Thing or array of Thing")


def test_another_form_of_a_body_is_one_more_and_one_less() -> None:
    new = openapi("3.1.0")
    change(new, "body in another form")
    found = {each.kind: each.breaking for each in diff(openapi("3.1.0"), new)}
    assert found == {"media-type-added": False, "media-type-removed": True}


def test_a_path_parameter_is_known_by_its_place_and_not_by_its_name() -> None:
    new = openapi("3.1.0")
    item = new["paths"].pop("/things/{id}")
    item["delete"]["parameters"][0]["name"] = "thing_id"
    new["paths"]["/things/{thing_id}"] = item
    assert diff(openapi("3.1.0"), new) == []


def test_schemas_that_refer_to_themselves_are_compared_once() -> None:
    old, new = openapi("3.1.0"), openapi("3.1.0")
    for document in (old, new):
        part = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
        thing(document)["properties"]["parts"] = part
    thing(new)["properties"]["weight"] = {"type": "number"}
    assert [each.where for each in diff(old, new)] == ["Thing.weight"]


def test_what_cannot_be_read_is_named() -> None:
    broken = openapi("3.1.0")
    thing(broken)["properties"]["kind"] = {"$ref": "#/components/schemas/Knid"}
    with pytest.raises(DocumentError, match="Knid leads nowhere"):
        diff(openapi("3.1.0"), broken)
    twice = openapi("3.1.0")
    twice["paths"]["/more"] = {"get": copy.deepcopy(twice["paths"]["/things"]["get"])}
    with pytest.raises(DocumentError, match="listThings"):
        diff(twice, openapi("3.1.0"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "neither JSON nor YAML"),
        ("a: [", "neither JSON nor YAML"),
        ("[1]", "no object"),
        ("openapi: 4.0.0\npaths: {}", "4.0.0"),
        ("openapi: 3.1.0", "no paths"),
        ("paths: {}", "no version"),
    ],
)
def test_a_file_that_is_no_document_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "document"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=says):
        load(file)


@pytest.mark.parametrize("answers", [{"200": None}, "none", {"200": {"content": "text"}}])
def test_a_part_of_another_form_is_told(
    answers: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "document.json"
    get = {"operationId": "listThings", "responses": answers}
    document = {"openapi": "3.1.0", "paths": {"/things": {"get": get}}}
    file.write_text(json.dumps(document), encoding="utf-8")
    assert main(["diff", str(file), str(file)]) == 2
    assert "a part of it has another form" in capsys.readouterr().err


def test_the_command_prints_json_markdown_and_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.yaml"
    old.write_text(json.dumps(swagger()), encoding="utf-8")
    changed = openapi("3.1.0")
    change(changed, "another tag")
    new.write_text(yaml.safe_dump(changed), encoding="utf-8")
    assert main(["diff", str(old), str(new), "--format", "json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["changes"]
    assert found["kind"] == "tags-changed"
    assert found["breaking"] is True
    assert found["changelog"].startswith("**Breaking:** `listThings`")
    assert main(["diff", str(old), str(new), "--format", "markdown"]) == 0
    assert "| `listThings` |" in capsys.readouterr().out
    assert main(["diff", str(old), str(new)]) == 0
    assert "1 change, 1 breaking" in capsys.readouterr().out
    assert main(["diff", str(old), str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err
