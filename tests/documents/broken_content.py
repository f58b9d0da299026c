"""Copies of the document that break what it says about operations, and its examples."""

from typing import Any

from document_tools import lint as rules
from document_tools.lint import Document

from .breaking import breaks
from .reading import operation, schema


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


@breaks(rules.examples_are_distinct, "is used by find")
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
