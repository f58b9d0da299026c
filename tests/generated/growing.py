"""A document that has grown, and what is generated from it."""

from __future__ import annotations

import copy
import importlib
from typing import Any

from .generating import COPY, Document

# A document that has grown.


def grow(document: Document) -> None:
    """One operation of each new sort under a new tag, and one of each new thing in a model."""
    schemas = document["components"]["schemas"]
    described = {"description": "New."}
    text = {"type": "string", **described}
    schemas["Cloud"]["properties"] |= {
        "class": text,
        "from": text,
        "list": {"type": "array", "items": {"type": "string"}, **described},
        "dict": {"type": "string", "format": "date", **described},
        "str": text,
        "date": {"type": "string", "format": "date", **described},
        "datetime": {"type": "string", "format": "date-time", **described},
        "UUID": {"type": "string", "format": "uuid", **described},
        "hidden": {"type": "boolean", **described},
        "attrs": text,
        "classmethod": text,
        "type": {"$ref": "#/components/schemas/WidgetKind"},
        "kebab-case": text,
        "additional_properties": text,
        "to_dict": text,
        "unknown": text,
        "_links": text,
        "2fa": {"type": "boolean", **described},
    }
    schemas["ActorType"]["enum"].append("spaceship")
    schemas["WidgetKind"] = {
        "type": "string",
        "enum": ["round", "50%"],
        "x-enum-varnames": ["ROUND", "HALF"],
        **described,
    }
    schemas["WidgetPartner"] = {
        "type": "object",
        "properties": {"widget": {"$ref": "#/components/schemas/Widget"}, "name": text},
        **described,
    }
    schemas["Widget"] = {
        "type": "object",
        "required": ["born"],
        "properties": {
            "id": {"type": "string", "format": "uuid", **described},
            "born": {"type": "string", "format": "date", **described},
            "weight": {"type": "number", **described},
            "kinds": {"type": "array", "items": {"$ref": "#/components/schemas/WidgetKind"}},
            "seen": {"type": "array", "items": {"type": "string", "format": "date-time"}},
            "clouds": {"type": "array", "items": {"$ref": "#/components/schemas/CloudRefType"}},
            "anything": {**described},
            "either": {"oneOf": [{"type": "string"}, {"type": "integer"}], **described},
            "pin": {"type": "string", "x-secret": True, **described},
            "key": {"type": "string", "format": "uuid", "x-secret": True, **described},
            "parent": {"oneOf": [{"$ref": "#/components/schemas/Widget"}, {"type": "null"}]},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Widget"}},
            "partner": {"$ref": "#/components/schemas/WidgetPartner"},
        },
        **described,
    }
    # The same without a way back to itself, so that it has a compiled decoder.
    schemas["Gadget"] = copy.deepcopy(schemas["Widget"])
    for name in ("parent", "children", "partner"):
        del schemas["Gadget"]["properties"][name]
    for name in ("Widget", "Gadget"):
        item = {"$ref": f"#/components/schemas/{name}"}
        schemas[f"{name}Response"] = {"type": "object", "properties": {"data": item}}
        schemas[f"{name}ListResponse"] = {
            "type": "object",
            "properties": {
                "data": {"type": "array", "items": item},
                "paging": {"$ref": "#/components/schemas/Paging"},
            },
        }
    document["tags"].append({"name": "Space Widgets", "description": "Widgets in space."})
    document["paths"]["/widgets"] = {
        "get": operation(
            "listSpaceWidgets",
            "WidgetListResponse",
            [
                {"$ref": "#/components/parameters/Page"},
                {"$ref": "#/components/parameters/PageSize"},
                query("since", {"type": "string", "format": "date"}, required=True),
                query("after", {"type": "string", "format": "date-time"}),
                query(
                    "kinds",
                    {"type": "array", "items": {"$ref": "#/components/schemas/WidgetKind"}},
                    style="form",
                    explode=False,
                ),
                query("tag", {"type": "array", "minItems": 2, "items": {"type": "string"}}),
                query("operation", {"type": "string"}),
                query("class", {"type": "string"}),
                query("weight[min]", {"type": "number"}),
            ],
        ),
        "post": {
            **operation("createSpaceWidget", "WidgetResponse", []),
            "requestBody": {
                "required": True,
                "description": "The widget.",
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Widget"}}
                },
            },
        },
    }
    document["paths"]["/widgets/{id}/twin"] = {
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": "Which.",
                "schema": {"type": "string", "format": "uuid"},
            }
        ],
        "get": operation("findGadgetOfWidget", "GadgetResponse", []),
    }
    in_path = {"in": "path", "required": True, "description": "New."}
    document["paths"]["/widgets/{year}/{colour}"] = {
        "get": operation(
            "findWidgetOfYear",
            "WidgetResponse",
            [
                {"name": "year", "schema": {"type": "integer", "minimum": 1900}, **in_path},
                {"name": "colour", "schema": {"type": "string"}, **in_path},
            ],
        )
    }


def operation(name: str, answer: str, parameters: list[Any], tag: str = "Space Widgets") -> Any:
    return {
        "operationId": name,
        "tags": [tag],
        "summary": "Work with widgets",
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "Done.",
                "content": {
                    "application/json": {"schema": {"$ref": f"#/components/schemas/{answer}"}}
                },
            }
        },
    }


def query(name: str, schema: Any, *, required: bool = False, **more: Any) -> Any:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": "New.",
        "schema": schema,
        **more,
    }


class Recorder:
    """Keeps what it is to send, and answers with bytes."""

    def __init__(self, answer: bytes = b"{}") -> None:
        self.sent: list[Any] = []
        self.answer = answer

    async def send(self, operation: Any, /) -> Any:
        self.sent.append(operation)
        return operation.parse(self.answer)


def resources(recorder: Recorder) -> Any:
    return importlib.import_module(f"{COPY}._generated.client").Resources(recorder)
