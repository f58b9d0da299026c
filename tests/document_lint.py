"""The rules that `openapi/interop.yaml` has to keep, beyond being valid OpenAPI.

The generator and the sandbox depend on them, and so does a reader who wants to know how well a
fact is supported. `lint` returns one line for each violation; each rule is a function of its own.
"""

import keyword
import re
from collections.abc import Callable, Iterator
from json import dumps
from typing import Any, NamedTuple

from openapi_schema_validator import OAS31Validator, oas31_format_checker

Document = dict[str, Any]
Rule = Callable[[Document], Iterator[str]]

METHODS = ("get", "put", "post", "delete", "patch", "options", "head", "trace")
LEVELS = ("page", "rendering", "vendor", "inferred")
"""Levels of evidence, the strongest first."""
EVIDENCE_PARTS = ("path", "method", "credential")
CREDENTIALS = ("account", "actor")
SECRETS = {"client_secret", "session_token", "auth_attributes", "auth_attributes_pending"}
NOT_UUIDS = {"client_id", "public_id", "local_id"}
DATE_TIME = re.compile(r"(_at|_date|^valid_from|^valid_to)$")
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
NAMING = {"name", "title", "client_id", "client_secret", "session_token", "next"}
"""Properties whose example values must differ between operations."""


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


# --------------------------------------------------------------------------------------------
# Reading the document


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


# --------------------------------------------------------------------------------------------
# The rules


def evidence_is_given(document: Document) -> Iterator[str]:
    """Operations and schemas carry x-evidence; wherever it stands it is complete."""
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
    """Everything that a reader may come across says what it is."""
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


def objects_and_enums_are_named(document: Document) -> Iterator[str]:
    """The generator would invent a name for an object or an enum that has none."""
    for schema in schemas(document):
        if not schema.named:
            if "enum" in schema.body:
                yield f"{schema.where}: an enum that is no named component"
            if "object" in types(schema.body) or "properties" in schema.body:
                yield f"{schema.where}: an object that is no named component"


def enum_members_have_names(document: Document) -> Iterator[str]:
    """A value that is no identifier needs x-enum-varnames, as many as there are values."""
    for schema in schemas(document):
        values: list[Any] = schema.body.get("enum", [])
        names: list[Any] = schema.body.get("x-enum-varnames", values)
        if len(names) != len(values) or len(set(names)) != len(names):
            yield f"{schema.where}: x-enum-varnames does not name each value once"
        for name in names:
            if not str(name).isidentifier() or keyword.iskeyword(str(name)):
                yield f"{schema.where}: {name!r} is no identifier; give x-enum-varnames"


def references_stand_alone(document: Document) -> Iterator[str]:
    """Whatever stands beside a $ref is ignored by some tools and merged by others."""
    for where, node in nodes(document):
        if "$ref" in node and len(node) > 1 and not where.endswith("/properties"):
            yield f"{where}: siblings of $ref"


def schemas_are_flat(document: Document) -> Iterator[str]:
    """No composition but oneOf; null is said in the one way that the generator reads."""
    for schema in schemas(document):
        for key in ("allOf", "anyOf", "not", "nullable"):
            if key in schema.body:
                yield f"{schema.where}: {key} is not used in this document"
        options = schema.body.get("oneOf", [])
        nulls = [option for option in options if option.get("type") == "null"]
        if nulls and (len(options) != 2 or options[1] != {"type": "null"}):
            yield f'{schema.where}: write a nullable reference as oneOf: [$ref, {{type: "null"}}]'
        if nulls and "$ref" not in options[0]:
            yield f'{schema.where}: write a nullable value as type: [<type>, "null"]'
        kind = schema.body.get("type")
        if isinstance(kind, list) and (len(kind) != 2 or kind[1] != "null"):
            yield f'{schema.where}: write a nullable value as type: [<type>, "null"]'


def operations_have_one_id_and_one_tag(document: Document) -> Iterator[str]:
    tags = [tag["name"] for tag in document["tags"]]
    seen: set[str] = set()
    for operation in operations(document):
        name = str(operation.body.get("operationId", ""))
        if not name.isidentifier():
            yield f"{operation.where}: no operationId"
        elif name in seen:
            yield f"{operation.where}: the operationId {name} is not unique"
        seen.add(name)
        used = operation.body.get("tags", [])
        if len(used) != 1 or used[0] not in tags:
            yield f"{operation.where}: not exactly one of the declared tags"


