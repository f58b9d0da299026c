"""A small document, and changes to it."""

from __future__ import annotations

import copy
from typing import Any

from document_tools.lint.walk import operations

from .generating import DOCUMENT, Change, Document, read
from .growing import operation

# What the templates have no code for.


def small() -> Document:
    """The least that can be generated, for changes that cannot be."""
    document: Document = read(DOCUMENT)
    schemas = document["components"]["schemas"]
    found = {each.body["operationId"]: each.body for each in operations(document)}
    clouds = {"get": found["listClouds"], "post": found["createCloud"] | {"x-read-back": []}}
    return {
        **{key: document[key] for key in ("openapi", "info", "servers")},
        "tags": [{"name": "Clouds", "description": "Clouds."}],
        "paths": {"/clouds": copy.deepcopy(clouds)},
        "components": {
            **{key: document["components"][key] for key in ("securitySchemes", "parameters")},
            "responses": document["components"]["responses"],
            "schemas": {
                name: copy.deepcopy(schemas[name])
                for name in (
                    *("Cloud", "CloudResponse", "CloudListResponse"),
                    *("Paging", "ErrorType", "ErrorResponse"),
                )
            },
        },
    }


def small_names() -> Document:
    return {
        "resources": {},
        "operations": {"listClouds": "list", "createCloud": "create"},
        "explicit_flags": {},
        "client_side_filters": {},
    }


def listing(document: Document) -> Any:
    return document["paths"]["/clouds"]["get"]


def creating(document: Document) -> Any:
    return document["paths"]["/clouds"]["post"]


def a_parameter(**changes: Any) -> Change:
    given = {"name": "x", "in": "query", "schema": {"type": "string"}, **changes}
    return lambda document: listing(document)["parameters"].append(given)


def an_operation(name: str | None, **changes: Any) -> Change:
    def change(document: Document) -> None:
        added = operation(name or "", "CloudResponse", [], tag="Clouds") | changes
        if name is None:
            del added["operationId"]
        document["paths"]["/more"] = {"get": added}

    return change


def an_answer(media_type: str, schema: Any) -> Change:
    def change(document: Document) -> None:
        listing(document)["responses"]["200"]["content"] = {media_type: {"schema": schema}}

    return change


def another_answer(document: Document) -> None:
    listing(document)["responses"]["202"] = {
        "description": "Later.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CloudResponse"}}},
    }


def a_body(media_type: str, schema: Any) -> Change:
    def change(document: Document) -> None:
        content = document["paths"]["/clouds"]["post"]["requestBody"]["content"]
        if media_type:
            content.clear()
        content[media_type or "application/xml"] = {"schema": schema}

    return change


def a_property(name: str, schema: Any) -> Change:
    def change(document: Document) -> None:
        document["components"]["schemas"]["Cloud"]["properties"][name] = schema

    return change


def a_path_parameter(schema: Any) -> Change:
    def change(document: Document) -> None:
        parameter = {"in": "path", "name": "x", "required": True, "schema": schema}
        document["paths"]["/clouds/{x}"] = {"get": operation("findX", "CloudResponse", [parameter])}

    return change


def both(*changes: Change) -> Change:
    def change(document: Document) -> None:
        for each in changes:
            each(document)

    return change


ARRAY = {"type": "array", "items": {"type": "string"}}


MODEL = {"$ref": "#/components/schemas/Cloud"}


NO_SUCH = {"$ref": "#/components/schemas/NoSuch"}


NAMELESS = {"type": "object", "properties": {"x": {"type": "string"}}}


TEXT = {"type": "string"}
