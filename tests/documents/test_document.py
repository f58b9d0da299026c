"""The document keeps its rules, and takes what the service may say."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from document_tools import lint as rules
from document_tools.lint import Document, lint, operations

from .reading import FOLDER, load, operation, schema


def test_the_document_is_valid_openapi_3_1(document: Document) -> None:
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_a_list_that_is_cut_into_pages_takes_both_parameters_for_them(document: Document) -> None:
    paging = {f"#/components/parameters/{name}" for name in ("Page", "PageSize")}
    for each in operations(document):
        references = {parameter.get("$ref") for parameter in each.body.get("parameters", [])}
        success = each.body["responses"].get("200", {}).get("content", {})
        schema_of = success.get("application/json", {}).get("schema", {}).get("$ref", "")
        wanted = paging if schema_of.endswith("ListResponse") else set()
        assert references & paging == wanted, each.where


def test_the_document_keeps_every_rule(document: Document) -> None:
    assert lint(document) == []


def test_the_document_fits_into_100_columns() -> None:
    lines = (FOLDER / "interop.yaml").read_text(encoding="utf-8").splitlines()
    assert [n for n, line in enumerate(lines, 1) if len(line) > 100 or line != line.rstrip()] == []


def test_nothing_is_repeated_that_its_method_would_not_repeat_and_a_rollover_is_not_either(
    document: Document,
) -> None:
    marked = {
        o.body["operationId"]: o.body["x-repeatable"]
        for o in operations(document)
        if "x-repeatable" in o.body
    }
    assert marked["updateRollover"] is False
    assert set(marked.values()) == {False}


def test_an_answer_of_the_service_may_lack_every_property_and_have_others(
    document: Document,
) -> None:
    for example in rules.examples(document):
        if example.status is not None and "CountResponse" not in str(example.schema):
            for bare in ({}, {"not_documented": 1}):
                assert rules.problems_of(document, example.schema, bare) == []


@pytest.mark.parametrize("answer", [7, {"count": 7}, {"data": 7}, {"data": {"count": 7}}])
def test_a_count_may_come_in_each_likely_shape(document: Document, answer: object) -> None:
    assert rules.problems_of(document, schema(document, "CountResponse"), answer) == []


@pytest.mark.parametrize("answer", [{}, {"data": {}}, {"count": "7"}, {"data": None}, -1, "7", []])
def test_a_count_is_never_read_out_of_anything_else(document: Document, answer: object) -> None:
    assert rules.problems_of(document, schema(document, "CountResponse"), answer) != []


@pytest.mark.parametrize("name", ["ScopingSchool", "ScopingCourse"])
def test_a_bulk_creation_may_answer_with_one_object_or_with_a_list(
    document: Document, name: str
) -> None:
    answer = schema(document, f"{name}sBulkResponse")
    for data in ({"name": "One"}, [{"name": "One"}, {"name": "Two"}], []):
        assert rules.problems_of(document, answer, {"data": data}) == []
    assert rules.problems_of(document, answer, {"data": "One"}) != []


@pytest.mark.parametrize("hour", [-1, 24, 1.5, "7", None])
def test_a_schedule_is_refused_unless_its_hour_is_one_of_a_day(
    document: Document, hour: object
) -> None:
    request = schema(document, "ScheduleRequest")
    assert rules.problems_of(document, request, {"hour": hour}) != []
    assert rules.problems_of(document, request, {}) != []
    for good in (0, 23):
        assert rules.problems_of(document, request, {"hour": good}) == []


@pytest.mark.parametrize("missing", schema(load(), "RolloverRequest")["required"])
def test_a_rollover_is_refused_unless_all_that_is_required_is_sent(
    document: Document, missing: str
) -> None:
    for operation_id in ("createRollover", "updateRollover"):
        media = operation(document, operation_id)["requestBody"]["content"]["application/json"]
        body = dict(media["example"])
        del body[missing]
        assert rules.problems_of(document, media["schema"], body) != []


def test_the_run_of_a_schedule_takes_no_body_null_or_any_object(document: Document) -> None:
    body = operation(document, "runSchedule")["requestBody"]
    assert body["required"] is False
    for options in (None, {}, {"anything": [1]}):
        media = body["content"]["application/json"]
        assert rules.problems_of(document, media["schema"], options) == []


@pytest.mark.parametrize(
    ("name", "property_name"),
    [
        ("Rollover", "type"),
        ("RolloverRequest", "type"),
        ("TenantApplication", "auth_type"),
        ("TenantApplication", "auth_state"),
    ],
)
def test_an_enum_whose_values_are_not_published_takes_any_string(
    document: Document, name: str, property_name: str
) -> None:
    found = schema(document, name)["properties"][property_name]
    assert found["type"] == "string"
    assert "not published" in found["description"]


def test_the_readme_explains_every_extension_level_and_rule(document: Document) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    used = {key for _, node in rules.nodes(document) for key in node if str(key).startswith("x-")}
    assert [word for word in sorted(used | set(rules.LEVELS)) if f"`{word}`" not in readme] == []
    assert [rule.__name__ for rule in rules.RULES if f"`{rule.__name__}`" not in readme] == []
