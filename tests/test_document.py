"""What `openapi/interop.yaml` promises to the generator, to the sandbox and to its readers."""

import json
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from ruamel.yaml import YAML

from document_tools import lint as rules
from document_tools.__main__ import main
from document_tools.lint import Document, Rule, lint, operations

FOLDER = Path(__file__).parent.parent / "openapi"


@cache
def load() -> Document:
    document: Document = YAML(typ="safe").load(FOLDER / "interop.yaml")
    return document


@pytest.fixture
def document() -> Document:
    """A copy of its own for each test."""
    return deepcopy(load())


def operation(document: Document, operation_id: str) -> dict[str, Any]:
    found = [o.body for o in operations(document) if o.body["operationId"] == operation_id]
    assert len(found) == 1
    return found[0]


def schema(document: Document, name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


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


def test_only_the_replacement_of_a_rollover_differs_from_what_its_method_says_about_repeating(
    document: Document,
) -> None:
    marked = {
        o.body["operationId"]: o.body["x-repeatable"]
        for o in operations(document)
        if "x-repeatable" in o.body
    }
    assert marked == {"updateRollover": False}


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


@pytest.mark.parametrize(
    "missing", ["name", "start_date", "end_date", "type", "status", "cloud_id"]
)
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


# --------------------------------------------------------------------------------------------
# The rules catch what they are there to catch

Mutation = Callable[[Document], None]
BROKEN: list[tuple[Rule, str, Mutation]] = []


def breaks(rule: Rule, finding: str) -> Callable[[Mutation], Mutation]:
    """Declare a change to a copy of the document, and part of the finding it has to give."""

    def declare(mutation: Mutation) -> Mutation:
        BROKEN.append((rule, finding, mutation))
        return mutation

    return declare


@breaks(rules.what_is_needed_is_there, "GET /clouds: no responses")
def an_operation_without_answers(document: Document) -> None:
    del operation(document, "listClouds")["responses"]


@breaks(rules.what_is_needed_is_there, "document: no tags")
def a_document_without_tags(document: Document) -> None:
    del document["tags"]


@breaks(rules.what_is_needed_is_there, " parameter: no name")
def a_parameter_without_a_name(document: Document) -> None:
    del operation(document, "listRollovers")["parameters"][0]["name"]


@breaks(rules.references_lead_somewhere, "AuthTipe; #/components/schemas/AuthType was meant?")
def a_misspelt_reference(document: Document) -> None:
    schema(document, "Actor")["properties"]["auth"]["$ref"] = "#/components/schemas/AuthTipe"


@breaks(rules.references_lead_somewhere, "leads nowhere: other.yaml#/X")
def a_reference_to_another_file(document: Document) -> None:
    schema(document, "Actor")["properties"]["auth"]["$ref"] = "other.yaml#/X"


@breaks(rules.keys_are_known, "Cloud.name: a schema has no descripton; description was meant?")
def a_misspelt_key(document: Document) -> None:
    schema(document, "Cloud")["properties"]["name"]["descripton"] = "Its name."


@breaks(rules.keys_are_known, "an operation has no deprecated")
def a_key_that_nobody_reads(document: Document) -> None:
    operation(document, "listClouds")["deprecated"] = True


@breaks(rules.keys_are_known, "/clouds: a path has no pst; post was meant?")
def a_misspelt_method(document: Document) -> None:
    document["paths"]["/clouds"]["pst"] = document["paths"]["/clouds"].pop("post")


@breaks(rules.keys_are_known, "a schema has no pattern")
def a_bound_that_nobody_keeps(document: Document) -> None:
    schema(document, "Cloud")["properties"]["name"]["pattern"] = "[a-z]+"


@breaks(rules.extensions_are_known, "unknown extension x-secrt; x-secret was meant?")
def a_misspelt_mark_of_a_secret(document: Document) -> None:
    secret = schema(document, "AuthType")["properties"]["client_secret"]
    secret["x-secrt"] = secret.pop("x-secret")


@breaks(rules.schemas_have_a_type, "Cloud.name: no type")
def a_property_without_a_type(document: Document) -> None:
    del schema(document, "Cloud")["properties"]["name"]["type"]


@breaks(rules.schemas_have_a_type, "there is no type strin; string was meant?")
def a_misspelt_type(document: Document) -> None:
    schema(document, "Cloud")["properties"]["name"]["type"] = "strin"


@breaks(rules.schemas_have_a_type, "Ingestion.topics: a list without items")
def a_list_of_nothing(document: Document) -> None:
    del schema(document, "Ingestion")["properties"]["topics"]["items"]


@breaks(rules.formats_are_known, "unknown format date_time; date-time was meant?")
def a_misspelt_format(document: Document) -> None:
    schema(document, "Cloud")["properties"]["created_at"]["format"] = "date_time"


@breaks(rules.enum_members_have_names, "ActorType: the value connector stands there twice")
def an_enum_value_that_stands_there_twice(document: Document) -> None:
    schema(document, "ActorType")["enum"].append("connector")


@breaks(rules.paths_are_distinct, "/clouds/{key}: the same as /clouds/{id}")
def a_path_that_stands_there_twice(document: Document) -> None:
    document["paths"]["/clouds/{key}"] = document["paths"]["/clouds/{id}"]


@breaks(rules.parameters_match_their_path, "the parameter sort is in no path or query")
def a_parameter_in_a_header(document: Document) -> None:
    operation(document, "listRollovers")["parameters"][0]["in"] = "header"


@breaks(rules.writes_can_be_read_back, ": no x-read-back")
def a_write_that_nothing_reads_back(document: Document) -> None:
    del operation(document, "updateRollover")["x-read-back"]


@breaks(rules.writes_can_be_read_back, "GET /clouds: x-read-back, but nothing to read back")
def a_read_that_is_read_back(document: Document) -> None:
    operation(document, "listClouds")["x-read-back"] = []


@breaks(rules.evidence_is_given, "GET /clouds: no x-evidence")
def an_operation_without_evidence(document: Document) -> None:
    del operation(document, "listClouds")["x-evidence"]


@breaks(rules.evidence_is_given, "Cloud: no x-evidence")
def a_schema_without_evidence(document: Document) -> None:
    del schema(document, "Cloud")["x-evidence"]


@breaks(rules.evidence_is_given, "without a line that says where it is stated")
def evidence_without_its_source(document: Document) -> None:
    operation(document, "listClouds")["x-evidence"]["stated"] = " "


@breaks(rules.evidence_is_given, "without a line that says where it is stated")
def evidence_of_a_property_without_its_source(document: Document) -> None:
    del schema(document, "Actor")["properties"]["connector_type"]["x-evidence"]["stated"]


@breaks(rules.evidence_is_given, "x-evidence without a level")
def an_unknown_level(document: Document) -> None:
    schema(document, "Cloud")["x-evidence"]["level"] = "hearsay"


@breaks(rules.evidence_is_given, "x-evidence.method is no list of levels")
def a_part_that_is_no_list(document: Document) -> None:
    operation(document, "listClouds")["x-evidence"]["method"] = "vendor"


@breaks(rules.evidence_is_given, "the level is not the strongest of its path")
def a_level_that_claims_too_much(document: Document) -> None:
    operation(document, "listRollovers")["x-evidence"]["level"] = "page"


@breaks(rules.descriptions_are_given, "GET /clouds: no description")
def an_operation_without_description(document: Document) -> None:
    del operation(document, "listClouds")["description"]


@breaks(rules.descriptions_are_given, "GET /clouds: no summary")
def an_operation_without_summary(document: Document) -> None:
    operation(document, "listClouds")["summary"] = ""


@breaks(rules.descriptions_are_given, "Cloud.userdata: no description")
def a_property_without_description(document: Document) -> None:
    del schema(document, "Cloud")["properties"]["userdata"]["description"]


@breaks(rules.descriptions_are_given, "CloudResponse: no description")
def a_schema_without_description(document: Document) -> None:
    del schema(document, "CloudResponse")["description"]


@breaks(rules.descriptions_are_given, "parameter Page: no description")
def a_shared_parameter_without_description(document: Document) -> None:
    del document["components"]["parameters"]["Page"]["description"]


@breaks(rules.descriptions_are_given, "GET /clouds/{id} parameter id: no description")
def a_parameter_without_description(document: Document) -> None:
    del operation(document, "findCloud")["parameters"][0]["description"]


@breaks(rules.descriptions_are_given, "GET /clouds/{id} response 200: no description")
def a_response_without_description(document: Document) -> None:
    operation(document, "findCloud")["responses"]["200"]["description"] = ""


@breaks(rules.descriptions_are_given, "POST /clouds body: no description")
def a_body_without_description(document: Document) -> None:
    del operation(document, "createCloud")["requestBody"]["description"]


@breaks(rules.descriptions_are_given, "tag Clouds: no description")
def a_tag_without_description(document: Document) -> None:
    del next(tag for tag in document["tags"] if tag["name"] == "Clouds")["description"]


@breaks(rules.objects_and_enums_are_named, "Actor.type: an enum that is no named component")
def an_inline_enum(document: Document) -> None:
    schema(document, "Actor")["properties"]["type"] = schema(document, "ActorType")


@breaks(rules.objects_and_enums_are_named, "Actor.auth: an object that is no named component")
def an_inline_object(document: Document) -> None:
    schema(document, "Actor")["properties"]["auth"] = schema(document, "AuthType")


@breaks(rules.objects_and_enums_are_named, "an object that is no named component")
def an_inline_body(document: Document) -> None:
    media = operation(document, "createCloud")["requestBody"]["content"]["application/json"]
    media["schema"] = {"type": "object"}


@breaks(rules.enum_members_have_names, "'2-way' is no identifier")
def a_value_that_is_no_identifier(document: Document) -> None:
    schema(document, "ActorType")["enum"].append("2-way")


@breaks(rules.enum_members_have_names, "'import' is no identifier")
def a_value_that_is_a_keyword(document: Document) -> None:
    schema(document, "IngestionType")["enum"].append("import")


@breaks(rules.enum_members_have_names, "does not name each value once")
def fewer_names_than_values(document: Document) -> None:
    schema(document, "ActorType")["x-enum-varnames"] = ["CONNECTOR"]


@breaks(rules.references_stand_alone, "siblings of $ref")
def a_sibling_of_a_reference(document: Document) -> None:
    schema(document, "Actor")["properties"]["auth"]["description"] = "Its credentials."


@breaks(rules.references_stand_alone, "siblings of $ref")
def a_sibling_of_a_response(document: Document) -> None:
    operation(document, "listClouds")["responses"]["401"]["description"] = "Log in."


@breaks(rules.schemas_are_flat, "Rollover: allOf is not used")
def composition(document: Document) -> None:
    schema(document, "Rollover")["allOf"] = [{"$ref": "#/components/schemas/Cloud"}]


@breaks(rules.schemas_are_flat, "Paging.next: nullable is not used")
def nullable_as_in_openapi_3_0(document: Document) -> None:
    schema(document, "Paging")["properties"]["next"] |= {"type": "string", "nullable": True}


@breaks(rules.schemas_are_flat, "write a nullable reference as")
def null_before_the_reference(document: Document) -> None:
    media = operation(document, "runSchedule")["requestBody"]["content"]["application/json"]
    media["schema"]["oneOf"].reverse()


@breaks(rules.schemas_are_flat, "write a nullable value as")
def a_nullable_value_as_alternatives(document: Document) -> None:
    found = schema(document, "Paging")["properties"]["next"]
    del found["type"]
    found["oneOf"] = [{"type": "string"}, {"type": "null"}]


@breaks(rules.operations_have_one_id_and_one_tag, "the operationId findCloud is not unique")
def an_operation_id_used_twice(document: Document) -> None:
    operation(document, "listClouds")["operationId"] = "findCloud"


@breaks(rules.operations_have_one_id_and_one_tag, "not exactly one of the declared tags")
def a_second_tag(document: Document) -> None:
    operation(document, "listClouds")["tags"].append("Actors")


@breaks(rules.operations_have_one_id_and_one_tag, "not exactly one of the declared tags")
def an_undeclared_tag(document: Document) -> None:
    operation(document, "listClouds")["tags"] = ["Cloud"]


@breaks(rules.credentials_are_given, "GET /clouds: does not list every security scheme")
def an_operation_open_to_one_scheme_only(document: Document) -> None:
    operation(document, "listClouds")["security"].pop()


@breaks(rules.credentials_are_given, "GET /clouds: x-credential is none of")
def an_operation_without_kind_of_credential(document: Document) -> None:
    del operation(document, "listClouds")["x-credential"]


@breaks(rules.extensions_are_known, "unknown extension x-repeatble")
def a_misspelt_extension(document: Document) -> None:
    operation(document, "updateRollover")["x-repeatble"] = False


@breaks(rules.extensions_are_known, "x-repeatable cannot be 'no'")
def an_extension_with_a_strange_value(document: Document) -> None:
    operation(document, "updateRollover")["x-repeatable"] = "no"


@breaks(rules.parameters_match_their_path, "path parameters differ from the path")
def a_path_parameter_that_is_not_declared(document: Document) -> None:
    operation(document, "findCloud")["parameters"].clear()


@breaks(rules.parameters_match_their_path, "a parameter is declared twice")
def a_parameter_declared_twice(document: Document) -> None:
    found = operation(document, "listClouds")["parameters"]
    found.append(found[0])


@breaks(rules.lists_in_the_query_are_comma_separated, "a list needs style: form")
def a_list_repeated_in_the_query(document: Document) -> None:
    operation(document, "listInteropTenants")["parameters"][0]["explode"] = True


@breaks(rules.lists_in_the_query_are_comma_separated, "a list needs minItems: 1")
def a_list_that_may_be_empty(document: Document) -> None:
    del operation(document, "listInteropTenants")["parameters"][1]["schema"]["minItems"]


@breaks(rules.answers_are_complete, "not one success response")
def two_successes(document: Document) -> None:
    answers = operation(document, "findCloud")["responses"]
    answers["201"] = answers["200"]


@breaks(rules.answers_are_complete, "GET /clouds/{id}: no response 404")
def an_id_that_is_always_found(document: Document) -> None:
    del operation(document, "findCloud")["responses"]["404"]


@breaks(rules.answers_are_complete, "response 409: is no error")
def an_error_of_its_own_shape(document: Document) -> None:
    answer = operation(document, "createRollover")["responses"]["409"]
    answer["content"]["application/json"]["schema"]["$ref"] = "#/components/schemas/Rollover"


@breaks(rules.answers_are_complete, "response 204: has content")
def no_content_with_content(document: Document) -> None:
    answers = operation(document, "deleteCloud")["responses"]
    answers["204"]["content"] = operation(document, "findCloud")["responses"]["200"]["content"]


@breaks(rules.answers_promise_nothing, "Cloud: required in an answer")
def an_answer_that_requires_something(document: Document) -> None:
    schema(document, "Cloud")["required"] = ["id"]


@breaks(rules.answers_promise_nothing, "Cloud: refuses properties")
def an_answer_that_is_closed(document: Document) -> None:
    schema(document, "Cloud")["additionalProperties"] = False


@breaks(rules.answers_promise_nothing, "RolloverRequest.name: required and read-only at once")
def a_required_property_that_cannot_be_sent(document: Document) -> None:
    schema(document, "RolloverRequest")["properties"]["name"]["readOnly"] = True


@breaks(rules.answers_promise_nothing, "RolloverRequest: requires title")
def a_required_property_that_does_not_exist(document: Document) -> None:
    schema(document, "RolloverRequest")["required"].append("title")


@breaks(rules.secrets_are_marked, "AuthType.client_secret: a secret without x-secret")
def an_unmarked_password(document: Document) -> None:
    del schema(document, "AuthType")["properties"]["client_secret"]["x-secret"]


@breaks(rules.secrets_are_marked, "TenantApplication.auth_attributes: a secret without x-secret")
def an_unmarked_secret_of_any_shape(document: Document) -> None:
    del schema(document, "AuthAttributes")["x-secret"]


@breaks(rules.ids_and_times_have_a_format, "Cloud.account_id: an id without format: uuid")
def an_id_without_format(document: Document) -> None:
    del schema(document, "Cloud")["properties"]["account_id"]["format"]


@breaks(rules.ids_and_times_have_a_format, "Rollover.end_date: a time without format")
def a_time_that_is_a_date(document: Document) -> None:
    schema(document, "Rollover")["properties"]["end_date"]["format"] = "date"


@breaks(rules.components_are_used, "schemas/Forgotten: is not used")
def an_unused_schema(document: Document) -> None:
    document["components"]["schemas"]["Forgotten"] = schema(document, "Cloud")


@breaks(rules.components_are_used, "responses/Forgotten: is not used")
def an_unused_response(document: Document) -> None:
    shared = document["components"]["responses"]
    shared["Forgotten"] = shared["NotFound"]


def content(document: Document, operation_id: str, status: str = "200") -> dict[str, Any]:
    answer = operation(document, operation_id)["responses"][status]
    found: dict[str, Any] = answer["content"]["application/json"]
    return found


@breaks(rules.examples_are_given, "POST /clouds body application/json: needs an example")
def a_body_without_example(document: Document) -> None:
    del operation(document, "createCloud")["requestBody"]["content"]["application/json"]["example"]


@breaks(rules.examples_are_given, "response NotFound application/json: needs an example")
def a_shared_response_without_example(document: Document) -> None:
    del document["components"]["responses"]["NotFound"]["content"]["application/json"]["example"]


@breaks(rules.examples_are_given, "parameter sort: needs an example")
def a_parameter_without_example(document: Document) -> None:
    del operation(document, "listRollovers")["parameters"][0]["example"]


@breaks(rules.examples_fit_their_schema, "'2' is not of type 'integer'")
def an_example_of_the_wrong_type(document: Document) -> None:
    content(document, "findCloud")["example"]["data"]["generation"] = "2"


@breaks(rules.examples_fit_their_schema, "is not a 'date-time'")
def an_example_without_offset(document: Document) -> None:
    content(document, "findCloud")["example"]["data"]["created_at"] = "2026-03-01T10:00:00"


@breaks(rules.examples_fit_their_schema, "is not a 'uuid'")
def an_example_with_an_invented_id(document: Document) -> None:
    content(document, "findCloud")["example"]["data"]["id"] = "cloud-1"


@breaks(rules.examples_fit_their_schema, "is not one of")
def an_example_outside_its_enum(document: Document) -> None:
    content(document, "findIngestion")["example"]["data"]["state"] = "done"


@breaks(rules.examples_fit_their_schema, "its status is not that of the response")
def an_error_with_another_status(document: Document) -> None:
    content(document, "createRollover", "409")["example"]["error"]["status"] = 400


@breaks(rules.examples_fit_their_schema, "parameter id example")
def a_parameter_with_a_wrong_example(document: Document) -> None:
    operation(document, "findCloud")["parameters"][0]["example"] = "1"


@breaks(rules.examples_set_every_property, "example.data: userdata is not set")
def an_example_that_leaves_something_out(document: Document) -> None:
    del content(document, "findCloud")["example"]["data"]["userdata"]


@breaks(rules.examples_set_every_property, "example.data[1].cloud.env: name is not set")
def an_example_that_leaves_something_out_far_below(document: Document) -> None:
    del content(document, "listInteropTenants")["example"]["data"][1]["cloud"]["env"]["name"]


@breaks(rules.examples_set_every_property, "example.data: keywords is not set")
def an_example_that_leaves_something_out_of_an_alternative(document: Document) -> None:
    del content(document, "createScopingSchools")["example"]["data"]["keywords"]


@breaks(rules.examples_set_every_property, "example: paging is not set")
def a_list_without_paging(document: Document) -> None:
    del content(document, "listClouds")["example"]["paging"]


@breaks(rules.examples_set_every_property, "example.error: details is not set")
def an_error_that_leaves_something_out(document: Document) -> None:
    del content(document, "createRollover", "409")["example"]["error"]["details"]


@breaks(rules.examples_set_every_property, "example.data: is empty")
def an_empty_list(document: Document) -> None:
    content(document, "listClouds")["example"]["data"] = []


@breaks(rules.examples_set_every_property, "auth_message: is empty")
def a_property_that_is_null(document: Document) -> None:
    content(document, "findTenantApplication")["example"]["data"]["auth_message"] = None


@breaks(rules.examples_set_every_property, "example.data: user_data is not documented")
def a_misspelt_property(document: Document) -> None:
    content(document, "findCloud")["example"]["data"]["user_data"] = "crm:1"


@breaks(rules.examples_set_every_property, "created_at is read-only and cannot be sent")
def a_body_with_what_the_service_sets(document: Document) -> None:
    media = operation(document, "createCloud")["requestBody"]["content"]["application/json"]
    media["example"]["created_at"] = "2026-03-01T10:00:00Z"


@breaks(rules.examples_are_distinct, "is used by findCloud too")
def an_id_used_twice(document: Document) -> None:
    found = content(document, "findCloud")["example"]["data"]["id"]
    content(document, "findRollover")["example"]["data"]["cloud_id"] = found


@breaks(rules.examples_are_distinct, "is used by listClouds too")
def a_name_used_twice(document: Document) -> None:
    found = content(document, "listClouds")["example"]["data"][0]["name"]
    content(document, "findCloud")["example"]["data"]["name"] = found


@breaks(rules.examples_are_distinct, "/count response 200 application/json")
def an_example_used_twice(document: Document) -> None:
    found = content(document, "countRollovers")["example"]
    content(document, "countSchedules")["example"] = found


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
