"""Hand-written code that names what an import changed: no import can change it along."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

from ..changes import Change

ROOT = Path(__file__).parents[2]
_FOLDERS = ("interop_client", "examples")
_NAMED = ("property-removed", "type-changed")

Named = Callable[[ast.AST], bool]


def read_by_hand(changes: Sequence[Change]) -> Iterator[str]:
    """A line for each change of what hand-written code names, with the places where it does."""
    for change in changes:
        what, named = _named(change)
        if named is None:
            continue
        places = [
            f"{path.relative_to(ROOT).as_posix()}:{line}"
            for path, tree, text in _modules()
            if _speaks_of(change.where.partition(".")[0], text)
            for line in sorted({getattr(node, "lineno", 0) for node in _found(tree, named)})
        ]
        if places:
            shown = ", ".join(places[:6]) + (f" and {len(places) - 6} more" * (len(places) > 6))
            yield f"{what}: {shown}"


def _named(change: Change) -> tuple[str, Named | None]:
    """What is looked for, and how it stands in code; None where nothing can name it."""
    schema, _, name = change.where.partition(".")
    if change.kind == "enum-value-removed":
        member = str(change.old)
        return f"{schema}.{member}", lambda node: is_member(node, schema, member)
    if change.kind == "enum-value-added":
        return f"{schema}, which of its values are known", _asks_whether_known
    if change.kind == "required-changed" and str(change.new) == "required":
        return f"{change.where} has to be given", lambda node: _makes(node, schema)
    if change.kind in _NAMED and name.isidentifier():
        return change.where, lambda node: _reads(node, name)
    return "", None


def _reads(node: ast.AST, name: str) -> bool:
    return (
        (isinstance(node, ast.Attribute) and node.attr == name)
        or (isinstance(node, ast.keyword) and node.arg == name)
        or (isinstance(node, ast.Constant) and node.value == name)
    )


def is_member(node: ast.AST, schema: str, value: str) -> bool:
    """Whether code names a value of an enum there, as a text or as a member."""
    if isinstance(node, ast.Constant):
        return bool(node.value == value)
    return (
        isinstance(node, ast.Attribute)
        and node.attr == re.sub(r"\W", "_", value).upper()
        and _last_name(node.value) == schema
    )


def _asks_whether_known(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "is_known"


def _makes(node: ast.AST, schema: str) -> bool:
    return isinstance(node, ast.Call) and _last_name(node.func) == schema


def _last_name(node: ast.AST) -> str | None:
    """`c` of `c` and of `a.b.c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _found(tree: ast.AST, named: Named) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if named(node))


def _speaks_of(schema: str, text: str) -> bool:
    """Whether a module names a schema, or has variables that are called like it."""
    words = "".join(f"_{each.lower()}" if each.isupper() else each for each in schema)[1:]
    return schema in text or words in text


@cache
def _modules() -> tuple[tuple[Path, ast.AST, str], ...]:
    """Path, syntax and text of each module that nobody generates."""
    found = [
        path
        for folder in _FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "_generated" not in path.parts
    ]
    texts = [path.read_text(encoding="utf-8") for path in found]
    return tuple((path, ast.parse(text), text) for path, text in zip(found, texts, strict=True))
