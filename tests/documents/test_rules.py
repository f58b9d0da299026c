"""The rules catch what they are there to catch."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from document_tools import lint as rules
from document_tools.__main__ import main
from document_tools.lint import Document, Rule, lint

from .breaking import Mutation, broken
from .broken_form import (
    a_misspelt_mark_of_a_secret,
    a_misspelt_reference,
    a_property_without_a_type,
)
from .reading import FOLDER, load, operation, schema
from .settled import settle

BROKEN = broken()


@pytest.fixture
def document() -> Document:
    """A copy with the facts that are broken here, whatever was imported since."""
    settled: Document = settle(deepcopy(load()))
    return settled


@pytest.mark.parametrize(
    ("rule", "finding", "mutation"), BROKEN, ids=[mutation.__name__ for *_, mutation in BROKEN]
)
def test_a_broken_copy_of_the_document_is_caught(
    document: Document, rule: Rule, finding: str, mutation: Mutation
) -> None:
    mutation(document)
    assert [line for line in rule(document) if finding in line] != []


@pytest.mark.parametrize("rule", rules.RULES, ids=[rule.__name__ for rule in rules.RULES])
def test_each_rule_is_shown_to_catch_something(rule: Rule) -> None:
    assert rule in [broken for broken, *_ in BROKEN]


def test_the_command_tells_each_place_its_rule_and_what_to_do(
    document: Document, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lint", str(FOLDER / "interop.yaml")]) == 0
    assert capsys.readouterr().out == ""
    a_misspelt_mark_of_a_secret(document)
    a_property_without_a_type(document)
    path = tmp_path / "document.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert main(["lint", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if "x-secrt" in line and "[extensions_are_known: C" in line]
    assert [line for line in lines if "Cloud.name: no type [schemas_have_a_type: Give" in line]
    assert all(line.endswith("]") for line in lines)


def test_where_a_part_is_missing_nothing_else_is_looked_at(document: Document) -> None:
    a_misspelt_reference(document)
    a_property_without_a_type(document)
    (line,) = lint(document)
    assert "leads nowhere" in line


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        ("tags", ["Clouds"], "#/tags/0: cannot be Clouds here [each_part_is_of_its_kind: Write"),
        ("paths", {"/clouds": {"get": "listClouds"}}, "GET /clouds: no operationId"),
        ("components", {"schemas": {"Cloud": {"type": "uuid"}}}, "Cloud: there is no type uuid"),
        ("components", {"schemas": {"Cloud": True}}, "Cloud: cannot be True here"),
        (
            "components",
            {"schemas": {"Cloud": {"type": "object", "properties": None}}},
            "/properties",
        ),
        ("components", {"schemas": {"Cloud": "x"}}, "#/components/schemas/Cloud: cannot be x here"),
    ],
)
def test_a_part_of_another_kind_is_told_with_its_place(
    document: Document, place: str, value: object, says: str
) -> None:
    given = {**document, "paths": {}, "components": {"schemas": {}}} | {place: value}
    assert [line for line in rules.explained(given) if says in line] != []


def test_a_key_that_stands_there_twice_is_no_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "document.yaml"
    text = (FOLDER / "interop.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("paths:", "servers: []\npaths:", 1), encoding="utf-8")
    assert main(["lint", str(path)]) == 2
    assert "the key 'servers' stands there twice" in capsys.readouterr().err


def test_every_rule_says_what_to_do() -> None:
    assert [rule.__name__ for rule in rules.RULES if not (rule.__doc__ or "").strip()] == []


def test_a_new_operation_property_and_enum_value_need_nothing_but_the_document(
    document: Document,
) -> None:
    """The rules hold for what is added, and know no operation by name."""
    schema(document, "ActorType")["enum"].append("gateway")
    document["tags"].append({"name": "Regions", "description": "Where the service runs."})
    added = deepcopy(operation(document, "countSchedules"))
    added |= {"operationId": "countRegions", "tags": ["Regions"]}
    added["responses"]["200"]["content"]["application/json"]["example"] = {"count": 4}
    document["paths"]["/regions/count"] = {"get": added}
    assert lint(document) == []
