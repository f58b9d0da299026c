"""Rules of the words: everything has the keys it needs, and none that nobody reads.

These come first: where a reference leads nowhere, or a part is missing, the others cannot look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from .walk import METHODS, Document, media_types, nodes, operations, parameters, responses, schemas

EXTENSIONS: dict[str, list[Any] | None] = {
    "x-any": [True],
    "x-credential": None,
    "x-enum-varnames": None,
    "x-evidence": None,
    "x-read-back": None,
    "x-draft": [True],
    "x-partial": [True, False],
    "x-repeatable": [True, False],
    "x-secret": [True],
    "x-shape": ["count"],
}
"""The extensions, with the values that each can have; None where another rule looks at them."""

KEYS: dict[str, tuple[str, ...]] = {
    "document": ("openapi", "info", "externalDocs", "servers", "tags", "paths", "components"),
    "info": ("title", "version", "summary", "description", "license", "contact"),
    "components": ("securitySchemes", "parameters", "responses", "schemas"),
    "server": ("url", "description", "variables"),
    "server variable": ("default", "description", "enum"),
    "tag": ("name", "description"),
    "path": (*METHODS, "parameters"),
    "operation": (
        *("operationId", "tags", "summary", "description", "security", "parameters"),
        *("requestBody", "responses"),
    ),
    "parameter": (
        *("name", "in", "required", "description", "schema", "style", "explode"),
        *("example", "examples"),
    ),
    "body": ("description", "required", "content"),
    "response": ("description", "content"),
    "media type": ("schema", "example", "examples"),
    "schema": (
        *("type", "format", "description", "enum", "properties", "required", "items"),
        *("additionalProperties", "oneOf", "allOf", "anyOf", "not", "nullable", "default"),
        *("minimum", "maximum", "minItems", "uniqueItems", "minLength", "readOnly"),
    ),
}
TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
FORMATS = ("uuid", "date-time", "date", "password", "int32", "int64", "float", "double")


def near(word: object, known: Iterable[str]) -> str:
    """A hint at the word that was meant, where there is one like it."""
    close = get_close_matches(str(word), list(known), n=1)
    return f"; {close[0]} was meant?" if close else ""


def what_is_needed_is_there(document: Document) -> Iterator[str]:
    """Give each part what OpenAPI demands of it."""
    if not str(document.get("openapi")).startswith("3.1."):
        yield f"document: is written in OpenAPI 3.1, and says {document.get('openapi')}"
    for key, kind in (("info", dict), ("servers", list), ("tags", list), ("paths", dict)):
        if not isinstance(document.get(key), kind):
            yield f"document: no {key}"
    if not isinstance(document.get("components", {}).get("schemas"), dict):
        yield "document: no components/schemas"
    for server in document.get("servers") or ():
        if isinstance(server, dict) and "://" not in str(server.get("url")):
            yield f"server {server.get('url')}: a client needs the whole address, with its host"
    shared = document.get("components", {})
    for name, parameter in shared.get("parameters", {}).items():
        yield from _needs(f"parameter {name}", parameter, "name", "in", "schema")
    for path, item in document.get("paths", {}).items():
        if not isinstance(item, dict):
            yield f"{path}: is no object"
            continue
        for method in METHODS:
            if method in item:
                where = f"{method.upper()} {path}"
                operation = item[method] if isinstance(item[method], dict) else {}
                yield from _needs(where, operation, "operationId", "tags", "responses")
                for status in operation.get("responses") or ():
                    if not isinstance(status, str):
                        yield f"{where}: the status {status} is no text; write it in quotes"
                for parameter in operation.get("parameters", []):
                    if "$ref" not in parameter:
                        yield from _needs(f"{where} parameter", parameter, "name", "in", "schema")


def _needs(where: str, node: object, *keys: str) -> Iterator[str]:
    for key in keys:
        if not isinstance(node, dict) or not node.get(key):
            yield f"{where}: no {key}"


def references_lead_somewhere(document: Document) -> Iterator[str]:
    """Correct the name behind $ref, or add what it names."""
    known = {
        f"#/components/{kind}/{name}"
        for kind, parts in document.get("components", {}).items()
        for name in parts
    }
    for where, node in nodes(document):
        reference = node.get("$ref")
        if reference is not None and not where.endswith("/properties") and reference not in known:
            yield f"{where}: $ref leads nowhere: {reference}{near(reference, known)}"


def keys_are_known(document: Document) -> Iterator[str]:
    """Correct the key, or take it out: nothing reads it, so it would be passed over."""
    for where, kind, node in _parts(document):
        if "$ref" in node and kind != "document":
            continue
        for key in node:
            if not str(key).startswith("x-") and key not in KEYS[kind]:
                article = "an" if kind[0] in "aeiou" else "a"
                yield f"{where}: {article} {kind} has no {key}{near(key, KEYS[kind])}"


def extensions_are_known(document: Document) -> Iterator[str]:
    """Correct the extension or its value: it would be passed over."""
    for where, node in nodes(document):
        if where.endswith("/properties"):
            continue
        for key, value in node.items():
            if str(key).startswith("x-") and key not in EXTENSIONS:
                yield f"{where}: unknown extension {key}{near(key, EXTENSIONS)}"
            expected = EXTENSIONS.get(str(key))
            if expected is not None and value not in expected:
                yield f"{where}: {key} cannot be {value!r}"


def schemas_have_a_type(document: Document) -> Iterator[str]:
    """Give each schema a type, a $ref or a oneOf; where any JSON is meant, say x-any: true."""
    for schema in schemas(document):
        body = schema.body
        kind = body.get("type")
        if not {"$ref", "oneOf", "x-any"} & body.keys() and not kind:
            yield f"{schema.where}: no type"
        if kind and "x-any" in body:
            yield f"{schema.where}: a type beside x-any"
        for each in kind if isinstance(kind, list) else [kind] if kind else []:
            if each not in TYPES:
                yield f"{schema.where}: there is no type {each}{near(each, TYPES)}"
        if kind == "array" and not isinstance(body.get("items"), dict):
            yield f"{schema.where}: a list without items"


def formats_are_known(document: Document) -> Iterator[str]:
    """Correct the format: another one is read as plain text or as a plain number."""
    for schema in schemas(document):
        found = schema.body.get("format")
        if found is not None and found not in FORMATS:
            yield f"{schema.where}: unknown format {found}{near(found, FORMATS)}"


def _parts(document: Document) -> Iterator[tuple[str, str, Document]]:
    yield "document", "document", document
    yield "info", "info", document["info"]
    yield "components", "components", document["components"]
    for server in document["servers"]:
        yield f"server {server.get('url')}", "server", server
        for name, variable in server.get("variables", {}).items():
            yield f"server variable {name}", "server variable", variable
    for tag in document["tags"]:
        yield f"tag {tag.get('name')}", "tag", tag
    for path, item in document["paths"].items():
        yield path, "path", item
    for operation in operations(document):
        yield operation.where, "operation", operation.body
        if "requestBody" in operation.body:
            yield f"{operation.where} body", "body", operation.body["requestBody"]
    for where, parameter in parameters(document):
        yield where, "parameter", parameter
    for where, _, _, response in responses(document):
        yield where, "response", response
    for where, _, _, media in media_types(document):
        yield where, "media type", media
    for schema in schemas(document):
        yield schema.where, "schema", schema.body