def credentials_are_given(document: Document) -> Iterator[str]:
    """Each operation lists every security scheme, and says which kind of credential it needs."""
    schemes = document["components"]["securitySchemes"]
    wanted: list[dict[str, list[str]]] = [{name: []} for name in schemes]
    for operation in operations(document):
        if operation.body.get("security") != wanted:
            yield f"{operation.where}: does not list every security scheme"
        if operation.body.get("x-credential") not in CREDENTIALS:
            yield f"{operation.where}: x-credential is none of {', '.join(CREDENTIALS)}"


def extensions_are_known(document: Document) -> Iterator[str]:
    """An extension that nobody reads, or a value that nobody expects, is a typing error."""
    known = {
        *("x-any", "x-credential", "x-enum-varnames", "x-evidence", "x-read-back", "x-repeatable"),
        *("x-secret", "x-shape"),
    }
    expected: dict[str, list[Any]] = {
        "x-any": [True],
        "x-repeatable": [True, False],
        "x-secret": [True],
        "x-shape": ["count"],
    }
    for where, node in nodes(document):
        if where.endswith("/properties"):
            continue
        for key, value in node.items():
            if str(key).startswith("x-") and key not in known:
                yield f"{where}: unknown extension {key}"
            if key in expected and value not in expected[key]:
                yield f"{where}: {key} cannot be {value!r}"


def parameters_match_their_path(document: Document) -> Iterator[str]:
    for operation in operations(document):
        declared = [resolve(document, p) for p in operation.body.get("parameters", [])]
        in_path = [p["name"] for p in declared if p["in"] == "path"]
        if sorted(in_path) != sorted(re.findall(r"{(\w+)}", operation.path)):
            yield f"{operation.where}: path parameters differ from the path"
        if len({(p["in"], p["name"]) for p in declared}) != len(declared):
            yield f"{operation.where}: a parameter is declared twice"


def lists_in_the_query_are_comma_separated(document: Document) -> Iterator[str]:
    for where, parameter in parameters(document):
        schema = resolve(document, parameter.get("schema", {}))
        if parameter.get("in") == "query" and "array" in types(schema):
            if parameter.get("style") != "form" or parameter.get("explode") is not False:
                yield f"{where}: a list needs style: form and explode: false"
            if schema.get("minItems", 0) < 1:
                yield f"{where}: a list needs minItems: 1, since an empty one cannot be written"


def answers_are_complete(document: Document) -> Iterator[str]:
    """One success, with or without a body, and each error that such an operation can answer."""
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
    """In what the service sends, anything may be missing and anything may be added."""
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
    """What is marked with x-secret is kept out of every repr and log."""
    for schema in schemas(document):
        for name, child in schema.body.get("properties", {}).items():
            target = resolve(document, child)
            secret = name in SECRETS or target.get("format") == "password"
            if secret and target.get("x-secret") is not True:
                yield f"{schema.where}.{name}: a secret without x-secret"


def ids_and_times_have_a_format(document: Document) -> Iterator[str]:
    for schema in schemas(document):
        for name, child in schema.body.get("properties", {}).items():
            if "$ref" in child:
                continue
            if DATE_TIME.search(name) and child.get("format") != "date-time":
                yield f"{schema.where}.{name}: a time without format: date-time"
            is_id = name == "id" or name.endswith(("_id", "_id_pending"))
            is_uuid = is_id and not name.endswith("_ref_id") and name not in NOT_UUIDS
            if is_uuid and child.get("format") != "uuid":
                yield f"{schema.where}.{name}: an id without format: uuid"


def components_are_used(document: Document) -> Iterator[str]:
    used = {node["$ref"] for _, node in nodes(document) if isinstance(node.get("$ref"), str)}
    for kind in ("schemas", "parameters", "responses"):
        for name in document["components"].get(kind, {}):
            if f"#/components/{kind}/{name}" not in used:
                yield f"{kind}/{name}: is not used"


