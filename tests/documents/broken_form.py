"""Copies of the document that break its form."""

from document_tools import lint as rules
from document_tools.lint import Document

from .breaking import breaks
from .reading import operation, schema


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


@breaks(rules.enum_members_have_names, "ActorType: application and Application would both be the")
def an_enum_value_in_two_spellings(document: Document) -> None:
    schema(document, "ActorType")["enum"] = ["application", "Application"]


@breaks(rules.enum_members_have_names, "ActorType: the value False is no text; write it in quotes")
def an_enum_value_that_yaml_takes_for_a_boolean(document: Document) -> None:
    schema(document, "ActorType")["enum"].append(False)


@breaks(
    rules.what_is_needed_is_there, "POST /clouds: the status 200 is no text; write it in quotes"
)
def a_status_without_quotes(document: Document) -> None:
    answers = operation(document, "createCloud")["responses"]
    answers[200] = answers.pop("200")


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
