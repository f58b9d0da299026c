"""Kinds: what a schema of ours and one of the file allow, in a word."""

from __future__ import annotations

from typing import Any

from .components import name_behind
from .node import Node


def shown(schema: Any) -> str:
    """A schema of ours in a few words."""
    name = name_behind(schema)
    if name is None:
        kind = type_of(schema) or ("any value" if "oneOf" not in schema else "one of several forms")
        name = f"array of {shown(schema['items'])}" if kind == "array" else kind
        name += f" ({schema['format']})" if "format" in schema else ""
    return f"{name} or null" if is_nullable(schema) else name


def type_of(schema: Any) -> str | None:
    """The JSON type of a schema of ours, without null."""
    given = schema.get("type")
    if isinstance(given, list):
        return next((str(each) for each in given if each != "null"), None)
    return None if given is None else str(given)


def is_nullable(schema: Any) -> bool:
    """Whether a schema of ours allows null."""
    given = schema.get("type")
    return (isinstance(given, list) and "null" in given) or {"type": "null"} in (
        schema.get("oneOf") or ()
    )


def kind_of(schema: Any) -> str:
    """Enum, object, array, scalar or any."""
    if "enum" in schema:
        return "enum"
    found = type_of(schema)
    return found if found in ("object", "array") else "any" if found is None else "scalar"


def node_kind(node: Node) -> str:
    """The same of a schema of the file."""
    if node.enum is not None:
        return "enum"
    if node.type in ("object", "array"):
        return str(node.type)
    return "any" if node.type is None else "scalar"
