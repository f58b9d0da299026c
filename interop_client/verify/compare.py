"""Comparing what came with its schema; values are looked at and never kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from .contract import Contract, Json
from .findings import Finding, shown_name

# An object with more undocumented properties than this is a map, and its keys are data.
_MOST_UNKNOWN = 20


class Comparison:
    """Holds values against schemas, and keeps what differs.

    Args:
        contract: the document.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.findings: dict[Finding, None] = {}
        self._documented: dict[str, set[str]] = {}
        self._seen: dict[str, set[str]] = {}

    def add(self, finding: Finding) -> None:
        """Keep a finding; one that is there already counts once."""
        self.findings[finding] = None

    def unseen(self) -> list[str]:
        """Documented properties of schemas that came, which no object had."""
        return [
            f"{name}.{key}"
            for name, keys in sorted(self._documented.items())
            for key in sorted(keys - self._seen.get(name, set()))
        ]

    def value(self, where: str, value: Any, schema: Any, pointer: tuple[str, ...] = ()) -> None:
        """Hold a value against a schema.

        Args:
            where: how the place is called.
            value: what came.
            schema: the schema, which may be a reference.
            pointer: where the schema stands in the document.
        """
        name, opened = self._contract.resolved(schema)
        if name is not None:
            where, pointer = name, ("components", "schemas", name)
        if value is None:
            if name is None and not _allows_null(opened):
                self._note(where, "null", "not nullable", "null", pointer)
            return
        alternatives = opened.get("oneOf") or opened.get("anyOf")
        if alternatives:
            self._one_of(where, value, alternatives, pointer)
            return
        types = _types(opened)
        kind = kind_of(value)
        if types and kind not in types and not (kind == "integer" and "number" in types):
            self._note(where, "type", " or ".join(sorted(types)), kind, pointer)
            return
        if isinstance(value, Mapping):
            self._object(where, value, opened, pointer)
        elif isinstance(value, list):
            for each in value:
                self.value(where, each, opened.get("items") or {}, (*pointer, "items"))
        elif isinstance(value, str):
            self._text(where, value, opened, pointer)

    def fits(self, value: Any, schema: Any) -> bool:
        """Whether a value differs from a schema in nothing."""
        trial = Comparison(self._contract)
        trial.value("", value, schema)
        return not trial.findings

    def _one_of(
        self, where: str, value: Any, alternatives: list[Any], pointer: tuple[str, ...]
    ) -> None:
        real = [each for each in alternatives if each != {"type": "null"}]
        for each in real:
            if self.fits(value, each):
                self.value(where, value, each, pointer)
                return
        if len(real) == 1:
            self.value(where, value, real[0], pointer)
            return
        self._note(where, "shape", f"one of {len(real)} forms", _shape(value), pointer)

    def _object(
        self, where: str, value: Mapping[str, Any], schema: Json, pointer: tuple[str, ...]
    ) -> None:
        properties = schema.get("properties") or {}
        if pointer[:2] == ("components", "schemas"):
            self._documented.setdefault(where, set()).update(properties)
            present = {key for key, each in value.items() if each is not None}
            self._seen.setdefault(where, set()).update(present & set(properties))
        unknown = [key for key in value if key not in properties]
        if schema.get("additionalProperties") or not properties:
            unknown = []
        if len(unknown) > _MOST_UNKNOWN:
            found = f"more than {_MOST_UNKNOWN} undocumented properties, as a map has"
            self._note(where, "properties-unknown", f"{len(properties)} properties", found, pointer)
            unknown = []
        for key in unknown:
            found = f"an undocumented property: {kind_of(value[key])}"
            place = f"{where}.{shown_name(key)}"
            self._note(place, "property-unknown", "nothing", found, pointer)
        for key, inner in properties.items():
            if key in value:
                place = f"{where}.{key}"
                self.value(place, value[key], inner, (*pointer, "properties", key))

    def _text(self, where: str, value: str, schema: Json, pointer: tuple[str, ...]) -> None:
        listed = schema.get("enum")
        if listed and value not in listed:
            found = f"another text, of {len(value)} characters"
            self._note(where, "enum-value-unknown", f"one of {len(listed)} values", found, pointer)
        check = _FORMATS.get(schema.get("format", ""))
        if check is not None and not check(value):
            self._note(where, "format", schema["format"], "a text that is none", pointer)

    def _note(
        self, where: str, kind: str, documented: str, found: str, pointer: tuple[str, ...]
    ) -> None:
        self.add(Finding(where, kind, documented, found, pointer))


def kind_of(value: Any) -> str:
    """The JSON type of a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    for kind, name in ((int, "integer"), (float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "object"


def _shape(value: Any) -> str:
    if isinstance(value, Mapping):
        names = sorted(shown_name(str(key)) for key in value)
        return f"an object with {', '.join(names[:5])}" if names else "an empty object"
    return kind_of(value)


def _types(schema: Json) -> set[str]:
    given = schema.get("type")
    types = {given} if isinstance(given, str) else set(given or ())
    return types - {"null"}


def _allows_null(schema: Json) -> bool:
    types = schema.get("type")
    if schema.get("x-any") or (types is None and "oneOf" not in schema and "anyOf" not in schema):
        return True
    alternatives = schema.get("oneOf") or schema.get("anyOf") or ()
    return {"type": "null"} in alternatives or (isinstance(types, list) and "null" in types)


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _is_date_time(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


_FORMATS: dict[str, Callable[[str], bool]] = {"uuid": _is_uuid, "date-time": _is_date_time}
