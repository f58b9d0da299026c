"""Small documents that say the same in Swagger 2.0, OpenAPI 3.0 and 3.1, and a copy of ours."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

from document_tools.reading import load

Json = dict[str, Any]
OURS = Path(__file__).parents[2] / "openapi" / "interop.yaml"


def ours() -> Json:
    return copy.deepcopy(load(OURS))


def swagger() -> Json:
    return {
        "swagger": "2.0",
        "info": {"title": "Things", "version": "1"},
        "host": "things.example.test",
        "basePath": "/v1",
        "schemes": ["https"],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": {
            "/things": {
                "get": {
                    "operationId": "listThings",
                    "tags": ["Things"],
                    "parameters": [
                        {"$ref": "#/parameters/Page"},
                        {
                            "name": "kind",
                            "in": "query",
                            "type": "array",
                            "items": {"type": "string"},
                            "collectionFormat": "csv",
                            "minItems": 1,
                        },
                    ],
                    "responses": {
                        "200": {"description": "ok", "schema": {"$ref": "#/definitions/Things"}}
                    },
                },
                "post": {
                    "operationId": "createThing",
                    "tags": ["Things"],
                    "parameters": [
                        {
                            "name": "body",
                            "in": "body",
                            "required": True,
                            "schema": {"$ref": "#/definitions/Thing"},
                        }
                    ],
                    "responses": {
                        "200": {"description": "ok", "schema": {"$ref": "#/definitions/Thing"}},
                        "400": {"description": "no"},
                    },
                },
            },
            "/things/{id}": {
                "delete": {
                    "operationId": "deleteThing",
                    "tags": ["Things"],
                    "parameters": [
                        {
                            "name": "id",
                            "in": "path",
                            "required": True,
                            "type": "string",
                            "format": "uuid",
                        }
                    ],
                    "responses": {"204": {"description": "gone"}},
                }
            },
        },
        "parameters": {
            "Page": {"name": "page", "in": "query", "type": "integer", "format": "int32"}
        },
        "definitions": {
            "Base": {"type": "object", "properties": {"id": {"type": "string", "format": "uuid"}}},
            "Thing": {
                "allOf": [
                    {"$ref": "#/definitions/Base"},
                    {
                        "type": "object",
                        "required": ["name"],
                        "properties": {
                            "name": {"type": "string", "x-nullable": True},
                            "kind": {"$ref": "#/definitions/Kind"},
                        },
                    },
                ]
            },
            "Kind": {"type": "string", "enum": ["big", "small"]},
            "Things": {
                "type": "object",
                "properties": {"data": {"type": "array", "items": {"$ref": "#/definitions/Thing"}}},
            },
        },
    }


def _moved(value: Any) -> Any:
    """References as OpenAPI 3 has them."""
    if isinstance(value, dict):
        return {
            key: each.replace("#/definitions/", "#/components/schemas/").replace(
                "#/parameters/", "#/components/parameters/"
            )
            if key == "$ref"
            else _moved(each)
            for key, each in value.items()
        }
    return [_moved(each) for each in value] if isinstance(value, list) else value


def _parameter(raw: Json) -> Json:
    if "$ref" in raw:
        return raw
    schema = {key: value for key, value in raw.items() if key in ("type", "format", "items")}
    if "minItems" in raw:
        schema["minItems"] = raw["minItems"]
    found: Json = {"name": raw["name"], "in": raw["in"], "schema": schema}
    if raw.get("required"):
        found["required"] = True
    if raw.get("type") == "array":
        found |= {"style": "form", "explode": False}
    return found


def openapi(version: str) -> Json:
    """The same in OpenAPI 3.0.x or 3.1.x."""
    old = _moved(swagger())
    paths: Json = {}
    for path, item in old["paths"].items():
        for method, raw in item.items():
            given = raw.pop("parameters", [])
            bodies = [each for each in given if each.get("in") == "body"]
            raw["parameters"] = [_parameter(each) for each in given if each.get("in") != "body"]
            if bodies:
                raw["requestBody"] = {
                    "required": True,
                    "content": {"application/json": {"schema": bodies[0]["schema"]}},
                }
            for response in raw["responses"].values():
                if "schema" in response:
                    content = {"application/json": {"schema": response.pop("schema")}}
                    response["content"] = content
            paths.setdefault(path, {})[method] = raw
    schemas = old["definitions"]
    name = schemas["Thing"]["allOf"][1]["properties"]["name"]
    del name["x-nullable"]
    if version.startswith("3.0"):
        name["nullable"] = True
    else:
        name["type"] = ["string", "null"]
    return {
        "openapi": version,
        "info": old["info"],
        "servers": [
            {
                "url": "https://{name}.example.test/v1",
                "variables": {"name": {"default": "things"}},
            }
        ],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": {key: _parameter(each) for key, each in old["parameters"].items()},
        },
    }
