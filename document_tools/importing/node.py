"""Nodes: what a schema of a foreign document says, in the one form in which ours is written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import attrs

from ..lint.keys import FORMATS
from ..reading import Json, resolved, schema_name
from .report import Report

FACETS = ("minimum", "maximum", "minItems", "uniqueItems", "minLength", "readOnly")
SCALARS = ("string", "integer", "number", "boolean")


@attrs.frozen(kw_only=True)
class Node:
    """What a schema says.

    Args:
        ref: the name of the object or enum that it refers to.
        type: the JSON type, without null; None where it says none.
        format: the format, where ours knows it.
        nullable: whether null is allowed; None where the document cannot say it.
        enum: the values, where they are listed.
        items: what the items of an array are.
        properties: those of an object, with those it takes over from others.
        required: the names of those that must be there.
        options: the alternatives of which one applies.
        facets: bounds and marks, by keyword.
        description: its description; empty where it has none.
    """

    ref: str | None = None
    type: str | None = None
    format: str | None = None
    nullable: bool | None = None
    enum: tuple[str, ...] | None = None
    items: Node | None = None
    properties: dict[str, Node] = attrs.field(factory=dict)
    required: frozenset[str] = frozenset()
    options: tuple[Node, ...] = ()
    facets: dict[str, Any] = attrs.field(factory=dict)
    description: str = attrs.field(default="", eq=False)

    @property
    def silent(self) -> bool:
        """Whether it says nothing of what is allowed."""
        return not (self.ref or self.type or self.options)

    def __str__(self) -> str:
        if self.ref is not None:
            shown = self.ref
        elif self.enum is not None:
            shown = f"one of {', '.join(self.enum)}"
        elif self.items is not None:
            shown = f"array of {self.items}"
        elif self.options:
            shown = " or ".join(map(str, self.options))
        else:
            shown = self.type or "any value"
        if self.format is not None:
            shown += f" ({self.format})"
        return f"{shown} or null" if self.nullable else shown


class Nodes:
    """The schemas of one document as nodes.

    Args:
        document: any version of OpenAPI.
        report: takes what cannot be written in our form.
    """

    def __init__(self, document: Json, report: Report) -> None:
        self._document = document
        self._report = report
        self._says_null = "swagger" not in document
        self._named: dict[str, Node] = {}
        self._open: set[str] = set()

    def named(self, name: str) -> Node:
        """The node of a named schema, seen from within."""
        if name not in self._named:
            folder = "definitions" if "swagger" in self._document else "components/schemas"
            escaped = name.replace("~", "~0").replace("/", "~1")
            self._named[name] = self.inside({"$ref": f"#/{folder}/{escaped}"}, name)
        return self._named[name]

    def opened(self, node: Node) -> Node:
        """The same node, seen from within where it is a reference."""
        if node.ref is None:
            return node
        inner = self.named(node.ref)
        return attrs.evolve(inner, nullable=node.nullable) if node.nullable else inner

    def of(self, schema: Any, where: str) -> Node:
        """The node of a schema: objects and enums with a name stay references."""
        name = self._name(schema)
        if name is None:
            return self.inside(schema, where)
        if name in self._open:
            return Node(ref=name, nullable=self._null(False))
        target = resolved(self._document, schema)
        self._open.add(name)
        try:
            inner = self.inside(target, name)
        finally:
            self._open.discard(name)
        if inner.type == "object" or inner.enum is not None:
            return Node(ref=name, nullable=inner.nullable)
        return inner

    def inside(self, schema: Any, where: str) -> Node:
        """The node of a schema, with what a reference leads to in its place."""
        schema = resolved(self._document, schema)
        if not isinstance(schema, dict):
            return Node()
        for key in ("oneOf", "anyOf"):
            if isinstance(schema.get(key), list):
                return self._options(schema, schema[key], where)
        parts = schema.get("allOf")
        if isinstance(parts, list) and len(parts) == 1 and not schema.get("properties"):
            return self._with(self.of(parts[0], where), schema)
        return self._plain(schema, where)

    def _options(self, schema: Json, given: list[Any], where: str) -> Node:
        real = [each for each in given if each != {"type": "null"}]
        options = tuple(self.of(each, where) for each in real)
        null = len(real) < len(given)
        node = options[0] if len(options) == 1 else Node(options=options)
        return self._with(attrs.evolve(node, nullable=null or node.nullable), schema)

    def _with(self, node: Node, schema: Json) -> Node:
        """A node with what is said beside the composition that it stands for."""
        null = self._is_nullable(schema) or node.nullable
        facets = {**node.facets, **_facets(schema)}
        text = _text(schema.get("description")) or node.description
        return attrs.evolve(node, nullable=null, facets=facets, description=text)

    def _plain(self, schema: Json, where: str) -> Node:
        properties, required = self._properties(schema, where)
        types = [schema.get("type")] if isinstance(schema.get("type"), str) else schema.get("type")
        kinds = [each for each in types or [] if each != "null"]
        values = schema.get("enum")
        if values is None and "const" in schema:
            values = [schema["const"]]
        enum = None if values is None else [each for each in values if each is not None]
        kind = kinds[0] if len(kinds) == 1 else None
        if len(kinds) > 1:
            self._report.left_out(where, "may be of several types: any JSON is taken")
        if kind is None and not kinds:
            kind = _guessed(schema, properties, enum)
        if kind not in (*SCALARS, "array", "object", None):
            self._report.left_out(where, f"there is no type {kind}")
            kind = None
        if enum is not None and (kind != "string" or not all(isinstance(e, str) for e in enum)):
            self._report.left_out(where, "values that are no text are not listed")
            enum = None
        found = schema.get("format")
        if found is not None and found not in FORMATS:
            self._report.left_out(where, f"the format {found} is unknown")
        items = self.of(schema.get("items") or {}, f"{where}[]") if kind == "array" else None
        return Node(
            type=kind,
            format=found if found in FORMATS and kind in SCALARS else None,
            nullable=self._null(self._is_nullable(schema) or None in (values or ())),
            enum=tuple(dict.fromkeys(enum)) if enum else None,
            items=items,
            properties=properties,
            required=required,
            facets=_facets(schema),
            description=_text(schema.get("description")),
        )

    def _properties(self, schema: Json, where: str) -> tuple[dict[str, Node], frozenset[str]]:
        found: dict[str, Node] = {}
        required = set(_names(schema.get("required")))
        for part in schema.get("allOf") or ():
            inner = self.inside(part, where)
            found |= inner.properties
            required |= inner.required
        given = schema.get("properties")
        for name, value in (given if isinstance(given, dict) else {}).items():
            found[str(name)] = self.of(value, f"{where}.{name}")
        return found, frozenset(required & set(found))

    def _name(self, schema: Any) -> str | None:
        """The name behind a reference, through those that only lead on."""
        name = schema_name(schema)
        while name is not None:
            folder = "definitions" if "swagger" in self._document else "components"
            parts = self._document.get(folder) or {}
            target = (parts if folder == "definitions" else parts.get("schemas") or {}).get(name)
            further = schema_name(target)
            if further is None or further == name:
                break
            name = further
        return name

    def _is_nullable(self, schema: Json) -> bool:
        types = schema.get("type")
        listed = isinstance(types, list) and "null" in types
        return listed or schema.get("nullable") is True or schema.get("x-nullable") is True

    def _null(self, nullable: bool) -> bool | None:
        return True if nullable else False if self._says_null else None


def _guessed(schema: Json, properties: dict[str, Node], enum: list[Any] | None) -> str | None:
    """The type that a schema without one has."""
    if properties or isinstance(schema.get("additionalProperties"), dict):
        return "object"
    if "items" in schema:
        return "array"
    return "string" if enum and all(isinstance(each, str) for each in enum) else None


def _facets(schema: Json) -> dict[str, Any]:
    return {key: schema[key] for key in FACETS if isinstance(schema.get(key), (bool, int, float))}


def _names(value: Any) -> Iterable[str]:
    return (each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