def examples_are_given(document: Document) -> Iterator[str]:
    for where, _, _, media in media_types(document):
        if "example" not in media or "examples" in media:
            yield f"{where}: needs an example (one, under `example`)"
    for where, parameter in parameters(document):
        if "example" not in parameter:
            yield f"{where}: needs an example"


def examples_fit_their_schema(document: Document) -> Iterator[str]:
    for example in examples(document):
        for problem in problems_of(document, example.schema, example.value):
            yield f"{example.where} example: {problem}"
        if example.status is not None and not example.status.startswith("2"):
            bare = example.value if isinstance(example.value, dict) else {}
            error = bare.get("error", bare)
            if error.get("status") is None:
                yield f"{example.where} example: no status in the error"
            elif example.status.isdigit() and error["status"] != int(example.status):
                yield f"{example.where} example: its status is not that of the response"
    for where, parameter in parameters(document):
        if "example" in parameter:
            for problem in problems_of(document, parameter["schema"], parameter["example"]):
                yield f"{where} example: {problem}"


def examples_set_every_property(document: Document) -> Iterator[str]:
    """With one exception: an answer that succeeds carries no error.

    What is read-only is set in answers and left out of requests.
    """

    def missing(schema: Document, value: Any, where: str, request: bool) -> Iterator[str]:
        schema = resolve(document, schema)
        for option in schema.get("oneOf", []):
            if not problems_of(document, option, value):
                yield from missing(option, value, where, request)
                break
        if isinstance(value, list):
            if not value:
                yield f"{where}: is empty"
            for index, item in enumerate(value):
                yield from missing(schema.get("items", {}), item, f"{where}[{index}]", request)
        elif isinstance(value, dict):
            properties = schema.get("properties", {})
            if not value:
                yield f"{where}: is empty"
            for name in sorted(properties.keys() - value.keys()):
                child = resolve(document, properties[name])
                is_error = child is document["components"]["schemas"].get("ErrorType")
                if not (request and child.get("readOnly")) and not (is_error and "data" in value):
                    yield f"{where}: {name} is not set"
            for name, item in value.items():
                if name in properties:
                    child = resolve(document, properties[name])
                    if request and child.get("readOnly"):
                        yield f"{where}: {name} is read-only and cannot be sent"
                    yield from missing(properties[name], item, f"{where}.{name}", request)
                elif properties:
                    yield f"{where}: {name} is not documented"
        elif value is None or value == "":
            yield f"{where}: is empty"

    for example in examples(document):
        where = f"{example.where} example"
        yield from missing(example.schema, example.value, where, example.status is None)


def examples_are_distinct(document: Document) -> Iterator[str]:
    """No two operations share an id, a name or a whole example.

    So a test that mixes two of them up fails.
    """
    owners: dict[str, str] = {}

    def marks(value: Any, name: str = "") -> Iterator[str]:
        if isinstance(value, dict):
            for key, child in value.items():
                yield from marks(child, key)
        elif isinstance(value, list):
            for child in value:
                yield from marks(child, name)
        elif isinstance(value, str) and (name in NAMING or UUID.fullmatch(value)):
            yield value

    whole: dict[str, str] = {}
    for example in examples(document):
        content = dumps(example.value, sort_keys=True)
        if content in whole:
            yield f"{example.where} example: the same as that of {whole[content]}"
        whole[content] = example.where
        for mark in marks(example.value):
            if owners.setdefault(mark, example.owner) != example.owner:
                yield f"{example.where} example: {mark} is used by {owners[mark]} too"


RULES: tuple[Rule, ...] = (
    evidence_is_given,
    descriptions_are_given,
    objects_and_enums_are_named,
    enum_members_have_names,
    references_stand_alone,
    schemas_are_flat,
    operations_have_one_id_and_one_tag,
    credentials_are_given,
    extensions_are_known,
    parameters_match_their_path,
    lists_in_the_query_are_comma_separated,
    answers_are_complete,
    answers_promise_nothing,
    secrets_are_marked,
    ids_and_times_have_a_format,
    components_are_used,
    examples_are_given,
    examples_fit_their_schema,
    examples_set_every_property,
    examples_are_distinct,
)


def lint(document: Document) -> list[str]:
    """Everything in which the document breaks a rule, one line each; empty when it is clean."""
    return [finding for rule in RULES for finding in rule(document)]
