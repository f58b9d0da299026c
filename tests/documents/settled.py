"""The document as the tests of the tools start from it, whatever was imported into it since.

These tests move, remove and break facts that they name. So those facts are set here to what they
were before anybody knew better; the document itself may say otherwise.
"""

from __future__ import annotations

from typing import Any

from document_tools.lint.walk import operations, resolve

PLACES = {
    "listActors": "get /actors",
    "listClouds": "get /clouds",
    "createCloud": "post /clouds",
    "searchClouds": "get /clouds/search",
    "findCloud": "get /clouds/{id}",
    "deleteCloud": "delete /clouds/{id}",
    "listInteropTenants": "get /tenants",
    "getTenantState": "get /tenant/state",
    "listRollovers": "get /tenant/rollovers",
    "countRollovers": "get /tenant/rollovers/count",
    "updateRollover": "put /tenant/rollovers/{id}",
    "listSchedules": "get /tenant/schedules",
    "countSchedules": "get /tenant/schedules/count",
    "findSchedule": "get /tenant/schedules/{id}",
    "updateSchedule": "patch /tenant/schedules/{id}",
    "deleteSchedule": "delete /tenant/schedules/{id}",
    "runSchedule": "post /tenant/schedules/{id}/run",
}
GUESSED = ("listRollovers", "countRollovers", "countSchedules", "findSchedule", "updateSchedule")


def settle(document: Any) -> Any:
    """Set the facts that these tests name, in place."""
    _places(document)
    _evidence(document)
    _schemas(document["components"]["schemas"])
    return document


def _places(document: Any) -> None:
    paths = document["paths"]
    found = {each.body["operationId"]: each for each in operations(document)}
    moved = {
        name: place.split()
        for name, place in PLACES.items()
        if place != f"{found[name].method} {found[name].path}"
    }
    for name in moved:
        del paths[found[name].path][found[name].method]
        if not paths[found[name].path]:
            del paths[found[name].path]
    for name, (method, path) in moved.items():
        paths.setdefault(path, type(paths)())[method] = found[name].body


def _evidence(document: Any) -> None:
    found = {each.body["operationId"]: each.body for each in operations(document)}
    for name in GUESSED:
        found[name]["x-evidence"] |= {
            "level": "inferred",
            "path": ["inferred"],
            "method": ["inferred"],
            "credential": ["page"],
        }
    found["runSchedule"]["x-evidence"] |= {"level": "page", "path": ["page"]}
    for name, extensions in (
        ("updateSchedule", ("x-partial", "x-repeatable")),
        ("runSchedule", ("x-repeatable",)),
        ("updateRollover", ("x-partial",)),
    ):
        for extension in extensions:
            found[name].pop(extension, None)
    for raw in found["listInteropTenants"]["parameters"]:
        parameter = resolve(document, raw)
        if "x-evidence" in parameter:
            parameter["x-evidence"]["level"] = "page"


def _schemas(schemas: Any) -> None:
    inferred = {"level": "inferred", "stated": "Nowhere."}
    time = {"type": "string", "format": "date-time", "description": "A time."}
    schedule, cloud = schemas["Schedule"]["properties"], schemas["Cloud"]["properties"]
    schedule.setdefault("last_run_at", time)["x-evidence"] = dict(inferred)
    flag = {"type": "boolean", "description": "Whether it is paused."}
    schedule.setdefault("paused", flag)["x-evidence"] = dict(inferred)
    schemas["Actor"]["properties"]["connector_type"]["x-evidence"]["level"] = "rendering"
    cloud["generation"] |= {"type": "integer", "format": "int32"}
    schemas["Cloud"]["x-evidence"]["level"] = "vendor"
    cloud["generation"].pop("x-evidence", None)
    schemas["RolloverStatus"] |= {
        "enum": ["upcoming", "ongoing", "completed"],
        "x-evidence": dict(inferred),
    }
    state = schemas["IngestionState"]
    state["x-evidence"]["level"] = "vendor"
    if "timeout" not in state["enum"]:
        state["enum"].append("timeout")
    for name in ("RolloverStatus", "IngestionState"):
        schemas[name].pop("x-enum-varnames", None)
