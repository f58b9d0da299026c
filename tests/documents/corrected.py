"""A vendor's copy of our document in which facts of each kind are corrected."""

from __future__ import annotations

from typing import Any

from document_tools.lint.walk import operations

from . import vendor_style
from .samples import Json

PATHS = {
    "/clouds": "/regions",
    "/integrations": "/drivers",
    "/tenants": "/installations",
    "/tenant/rollovers": "/actor/rollovers",
    "/tenant/schedules": "/tenant/collection-schedules",
    "/tenant/scoping": "/scoping",
}
"""Where a path begins, and where it does in the copy."""
PLACES = {
    "countIngestions": ("get", "/tenant/ingestion-count"),
    "getTenantState": ("get", "/tenant/status"),
}


def corrected() -> Json:
    """All that needs no other edit: paths, methods, parameters, fields, enum values, operations."""
    document = vendor_style.openapi_30()
    _methods(document)
    _paths(document)
    _parameters(document)
    _fields(document["components"]["schemas"])
    _operations(document)
    return document


def _paths(document: Json) -> None:
    for old, new in PATHS.items():
        for path in [each for each in document["paths"] if f"{each}/".startswith(f"{old}/")]:
            document["paths"][new + path.removeprefix(old)] = document["paths"].pop(path)
    for name, (method, path) in PLACES.items():
        _move(document, name, method, path)


def _methods(document: Json) -> None:
    """Each PATCH is a PUT, and each PUT a PATCH; running a schedule is a PUT."""
    for each in list(operations(document)):
        name = each.body["operationId"]
        if each.method == "patch" or name == "runSchedule":
            _move(document, name, "put", each.path)
        elif each.method == "put" and "patch" not in document["paths"][each.path]:
            _move(document, name, "patch", each.path)


def _move(document: Json, name: str, method: str, path: str) -> None:
    paths = document["paths"]
    found = next(each for each in operations(document) if each.body["operationId"] == name)
    del paths[found.path][found.method]
    if not paths[found.path]:
        del paths[found.path]
    paths.setdefault(path, {})[method] = found.body


def _parameters(document: Json) -> None:
    """One has another name, one is new."""
    found = {each.body["operationId"]: each.body for each in operations(document)}
    for raw in found["listRollovers"]["parameters"]:
        if raw.get("name") == "sort":
            raw["name"] = "order_by"
    state = {"name": "state", "in": "query", "schema": {"type": "string"}}
    found["listIngestions"].setdefault("parameters", []).append(state)


def _fields(schemas: Json) -> None:
    """New ones, one that may be left out, one that may be null, and values of enums."""
    text = {"type": "string"}
    for name in ("Rollover", "RolloverRequest", "Cloud", "TenantInfo"):
        schemas[name]["properties"]["remark"] = dict(text)
    schemas["Ingestion"]["properties"]["finished_at"] = {**text, "format": "date-time"}
    for name in ("Schedule", "ScheduleUpdate"):
        schemas[name]["properties"]["minute"] = {"type": "integer"}
    needed = schemas["RolloverRequest"]["required"]
    schemas["RolloverRequest"]["required"] = [each for each in needed if each != "status"]
    schemas["Schedule"]["properties"]["hour"]["nullable"] = True
    for name, value in (("IngestionState", "queued"), ("ActorType", "observer")):
        schemas[name]["enum"].append(value)


def _operations(document: Json) -> None:
    """A resource of its own, and one more operation of another."""
    schemas = document["components"]["schemas"]
    kind = {"type": "string", "enum": ["lab", "hall"]}
    identifier = {"type": "string", "format": "uuid"}
    schemas["Section"] = {"type": "object", "properties": {"id": identifier, "kind": kind}}
    one = {"$ref": "#/components/schemas/Section"}
    paging = {"$ref": "#/components/schemas/Paging"}
    listed = {"data": {"type": "array", "items": one}, "paging": paging}
    schemas["SectionResponse"] = {"type": "object", "properties": {"data": one}}
    schemas["SectionListResponse"] = {"type": "object", "properties": listed}
    numbers = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in _PAGING]
    path = [{"name": "id", "in": "path", "required": True, "schema": identifier}]
    body = {"required": True, "content": _content("Section")}
    document["paths"]["/tenant/sections"] = {
        "get": _operation("listSections", "SectionListResponse", parameters=numbers),
        "post": _operation("createSection", "SectionResponse", requestBody=body),
    }
    document["paths"]["/tenant/sections/{id}"] = {
        "get": _operation("findSection", "SectionResponse", parameters=path),
        "put": _operation("updateSection", "SectionResponse", parameters=path, requestBody=body),
        "delete": _operation("deleteSection", None, parameters=path),
    }


_PAGING = ("page", "page_size")


def _content(schema: str) -> Json:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}


def _operation(name: str, answer: str | None, **parts: Any) -> Json:
    response: Json = {"description": "It was done."}
    if answer is not None:
        response["content"] = _content(answer)
    status = "204" if answer is None else "200"
    return {"operationId": name, "tags": ["Sections"], "responses": {status: response}, **parts}
