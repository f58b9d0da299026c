"""Walking a document: its operations, schemas, parameters, answers and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from openapi_schema_validator import OAS31Validator, oas31_format_checker

Document = dict[str, Any]
Rule = Callable[[Document], Iterator[str]]

METHODS = ("get", "put", "post", "delete", "patch", "options", "head", "trace")


class Operation(NamedTuple):
    where: str
    path: str
    method: str
    body: Document


class Schema(NamedTuple):
    where: str
    body: Document
    named: bool
    """Whether it stands directly under components/schemas."""


class Example(NamedTuple):
    where: str
    owner: str
    """The operation or the shared response that it belongs to."""
    schema: Document
    value: Any
    status: str | None
    """Status of the response, None for the body of a request."""


def operations(document: Document) -> Iterator[Operation]:
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield Operation(f"{method.upper()} {path}", path, method, item[method])


def resolve(document: Document, node: Document) -> Document:
    """Follow a local reference; a node without one is returned as it is."""
    while "$ref" in node:
        target: Any = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def nodes(value: Any, where: str = "#") -> Iterator[tuple[str, Document]]:
    """Every mapping of the document, but nothing inside of examples, defaults and enums."""
    if isinstance(value, dict):
        yield where, value
        keys_are_names = where.endswith(("/properties", "/responses"))
        for key, child in value.items():
            if keys_are_names or key not in ("example", "default", "enum"):
                yield from nodes(child, f"{where}/{key}")
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from nodes(child, f"{where}/{index}")


def subschemas(schema: Document, where: str, named: bool) -> Iterator[Schema]:
    yield Schema(where, schema, named)
    for name, child in schema.get("properties", {}).items():
        yield from subschemas(child, f"{where}.{name}", False)
    for key in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(key), dict):
            yield from subschemas(schema[key], f"{where}/{key}", False)
    for key in ("oneOf", "anyOf", "allOf"):
        for index, child in enumerate(schema.get(key, [])):
            yield from subschemas(child, f"{where}/{key}/{index}", False)


def parameters(document: Document) -> Iterator[tuple[str, Document]]:
    for name, parameter in document["components"].get("parameters", {}).items():
        yield f"parameter {name}", parameter
    for operation in operations(document):
        for parameter in operation.body.get("parameters", []):
            if "$ref" not in parameter:
                yield f"{operation.where} parameter {parameter['name']}", parameter


def responses(document: Document) -> Iterator[tuple[str, str, str | None, Document]]:
    """Where it is, whose it is, its status (None if shared) and the response itself."""
    for name, response in document["components"].get("responses", {}).items():
        yield f"response {name}", name, None, response
    for operation in operations(document):
        for status, response in operation.body["responses"].items():
            if "$ref" not in response:
                where = f"{operation.where} response {status}"
                yield where, operation.body["operationId"], str(status), response


def media_types(document: Document) -> Iterator[tuple[str, str, str | None, Document]]:
    for operation in operations(document):
        for kind, media in operation.body.get("requestBody", {}).get("content", {}).items():
            where = f"{operation.where} body {kind}"
            yield where, operation.body["operationId"], None, media
    for where, owner, status, response in responses(document):
        for kind, media in response.get("content", {}).items():
            yield f"{where} {kind}", owner, status or "shared", media


def schemas(document: Document) -> Iterator[Schema]:
    for name, schema in document["components"].get("schemas", {}).items():
        yield from subschemas(schema, name, True)
    for where, parameter in parameters(document):
        yield from subschemas(parameter.get("schema", {}), f"{where} schema", False)
    for where, _, _, media in media_types(document):
        yield from subschemas(media.get("schema", {}), f"{where} schema", False)


def examples(document: Document) -> Iterator[Example]:
    for where, owner, status, media in media_types(document):
        if "example" in media:
            yield Example(where, owner, media.get("schema", {}), media["example"], status)


def reachable(document: Document, start: Document) -> set[str]:
    """Names of the component schemas that a schema refers to, directly or through others."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for _, node in nodes(waiting.pop()):
            reference = node.get("$ref", "")
            if isinstance(reference, str) and reference.startswith("#/components/schemas/"):
                name = reference.rsplit("/", 1)[1]
                if name not in found:
                    found.add(name)
                    waiting.append(document["components"]["schemas"].get(name, {}))
    return found


def types(schema: Document) -> list[str]:
    kind: str | list[str] = schema.get("type", [])
    return kind if isinstance(kind, list) else [kind]


def text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def problems_of(document: Document, schema: Document, value: Any) -> list[str]:
    """Why a value does not fit a schema of the document, formats included."""
    root = {**schema, "components": document["components"]}
    validator = OAS31Validator(root, format_checker=oas31_format_checker)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
