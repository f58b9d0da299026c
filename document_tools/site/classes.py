"""Classes as they are made: the signature of one that writes no `__init__` of its own."""

from __future__ import annotations

from collections.abc import Iterator

import griffe

from .docstrings import laid_out, signature


def constructor(kind: griffe.Class) -> str:
    """A call that makes an object of a class, with types and defaults; empty where none is known.

    Args:
        kind: the class; one of attrs, or one with an `__init__`.
    """
    start = kind.members.get("__init__")
    if isinstance(start, griffe.Function):
        return signature(start, kind.name)
    if _call_of_attrs(kind) is None:
        return ""
    parts = [part for each in (*reversed(_bases(kind)), kind) for part in _fields(each)]
    if parts and "kw_only" in str(_call_of_attrs(kind)):
        parts.insert(0, "*")
    return laid_out(f"{kind.name}(", parts, ")") if parts else ""


def _call_of_attrs(kind: griffe.Class) -> str | None:
    for decorator in kind.decorators:
        if (text := str(decorator.value)).startswith("attrs."):
            return text
    return None


def _bases(kind: griffe.Class) -> list[griffe.Class]:
    return [each for each in kind.mro() if _call_of_attrs(each) is not None]


def _fields(kind: griffe.Class) -> Iterator[str]:
    for name, member in kind.members.items():
        if not isinstance(member, griffe.Attribute) or "instance-attribute" not in member.labels:
            continue
        if member.annotation is None or "ClassVar" in str(member.annotation):
            continue
        default = _default(member.value)
        if default is not None:
            yield f"{name.lstrip('_')}: {member.annotation}{default}"


def _default(value: str | griffe.Expr | None) -> str | None:
    """What stands behind the type: ` = 4`, or nothing; None for what cannot be given."""
    if value is None:
        return ""
    if not isinstance(value, griffe.ExprCall) or str(value.function) != "attrs.field":
        return f" = {value}"
    given = {
        each.name: str(each.value)
        for each in value.arguments
        if isinstance(each, griffe.ExprKeyword)
    }
    if given.get("init") == "False":
        return None
    if "factory" in given:
        return f" = {given['factory']}()"
    if "Factory" in given.get("default", ""):
        return " = ..."
    return f" = {given['default']}" if "default" in given else ""
