"""Rules of the form: what breaks one would be generated wrongly, or left out, without a word."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Any

from .keys import near
from .walk import Document, nodes, operations, parameters, resolve, schemas, types


def objects_and_enums_are_named(document: Document) -> Iterator[str]:
    """Make it a component: the generator would invent a name for an object or an enum."""
    for schema in schemas(document):
        if not schema.named:
            if "enum" in schema.body:
                yield f"{schema.where}: an enum that is no named component"
            if "object" in types(schema.body) or "properties" in schema.body:
                yield f"{schema.where}: an object that is no named component"


def enum_members_have_names(document: Document) -> Iterator[str]:
    """Say each value once; give x-enum-varnames, as many, where one is no identifier."""
    for schema in schemas(document):
        values: list[Any] = schema.body.get("enum", [])
        for value in sorted({str(each) for each in values if values.count(each) > 1}):
            yield f"{schema.where}: the value {value} stands there twice"
        names: list[Any] = schema.body.get("x-enum-varnames", values)
        if len(names) != len(values) or len(set(names)) != len(names):
            yield f"{schema.where}: x-enum-varnames does not name each value once"
        members = {name: _member(name) for name in dict.fromkeys(map(str, names))}
        for name, member in members.items():
            first = next(each for each in members if members[each] == member)
            if first != name:
                yield (
                    f"{schema.where}: {first} and {name} would both be the member {member}; give"
                    " x-enum-varnames"
                )
        for value in values:
            if "string" in types(schema.body) and not isinstance(value, str):
                yield f"{schema.where}: the value {value} is no text; write it in quotes"
        for name in names:
            if not str(name).isidentifier() or keyword.iskeyword(str(name)):
                yield f"{schema.where}: {name!r} is no identifier; give x-enum-varnames"


def _member(name: str) -> str:
    """How a value, or its name, is called in Python, where words are parted by one underscore."""
    return re.sub(r"_+", "_", name).strip("_").upper()


def references_stand_alone(document: Document) -> Iterator[str]:
    """Take out what stands beside a $ref: some tools ignore it, others merge it."""
    for where, node in nodes(document):
        if "$ref" in node and len(node) > 1 and not where.endswith("/properties"):
            yield f"{where}: siblings of $ref"


def schemas_are_flat(document: Document) -> Iterator[str]:
    """Compose by oneOf alone, and say null in the one way that the generator reads."""
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
    """Give each operation an operationId of its own, and one tag that is declared in `tags`."""
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
            hint = near(used[0], tags) if len(used) == 1 else ""
            yield f"{operation.where}: not exactly one of the declared tags: {used}{hint}"


def paths_are_distinct(document: Document) -> Iterator[str]:
    """Merge the two, or correct one: a service cannot tell them apart."""
    seen: dict[str, str] = {}
    for path in document["paths"]:
        shape = re.sub(r"{[^}]*}", "{}", path)
        if shape in seen:
            yield f"{path}: the same as {seen[shape]}"
        seen.setdefault(shape, path)
        if not path.startswith("/") or path.endswith("/") or "//" in path:
            yield f"{path}: is written with one slash before each part"


def parameters_match_their_path(document: Document) -> Iterator[str]:
    """Declare each parameter once, in the path or in the query, and those of the path by name."""
    for operation in operations(document):
        declared = [resolve(document, p) for p in operation.body.get("parameters", [])]
        in_path = [p["name"] for p in declared if p["in"] == "path"]
        if sorted(in_path) != sorted(re.findall(r"{(\w+)}", operation.path)):
            yield f"{operation.where}: path parameters differ from the path"
        for parameter in declared:
            if parameter["in"] not in ("path", "query"):
                yield f"{operation.where}: the parameter {parameter['name']} is in no path or query"
            if parameter["in"] == "path" and parameter.get("required") is not True:
                yield f"{operation.where}: the path parameter {parameter['name']} is not required"
        if len({(p["in"], p["name"]) for p in declared}) != len(declared):
            yield f"{operation.where}: a parameter is declared twice"


def lists_in_the_query_are_comma_separated(document: Document) -> Iterator[str]:
    """Write style: form, explode: false and minItems: 1."""
    for where, parameter in parameters(document):
        schema = resolve(document, parameter.get("schema", {}))
        if parameter.get("in") == "query" and "array" in types(schema):
            if parameter.get("style") != "form" or parameter.get("explode") is not False:
                yield f"{where}: a list needs style: form and explode: false"
            if schema.get("minItems", 0) < 1:
                yield f"{where}: a list needs minItems: 1, since an empty one cannot be written"
