"""Rules of the content: what the sandbox, the client and a reader rely on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .walk import (
    Document,
    media_types,
    nodes,
    operations,
    parameters,
    reachable,
    resolve,
    responses,
    schemas,
    text,
)

LEVELS = ("page", "rendering", "vendor", "inferred")
"""Levels of evidence, the strongest first."""
EVIDENCE_PARTS = ("path", "method", "credential")
CREDENTIALS = ("account", "actor")
SECRETS = {"client_secret", "session_token", "auth_attributes", "auth_attributes_pending"}
NOT_UUIDS = {"client_id", "public_id", "local_id"}
DATE_TIME = re.compile(r"(_at|_date|^valid_from|^valid_to)$")


def evidence_is_given(document: Document) -> Iterator[str]:
    """Say in x-evidence how well it is known, and where it is stated."""
    for operation in operations(document):
        evidence = operation.body.get("x-evidence")
        if not isinstance(evidence, dict):
            yield f"{operation.where}: no x-evidence"
            continue
        for part in EVIDENCE_PARTS:
            levels = evidence.get(part)
            if not isinstance(levels, list) or not levels or not set(levels) <= set(LEVELS):
                yield f"{operation.where}: x-evidence.{part} is no list of levels"
        path = [level for level in evidence.get("path") or [] if level in LEVELS]
        if path and evidence.get("level") != min(path, key=LEVELS.index):
            yield f"{operation.where}: the level is not the strongest of its path"
    for schema in schemas(document):
        if schema.named and "x-evidence" not in schema.body:
            yield f"{schema.where}: no x-evidence"
    for where, node in nodes(document):
        if "x-evidence" in node and not where.endswith("/properties"):
            evidence = node["x-evidence"]
            if not isinstance(evidence, dict) or evidence.get("level") not in LEVELS:
                yield f"{where}: x-evidence without a level"
            elif not text(evidence.get("stated")) or "\n" in evidence["stated"].strip():
                yield f"{where}: x-evidence without a line that says where it is stated"


def descriptions_are_given(document: Document) -> Iterator[str]:
    """Say in a sentence what it is."""
    wanted: list[tuple[str, Document]] = [("info", document["info"])]
    wanted += [(f"server {server['url']}", server) for server in document["servers"]]
    for server in document["servers"]:
        wanted += [(f"server variable {n}", v) for n, v in server.get("variables", {}).items()]
    wanted += [(f"tag {tag['name']}", tag) for tag in document["tags"]]
    for name, scheme in document["components"]["securitySchemes"].items():
        wanted.append((f"security scheme {name}", scheme))
    for operation in operations(document):
        wanted.append((operation.where, operation.body))
        if not text(operation.body.get("summary")):
            yield f"{operation.where}: no summary"
        if "requestBody" in operation.body:
            wanted.append((f"{operation.where} body", operation.body["requestBody"]))
    wanted += parameters(document)
    wanted += [(where, response) for where, _, _, response in responses(document)]
    for schema in schemas(document):
        if schema.named:
            wanted.append((schema.where, schema.body))
        for name, child in schema.body.get("properties", {}).items():
            if "$ref" not in child:
                wanted.append((f"{schema.where}.{name}", child))
    for where, node in wanted:
        if not text(node.get("description")):
            yield f"{where}: no description"


def credentials_are_given(document: Document) -> Iterator[str]:
    """List every security scheme, the API key first, and say x-credential: account or actor."""
    schemes = document["components"]["securitySchemes"]
    wanted: list[dict[str, list[str]]] = [{name: []} for name in schemes]
    for operation in operations(document):
        if operation.body.get("security") != wanted:
            yield f"{operation.where}: does not list every security scheme"
        if operation.body.get("x-credential") not in CREDENTIALS:
            yield f"{operation.where}: x-credential is none of {', '.join(CREDENTIALS)}"


def answers_are_complete(document: Document) -> Iterator[str]:
    """List one success, with or without a body, and each error such an operation can answer."""
    for operation in operations(document):
        answers = operation.body["responses"]
        successes = sorted(str(status) for status in answers if str(status).startswith("2"))
        if len(successes) != 1 and successes != ["200", "204"]:
            yield f"{operation.where}: not one success response, nor a 200 and a 204"
        wanted = {"401", "403", "429", "default"}
        if "{id}" in operation.path:
            wanted.add("404")
        if operation.body.get("parameters") or "requestBody" in operation.body:
            wanted.add("400")
        for status in sorted(wanted - set(answers)):
            yield f"{operation.where}: no response {status}"
        for status, answer in answers.items():
            content = resolve(document, answer).get("content", {})
            if status in ("204", "205", "304"):
                if content:
                    yield f"{operation.where} response {status}: has content"
            elif list(content) != ["application/json"]:
                yield f"{operation.where} response {status}: is not JSON"
            elif not status.startswith("2"):
                reference = content["application/json"].get("schema", {}).get("$ref", "")
                if reference.rsplit("/", 1)[-1] not in ("ErrorResponse", "ErrorType"):
                    yield f"{operation.where} response {status}: is no error"


def answers_promise_nothing(document: Document) -> Iterator[str]:
    """Require and refuse nothing in what the service sends: anything may be missing or added."""
    sent: set[str] = set()
    shapes = [s.body for s in schemas(document) if "x-shape" in s.body]
    alternatives = {name for shape in shapes for name in reachable(document, shape)}
    for _, _, status, media in media_types(document):
        if status is not None:
            sent |= reachable(document, media.get("schema", {}))
    for name in sorted((sent - alternatives) & set(document["components"]["schemas"])):
        if "required" in document["components"]["schemas"][name]:
            yield f"{name}: required in an answer"
    for schema in schemas(document):
        if schema.body.get("additionalProperties") is False:
            yield f"{schema.where}: refuses properties that are not documented"
        for name in schema.body.get("required", []):
            child = schema.body.get("properties", {}).get(name)
            if child is None:
                yield f"{schema.where}: requires {name}, which it does not have"
            elif resolve(document, child).get("readOnly"):
                yield f"{schema.where}.{name}: required and read-only at once"


def secrets_are_marked(document: Document) -> Iterator[str]:
    """Mark it with x-secret: true, so that it is kept out of every repr and log."""
    for schema in schemas(document):
        for name, child in schema.body.get("properties", {}).items():
            target = resolve(document, child)
            secret = name in SECRETS or target.get("format") == "password"
            if secret and target.get("x-secret") is not True:
                yield f"{schema.where}.{name}: a secret without x-secret"


def writes_can_be_read_back(document: Document) -> Iterator[str]:
    """Name in x-read-back what reads the object that the answer promises; [] where nothing does."""
    for operation in operations(document):
        promised = any(
            str(status).startswith("2") and resolve(document, answer).get("content")
            for status, answer in operation.body["responses"].items()
        )
        writes = operation.method != "get" and promised
        if writes and not isinstance(operation.body.get("x-read-back"), list):
            yield f"{operation.where}: no x-read-back"
        if not writes and "x-read-back" in operation.body:
            yield f"{operation.where}: x-read-back, but nothing to read back"


def ids_and_times_have_a_format(document: Document) -> Iterator[str]:
    """Write format: uuid for an id, format: date-time for a time.

    One that is stated to be no such thing says so in an x-evidence of its own.
    """
    for schema in schemas(document):
        for name, child in schema.body.get("properties", {}).items():
            own = child.get("x-evidence", {}).get("level", "inferred")
            if "$ref" in child or ("format" not in child and own != "inferred"):
                continue
            if DATE_TIME.search(name) and child.get("format") != "date-time":
                yield f"{schema.where}.{name}: a time without format: date-time"
            is_id = name == "id" or name.endswith(("_id", "_id_pending"))
            is_uuid = is_id and not name.endswith("_ref_id") and name not in NOT_UUIDS
            if is_uuid and child.get("format") != "uuid":
                yield f"{schema.where}.{name}: an id without format: uuid"


def components_are_used(document: Document) -> Iterator[str]:
    """Use it, or take it out."""
    used = {node["$ref"] for _, node in nodes(document) if isinstance(node.get("$ref"), str)}
    for kind in ("schemas", "parameters", "responses"):
        for name in document["components"].get(kind, {}):
            if f"#/components/{kind}/{name}" not in used:
                yield f"{kind}/{name}: is not used"
