"""Components: schemas of ours beside those of the file, found by where both are used."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Any

import attrs
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..lint.meaning import SECRETS
from ..lint.walk import nodes
from .evidence import Weight
from .layout import prose
from .node import Node, Nodes
from .report import Report

PREFIX = "#/components/schemas/"


@attrs.define
class Import:
    """What the parts of one import share.

    Args:
        document: ours, changed in place.
        nodes: the schemas of the file.
        weight: how much the file counts.
        report: what was found.
        claims: for each schema of ours the one of the file that was laid beside it.
        drafted: for each schema of the file that ours did not have the name it got.
        shared_parameters: what the file says of parameters that operations of ours share.
    """

    document: CommentedMap
    nodes: Nodes
    weight: Weight
    report: Report
    claims: dict[str, str] = attrs.field(factory=dict)
    drafted: dict[str, str] = attrs.field(factory=dict)
    shared_parameters: dict[str, tuple[bool, Node]] = attrs.field(factory=dict)

    @property
    def schemas(self) -> CommentedMap:
        """The named schemas of ours."""
        found: CommentedMap = self.document["components"]["schemas"]
        return found


def reference(name: str) -> CommentedMap:
    """A reference to a schema of ours."""
    return CommentedMap({"$ref": PREFIX + name})


def nullable(schema: CommentedMap) -> CommentedMap:
    """The same schema, with null beside what it allows."""
    if "$ref" in schema:
        null = CommentedMap({"type": "null"})
        return CommentedMap({"oneOf": CommentedSeq([schema, null])})
    if isinstance(schema.get("type"), str):
        types = CommentedSeq([schema["type"], "null"])
        types.fa.set_flow_style()
        schema["type"] = types
    return schema


def name_behind(schema: Any) -> str | None:
    """The component that a schema of ours refers to, null beside it or not."""
    if not isinstance(schema, dict):
        return None
    target = schema.get("$ref")
    if isinstance(target, str) and target.startswith(PREFIX):
        return target.removeprefix(PREFIX)
    options = schema.get("oneOf") or []
    if len(options) == 2 and options[1] == {"type": "null"}:
        return name_behind(options[0])
    return None


def pascal(*parts: str) -> str:
    """The name of a component."""
    words = re.findall(r"[A-Za-z0-9]+", " ".join(parts))
    name = "".join(word[0].upper() + word[1:] for word in words)
    return name if name[:1].isalpha() else f"Schema{name}"


def member_names(values: list[str]) -> list[str] | None:
    """Names for the values of an enum; None where each is one already."""
    names: list[str] = []
    for value in values:
        word = value.replace("-", "minus_", 1) if value.startswith("-") else value
        name = re.sub(r"\W+", "_", word, flags=re.ASCII).strip("_") or "empty"
        name = f"value_{name}" if not name.isidentifier() or keyword.iskeyword(name) else name
        while name in names:
            name += "_"
        names.append(name)
    return None if names == values else names


class Drafts:
    """Writes schemas that ours does not have."""

    def __init__(self, shared: Import) -> None:
        self._shared = shared

    def schema(self, node: Node, hint: str, description: str = "", secret: bool = False) -> Any:
        """A schema in our form; objects and enums become components."""
        text = node.description or description
        if node.ref is not None:
            inner = self._shared.nodes.named(node.ref)
            found = reference(self.component(node.ref, inner, node.ref, text))
        elif node.type == "object" or node.enum is not None:
            found = reference(self.component(None, node, hint, text))
        else:
            found = self._plain(node, hint, text, secret)
        return nullable(found) if node.nullable else found

    def component(self, name: str | None, node: Node, hint: str, text: str = "") -> str:
        """The name in ours of an object or enum of the file; drafted where there is none."""
        shared = self._shared
        if name is not None:
            if name in shared.drafted:
                return shared.drafted[name]
            for ours, theirs in shared.claims.items():
                if theirs == name:
                    return ours
        alike = self._alike(node, hint)
        if alike is not None:
            return alike
        own = pascal(hint)
        number = 1
        while own in shared.schemas:
            number += 1
            own = f"{pascal(hint)}{number}"
        if name is not None:
            shared.drafted[name] = own
            shared.claims[own] = name
        body = CommentedMap()
        shared.schemas[own] = body
        self.fill(own, body, node, text)
        shared.report.added(own, "schema")
        return own

    def _alike(self, node: Node, hint: str) -> str | None:
        """A component of ours by this name, or by its last words, that says just the same."""
        last = pascal(hint.split()[-1])
        for name, body in self._shared.schemas.items():
            if node.enum is not None:
                if list(body.get("enum") or ()) == list(node.enum) and name.endswith(last):
                    return str(name)
                continue
            same = node.properties and set(body.get("properties") or ()) == set(node.properties)
            if same and pascal(hint).endswith(name):
                return str(name)
        return None

    def fill(self, own: str, body: CommentedMap, node: Node, text: str = "") -> None:
        """Write a component."""
        shared = self._shared
        if not (node.description or text):
            shared.report.lacks(own, "a description of the schema")
        described = node.description or text or f"{_words(own)}, as the vendor's document has it."
        body["type"] = node.type or "string"
        body["description"] = prose(described)
        shared.weight.mark(body)
        if node.enum is not None:
            body["enum"] = CommentedSeq(node.enum)
            names = member_names(list(node.enum))
            if names is not None:
                body["x-enum-varnames"] = CommentedSeq(names)
            return
        if not node.properties:
            body["additionalProperties"] = True
            return
        body["properties"] = CommentedMap()
        for name, each in node.properties.items():
            body["properties"][name] = self.property(own, name, each)

    def property(self, own: str, name: str, node: Node) -> Any:
        """A property of a component of ours."""
        text = node.description
        if not text and node.ref is None and node.enum is None and node.type != "object":
            self._shared.report.lacks(f"{own}.{name}", "a description")
        found = self.schema(
            node,
            f"{own} {name}",
            text or f"{_words(name)}, as the vendor's document has it.",
            name in SECRETS or node.format == "password",
        )
        if "$ref" not in found and "oneOf" not in found:
            if node.facets.get("readOnly") is True and name != "data":
                found["readOnly"] = True
            if own not in self._shared.drafted.values() or name.endswith(("_id", "_at", "_date")):
                self._shared.weight.mark(found)
        return found

    def _plain(self, node: Node, hint: str, text: str, secret: bool) -> CommentedMap:
        found = CommentedMap()
        if node.type is None:
            found["x-any"] = True
            if node.options:
                self._shared.report.left_out(hint, "one of several forms: any JSON is taken")
        else:
            found["type"] = node.type
        if node.format is not None:
            found["format"] = node.format
        if text:
            found["description"] = prose(text)
        if node.items is not None:
            found["items"] = self.schema(node.items, f"{hint} item")
        for key, value in node.facets.items():
            if key != "readOnly":
                found[key] = value
        if secret:
            found["x-secret"] = True
        return found


def _words(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", name).lower()
    return words[:1].upper() + words[1:]


def remove_unused(document: CommentedMap) -> Iterator[str]:
    """Take out the components that nobody uses any more; gives their names."""
    components = document["components"]
    while True:
        used = {node["$ref"] for _, node in nodes(document) if isinstance(node.get("$ref"), str)}
        gone = [
            (kind, name)
            for kind in ("schemas", "parameters", "responses")
            for name in components.get(kind, {})
            if f"#/components/{kind}/{name}" not in used
        ]
        if not gone:
            return
        for kind, name in gone:
            del components[kind][name]
            yield name
