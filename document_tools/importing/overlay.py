"""Overlays: corrections of a document, as an OpenAPI Overlay 1.x proposes them."""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..reading import DocumentError, Json
from .components import Drafts, Import
from .node import Nodes

_STEP = re.compile(r"""\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\.([\w$-]+)""")
MARK = "x-verify"


def is_overlay(document: Json) -> bool:
    """Whether a file is an overlay and no document of its own."""
    return "overlay" in document


def apply(shared: Import, overlay: Json) -> None:
    """Apply the actions of an overlay.

    Raises:
        DocumentError: it is no overlay of a version that can be read, or an action has no form
            that can be applied.
    """
    if not str(overlay.get("overlay")).startswith("1."):
        raise DocumentError(f"an overlay of version {overlay.get('overlay')!r}; 1.x can be read")
    actions = overlay.get("actions")
    if not isinstance(actions, list):
        raise DocumentError("an overlay without a list of actions")
    for action in actions:
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            raise DocumentError("an action of the overlay has no target")
        _apply(shared, action, steps(action["target"]))


def steps(target: str) -> list[str]:
    """The keys of a target such as `$['paths']['/clouds']`.

    Raises:
        DocumentError: it is no plain path of keys.
    """
    found = list(_STEP.finditer(target))
    if not target.startswith("$") or "".join(m[0] for m in found) != target[1:]:
        raise DocumentError(f"the target {target!r} is no plain path of keys, such as $['info']")
    texts = [next(each for each in m.groups() if each is not None) for m in found]
    return [re.sub(r"\\(.)", r"\1", text) for text in texts]


def _apply(shared: Import, action: Json, path: list[str]) -> None:
    where = ".".join(path)
    holder: Any = None
    node: Any = shared.document
    for key in path:
        holder = node
        if isinstance(node, dict) and key in node:
            node = node[key]
        elif isinstance(node, list) and key.isdigit() and int(key) < len(node):
            node = node[int(key)]
        else:
            shared.report.left_out(where, "there is no such place in the document")
            return
    if action.get("remove") is True:
        if holder is None:
            raise DocumentError("an action of the overlay removes the whole document")
        level = node.get("x-evidence", {}).get("level") if isinstance(node, dict) else None
        shared.report.fact(where, "", "documented", level or "inferred", None)
        del holder[path[-1] if isinstance(holder, dict) else int(path[-1])]
        return
    update = action.get("update")
    if not isinstance(update, dict) or not isinstance(node, dict):
        raise DocumentError(f"the action at {where} has no update that is an object")
    update = dict(update)
    for mark in _listed(update.pop(MARK, [])):
        shared.report.lacks(where, mark)
    name = path[-1] if len(path) == 3 and path[:2] == ["components", "schemas"] else None
    if name is not None and isinstance(update.get("properties"), dict):
        _properties(shared, name, node, update.pop("properties"))
    _merge(shared, node, update, where)


def _properties(shared: Import, name: str, schema: Any, given: Json) -> None:
    """Properties of a schema of ours: new ones are drafted as those of a document are."""
    nodes = Nodes({"openapi": "3.1.0", **_plain(shared.document)}, shared.report)
    drafts = Drafts(shared)
    own = schema.setdefault("properties", CommentedMap())
    for key, value in given.items():
        if key in own:
            _merge(shared, own[key], value, f"{name}.{key}")
            continue
        node = nodes.of(value, f"{name}.{key}")
        own[key] = drafts.property(name, key, node)
        shared.weight.mark(own[key])
        shared.report.added(f"{name}.{key}", node)


def _merge(shared: Import, node: Any, update: Any, where: str) -> None:
    """Merge as an overlay does: objects by key, lists at their end."""
    for key, value in update.items():
        old = node.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            _merge(shared, old, value, f"{where}.{key}")
        elif isinstance(old, list) and isinstance(value, list):
            for each in value:
                if each not in old:
                    old.append(each)
                    shared.report.added(f"{where}.{key}", each)
        elif old != value:
            level = node.get("x-evidence", {}).get("level", "inferred")
            shared.report.fact(where, key, "not stated" if old is None else old, level, value)
            node[key] = _kept(value)
            if isinstance(node, CommentedMap) and "description" in node and key != "description":
                shared.weight.mark(node)


def _listed(marks: Any) -> list[str]:
    return [str(each) for each in (marks if isinstance(marks, list) else [marks])]


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return CommentedMap((key, _kept(each)) for key, each in value.items())
    return CommentedSeq(map(_kept, value)) if isinstance(value, list) else value


def _plain(document: CommentedMap) -> Json:
    return {"paths": document["paths"], "components": document["components"]}
