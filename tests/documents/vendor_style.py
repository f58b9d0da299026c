"""Our document as a vendor would write it: without our extensions, descriptions and examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from document_tools.lint.walk import METHODS, resolve

from .samples import Json, ours
from .settled import settle

_DROPPED = ("description", "summary", "example")


def openapi_30() -> Json:
    """It as OpenAPI 3.0, with `nullable` and without anything of our own."""
    document = _bare(settle(ours()))
    assert isinstance(document, dict)
    document["openapi"] = "3.0.3"
    document["info"] = {"title": "Interop", "version": "2"}
    return document


def swagger() -> Json:
    """It as Swagger 2.0: with parameters that hold bodies, and without what it cannot say."""
    document = openapi_30()
    paths: Json = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                paths.setdefault(path, {})[method] = _operation(document, item[method])
    return {
        "swagger": "2.0",
        "info": document["info"],
        "host": "api.us2.kimonocloud.com",
        "basePath": "/v2/interop",
        "schemes": ["https"],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "paths": paths,
        "definitions": _moved(document["components"]["schemas"]),
    }


def write(document: Json, folder: Path, name: str = "vendor.json") -> Path:
    """It as a file."""
    path = folder / name
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def _bare(value: Any, names: bool = False) -> Any:
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {
        key: _bare(each, names=key in ("properties", "responses", "schemas"))
        for key, each in value.items()
        if names or not (str(key).startswith("x-") or key in _DROPPED)
    }
    if not names and isinstance(found.get("type"), list):
        found["type"] = found["type"][0]
        found["nullable"] = True
    if not names and isinstance(found.get("content"), dict) and "schema" not in found:
        found.setdefault("description", "")
    return found


def _operation(document: Json, raw: Json) -> Json:
    parameters = [_parameter(resolve(document, each)) for each in raw.get("parameters", [])]
    found = {key: raw[key] for key in ("operationId", "tags")}
    for media, content in raw.get("requestBody", {}).get("content", {}).items():
        body = {"name": "body", "in": "body", "schema": _moved(content["schema"])}
        parameters.append({**body, "required": raw["requestBody"].get("required", False)})
        found["consumes"] = [media]
    found["responses"] = {
        status: _response(resolve(document, answer)) for status, answer in raw["responses"].items()
    }
    return {**found, "parameters": parameters}


def _parameter(raw: Json) -> Json:
    found: Json = {key: raw[key] for key in ("name", "in", "required")} | raw["schema"]
    return found | ({"collectionFormat": "csv"} if found.get("type") == "array" else {})


def _response(answer: Json) -> Json:
    for content in answer.get("content", {}).values():
        return {"description": "", "schema": _moved(content["schema"])}
    return {"description": ""}


def _moved(value: Any) -> Any:
    """References as Swagger 2.0 has them; alternatives, which it cannot say, are left out."""
    if isinstance(value, list):
        return [_moved(each) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("oneOf"), list):
        return {}
    reference = value.get("$ref")
    if isinstance(reference, str):
        return {"$ref": reference.replace("#/components/schemas/", "#/definitions/")}
    return {key: _moved(each) for key, each in value.items() if key != "nullable"}
