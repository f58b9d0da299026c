"""What the vendor's own document of April 2020 states, against what ours says.

The facts of its 31 operations, in a form of our own. Where ours differs, a newer source says so,
and that stands here too.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from document_tools.lint.walk import operations, resolve

from .samples import ours

OPERATIONS = """
listActors GET /actors 200 [Actor] page page_size
listClouds GET /clouds 200 [Cloud] page page_size
createCloud POST /clouds 200 Cloud 400 body:Cloud
searchClouds GET /clouds/search 200 [Cloud] generation userdata name page page_size
findCloud GET /clouds/{id} 200 Cloud
deleteCloud DELETE /clouds/{id} 204
listActorsByCloud GET /clouds/{id}/actors 200 [Actor] page page_size
listIntegrations GET /integrations 200 [Integration] name page page_size
createIntegration POST /integrations 200 Integration 400 body:Integration
findIntegration GET /integrations/{id} 200 Integration
updateIntegration PATCH /integrations/{id} 204 body:Integration
deleteIntegration DELETE /integrations/{id} 204
listIntegrationVersions GET /integrations/{id}/versions 200 [IntegrationVersion] page page_size
createIntegrationVersion POST /integrations/{id}/versions 200 IntegrationVersion 400 body:xml
updateIntegrationVersion PATCH /integrations/{id}/versions/{version} 204 body:IntegrationVersion
deleteIntegrationVersion DELETE /integrations/{id}/versions/{version} 204
updateIntegrationBlueprint PUT /integrations/{id}/versions/{version}/blueprint
  200 IntegrationVersion body:xml
listInteropTenants GET /tenants 200 [TenantInfo] accounts integrations page page_size
findInteropTenant GET /tenants/{id} 200 TenantInfo
listScopingSchools GET /tenant/scoping/schools 200 [ScopingSchool] page page_size
createScopingSchools POST /tenant/scoping/schools 200 ScopingSchool 400 replace
  body:ScopingSchoolsBulkRequest
deleteScopingSchools DELETE /tenant/scoping/schools 204
findScopingSchool GET /tenant/scoping/schools/{id} 200 ScopingSchool
updateScopingSchool PUT /tenant/scoping/schools/{id} 200 ScopingSchool body:ScopingSchool
deleteScopingSchool DELETE /tenant/scoping/schools/{id} 204
listScopingCourses GET /tenant/scoping/courses 200 [ScopingCourse] page page_size
createScopingCourses POST /tenant/scoping/courses 200 ScopingCourse 400 replace
  body:ScopingCoursesBulkRequest
