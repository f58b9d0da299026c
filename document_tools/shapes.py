"""Shapes: what a schema allows, in one form for every version of OpenAPI."""

from __future__ import annotations

from typing import Any

import attrs

from .reading import Json, resolved, schema_name

# Keywords that bound a value; their change is a change of the type's facets.
FACETS = (
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueItems"),
    *("default", "readOnly", "writeOnly", "deprecated"),
)


@attrs.frozen
class Property:
    """One property of an object.

    Args:
        shape: what it holds.
        required: whether it must be there.
        origin: the schema that states it, where the object takes it over from another.
    """

    shape: Shape
    required: bool
    origin: str | None


@attrs.frozen
class Shape:
    """What a schema allows.

    Args:
        name: the component's name, where the schema is a reference to one.
        types: the JSON types, without null; empty for any.
        nullable: whether null is allowed beside them.
        format: the format, such as `uuid`.
        enum: the values, where they are listed.
        items: what the items of an array are.
        properties: the properties of an object, by name.
        alternatives: the shapes of which one applies.
        facets: bounds and marks, by keyword.
    """

    name: str | None = None
    types: frozenset[str] = frozenset()
    nullable: bool = False
    format: str | None = None
    enum: tuple[str, ...] | None = None
    items: Shape | None = None
    properties: dict[str, Property] = attrs.field(factory=dict)
    alternatives: tuple[Shape, ...] = ()
    facets: dict[str, Any] = attrs.field(factory=dict)

    def __str__(self) -> str:
        shown = self.name or " or ".join(sorted(self.types)) or "any value"
        if self.name is None and self.alternatives:
            shown = " or ".join(str(each) for each in self.alternatives)
        if self.items is not None:
            shown = f"array of {self.items}"
        if self.format is not None:
            shown += f" ({self.format})"
        return f"{shown} or null" if self.nullable else shown


class Shapes:
    """The shapes of one document's schemas.

    Args:
        document: the document.
    """

    def __init__(self, document: Json) -> None:
        self._document = document
        self._components: dict[str, Shape] = {}

    def component(self, name: str) -> Shape:
        """The shape of a named schema, seen from within."""
        if name not in self._components:
            folder = "definitions" if "swagger" in self._document else "components/schemas"
            self._components[name] = self.of({"$ref": f"#/{folder}/{name}"}, inside=True)
        return self._components[name]

    def of(self, schema: Any, *, inside: bool = False) -> Shape:
        """The shape of a schema; one that is a reference is its name alone unless `inside`."""
        name = schema_name(schema)
        if name is not None and not inside:
            target = resolved(self._document, schema)
            return Shape(name=name, nullable=_nullable(target))
        schema = resolved(self._document, schema)
        if not isinstance(schema, dict):
            return Shape()
        wrapped = self._reference_with_null(schema)
        if wrapped is not None:
            return wrapped
        types, nullable = _types(schema)
        properties, taken = self._properties(schema)
        alternatives = tuple(
            self.of(each) for key in ("oneOf", "anyOf") for each in schema.get(key) or ()
        )
        if not types and (properties or taken):
            types = frozenset({"object"})
        enum = schema.get("enum")
        return Shape(
            types=types,
            nullable=nullable or (enum is not None and None in enum),
            format=schema.get("format"),
            enum=None if enum is None else tuple(str(each) for each in enum if each is not None),
            items=self.of(schema["items"]) if "items" in schema else None,
            properties=properties,
            alternatives=alternatives,
            facets=_facets(schema),
        )

    def _reference_with_null(self, schema: Json) -> Shape | None:
        """A reference that may be null, in any of the forms in which that is written."""
        for key in ("oneOf", "anyOf", "allOf"):
            parts = schema.get(key)
            if not isinstance(parts, list):
                continue
            real = [part for part in parts if part != {"type": "null"}]
            if len(real) == 1 and not schema.get("properties"):
                inner = self.of(real[0])
                null = len(real) < len(parts) or schema.get("nullable") is True or inner.nullable
                return attrs.evolve(inner, nullable=null, facets=inner.facets | _facets(schema))
        return None

    def _properties(self, schema: Json) -> tuple[dict[str, Property], bool]:
        """The properties of an object, those it takes over from others too."""
        found: dict[str, Property] = {}
        parts = schema.get("allOf") or ()
        for part in parts:
            origin = schema_name(part)
            inner = resolved(self._document, part)
            below, _ = self._properties(inner)
            for name, each in below.items():
                found[name] = attrs.evolve(each, origin=each.origin or origin)
        required = set(schema.get("required") or ())
        for name, value in (schema.get("properties") or {}).items():
            found[name] = Property(self.of(value), name in required, None)
        for name in required & set(found):
            found[name] = attrs.evolve(found[name], required=True)
        return found, bool(parts)


def _types(schema: Json) -> tuple[frozenset[str], bool]:
    given = schema.get("type")
    types = {given} if isinstance(given, str) else set(given or ())
    nullable = "null" in types or schema.get("nullable") is True
    return frozenset(types - {"null"}), nullable or schema.get("x-nullable") is True


def _facets(schema: Json) -> dict[str, Any]:
    """The bounds and marks that say something: 0 does, a mark that is false says what none says."""
    return {
        key: schema[key]
        for key in FACETS
        if schema.get(key) is not None and (schema[key] is not False or key == "default")
    }


def _nullable(schema: Any) -> bool:
    return isinstance(schema, dict) and _types(schema)[1]