deleteScopingCourses DELETE /tenant/scoping/courses 204
findScopingCourse GET /tenant/scoping/courses/{id} 200 ScopingCourse
updateScopingCourse PUT /tenant/scoping/courses/{id} 200 ScopingCourse body:ScopingCourse
deleteScopingCourse DELETE /tenant/scoping/courses/{id} 204
"""

BASE = "id:uuid created_at:date-time* updated_at:date-time* account_id:uuid"
SCHEMAS = {
    "Actor": f"{BASE} name:string type:ActorType",
    "Cloud": f"{BASE} name:string userdata:string generation:int32",
    "Integration": f"{BASE} name:string title:string version:string",
    "IntegrationVersion": f"{BASE} version:string title:string release_state:ReleaseState",
    "TenantInfo": (
        "id:uuid name:string account:AccountRefType cloud:CloudRefType auth:AuthType"
        " integration:IntegrationRefType license:TenantInfoLicense"
        " status:IntegrationStatusType sis_status:IntegrationStatusType"
    ),
    "AccountRefType": "id:uuid name:string public_id:string timezone:string userdata:string",
    "CloudRefType": "id:uuid name:string generation:int32 env:CloudEnvRefType",
    "CloudEnvRefType": "id:uuid name:string",
    "IntegrationRefType": "id:uuid name:string version:string",
    "IntegrationStatusType": "op_state:string setup_state:string last_sync_at:date-time",
    "TenantInfoLicense": "status:string valid_from:date-time valid_to:date-time",
    "AuthType": "type:string client_id:string client_secret:password updated_at:date-time",
    "ScopingSchool": (
        "account_id:uuid tenant_id:uuid school_id:uuid school_ref_id:string name:string"
        " local_id:string keywords:string selected:boolean"
    ),
    "ScopingCourse": (
        "account_id:uuid tenant_id:uuid course_id:uuid course_ref_id:string school_id:uuid"
        " school_ref_id:string name:string local_id:string keywords:string selected:boolean"
    ),
    "ErrorType": "status:integer code:string message:string ext_message:string details:string",
    "Paging": "next:string",
}
ENUMS = {
    "ActorType": "connector integration repository application",
    "ReleaseState": "unspecified development beta released deprecated",
}
NEWER = {
    "integrations": "integration",  # the page has the singular
}
ADDED = {
    "listActorsByCloud": {"include_credentials"},  # page
    "Actor": {"connector_type", "auth"},  # rendering
}

FACTS = [line.split() for line in OPERATIONS.strip().replace("\n  ", " ").splitlines()]
DOCUMENT = ours()
PLACES = {each.body["operationId"]: each for each in operations(DOCUMENT)}
IMPORTED = re.compile(r" \(\d{4}-\d\d-\d\d\)")
"""The date of the file that something was imported from: it is newer than what stands here."""


def corrected(part: dict[str, Any]) -> bool:
    """Whether a part of the document was imported since."""
    stated = resolve(DOCUMENT, part).get("x-evidence", {}).get("stated", "")
    return IMPORTED.search(stated) is not None


def names(parts: dict[str, Any]) -> set[str]:
    """The names of those parts that nothing newer states."""
    return {name for name, part in parts.items() if not corrected(part)}


def the_answer(answers: dict[str, Any], status: str) -> str:
    """The model of an answer, in brackets for a list; empty without a body."""
    content = resolve(DOCUMENT, answers[status]).get("content", {})
    if not content:
        return ""
    envelope = resolve(DOCUMENT, content["application/json"]["schema"])
    data = envelope["properties"]["data"]
    if "items" in data:
        assert "paging" in envelope["properties"]
        assert "error" not in envelope["properties"]
        return f"[{data['items']['$ref'].rpartition('/')[2]}]"
    options = [data, *data.get("oneOf", [])]
    return str(next(each["$ref"] for each in options if "$ref" in each).rpartition("/")[2])


@pytest.mark.parametrize("fact", FACTS, ids=[fact[0] for fact in FACTS])
def test_an_operation_is_as_the_vendor_states_it(fact: list[str]) -> None:
    name, method, path, status, *rest = fact
    place = PLACES[name]
    operation = place.body
    if not corrected(operation):
        assert (place.method.upper(), place.path) == (method, path)
    answers = operation["responses"]
    successes = [each for each in answers if each.startswith("2")]
    promised = "" if status == "204" else rest.pop(0)
    if not any(corrected(answers[each]) for each in successes):
        assert successes == [status]
        assert the_answer(answers, status) == promised
    if rest[:1] == ["400"]:
        rest.pop(0)
        if not corrected(answers["400"]):
            bare = answers["400"]["content"]["application/json"]["schema"]["$ref"]
            assert bare == "#/components/schemas/ErrorType"
    bodies = [each.removeprefix("body:") for each in rest if each.startswith("body:")]
    body = operation.get("requestBody")
    assert [sent(each) for each in [body] if each and not corrected(each)] == bodies
    query = {NEWER.get(each, each) for each in rest if not each.startswith("body:")}
    found = [resolve(DOCUMENT, each) for each in operation.get("parameters", [])]
    declared = {each["name"]: each for each in found if each["in"] == "query"}
    newer = {each for each in declared if corrected(declared[each])}
    assert names(declared) == (query | ADDED.get(name, set())) - newer


def sent(body: dict[str, Any]) -> str:
    ((media_type, media),) = body["content"].items()
    assert body["required"] is True
    if media_type == "application/xml":
        return "xml"
    return str(media["schema"]["$ref"].rpartition("/")[2])


def told(schema: dict[str, Any]) -> str:
    """A property in the form of the table."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    return str(schema.get("format", kind)) + ("*" if schema.get("readOnly") else "")


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_has_the_properties_that_the_vendor_states_and_requires_none(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    properties = schema["properties"]
    kept = names(properties)
    found = {key: told(properties[key]) for key in kept - ADDED.get(name, set())}
    stated = dict(each.split(":") for each in SCHEMAS[name].split())
    newer = properties.keys() - kept
    assert found == {key: stated[key] for key in stated.keys() - newer}
    assert corrected(schema) or "required" not in schema


@pytest.mark.parametrize("name", ENUMS)
def test_an_enum_has_the_values_that_the_vendor_states(name: str) -> None:
    enum = DOCUMENT["components"]["schemas"][name]
    assert corrected(enum) or enum["enum"] == ENUMS[name].split()


@pytest.mark.parametrize("name", ["ScopingSchoolsBulkRequest", "ScopingCoursesBulkRequest"])
def test_a_bulk_request_may_leave_its_list_out(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    assert list(schema["properties"]) == ["data"]
    assert "required" not in schema


def test_the_filters_of_tenants_hold_each_value_once() -> None:
    declared = [resolve(DOCUMENT, each) for each in PLACES["listInteropTenants"].body["parameters"]]
    for filter_ in (each for each in declared if each["name"] in ("accounts", "integration")):
        wanted = {"type": "array", "minItems": 1, "uniqueItems": True}
        assert wanted.items() <= filter_["schema"].items()


def test_the_api_key_comes_first_and_an_account_with_oauth2_is_inferred() -> None:
    schemes = DOCUMENT["components"]["securitySchemes"]
    assert next(iter(schemes)) == "accountApiKey"
    assert (
        "That an account has such credentials too is inferred" in schemes["oauth2"]["description"]
    )
    for item in DOCUMENT["paths"].values():
        for operation in item.values():
            assert next(iter(operation["security"][0])) == "accountApiKey"


def test_operations_of_integrations_take_account_credentials() -> None:
    found = {
        each.body["x-credential"]
        for each in PLACES.values()
        if each.body["tags"] == ["Integrations"]
    }
    assert found == {"account"}


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        ("Rollover", "account_id tenant_id created_at updated_at"),
        ("ScopingSchool", "id created_at updated_at"),
        ("ScopingCourse", "id created_at updated_at"),
        ("TenantApplication", "id config created_at updated_at"),
    ],
)
def test_what_the_page_would_show_and_does_not_is_not_made_up(name: str, absent: str) -> None:
    properties = DOCUMENT["components"]["schemas"][name]["properties"]
    assert not names(properties) & set(absent.split())


def test_what_goes_beyond_its_source_says_so() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for words in (
        schemas["Rollover"]["properties"]["end_date"]["description"],
        schemas["RolloverRequest"]["properties"]["end_date"]["description"],
        schemas["Rollover"]["properties"]["cloud_id"]["description"],
        schemas["Rollover"]["description"],
        schemas["IngestionState"]["description"],
        DOCUMENT["components"]["securitySchemes"]["ltiJwt"]["description"],
        PLACES["findScopingSchool"].body["parameters"][0]["description"],
    ):
        assert "inferred" in words
    assert "2022" not in str(DOCUMENT)
