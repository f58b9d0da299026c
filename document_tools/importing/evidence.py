"""Evidence: which level a fact of ours has, whether the file outweighs it, and how it is marked."""

from __future__ import annotations

from typing import Any

import attrs
from ruamel.yaml.comments import CommentedMap

from ..lint.meaning import LEVELS
from .layout import in_line, insert_after, mapping, prose

INFERRED = "inferred"
VENDOR = "vendor"


def level_of(node: Any, otherwise: str) -> str:
    """The level that a part of the document states for itself, or that of what it belongs to."""
    evidence = node.get("x-evidence") if isinstance(node, dict) else None
    level = evidence.get("level") if isinstance(evidence, dict) else None
    return str(level) if level in LEVELS else otherwise


@attrs.frozen
class Weight:
    """How much the file counts.

    Args:
        stated: the line that says where the facts of the file are stated.
        older: whether it is older evidence than the vendor's page: it then gives way to all that
            is not inferred.
    """

    stated: str
    older: bool

    def wins(self, level: str) -> bool:
        """Whether a fact of the file takes the place of one of ours."""
        return not self.older or level == INFERRED

    def removes(self, level: str) -> bool:
        """Whether what the file does not have goes from ours."""
        return not self.older and level == INFERRED

    def describe(self, node: Any, text: str) -> None:
        """Put the description of the file in the place of ours, where the file has one."""
        plain = " ".join(text.split())
        if plain and not self.older and plain != str(node.get("description", "")).strip():
            node["description"] = prose(plain)

    def mark(self, node: CommentedMap, after: str = "description") -> None:
        """Say on a part of the document that the file states it; a reference cannot say it."""
        if "$ref" in node:
            return
        evidence = mapping(level=VENDOR, stated=prose(self.stated))
        if "x-evidence" in node:
            node["x-evidence"] = evidence
        else:
            insert_after(node, after, "x-evidence", evidence)

    def mark_operation(self, operation: CommentedMap, parts: set[str]) -> None:
        """Say on an operation which of its path, method and credential the file states."""
        evidence = operation["x-evidence"]
        for part in sorted(parts):
            evidence[part] = in_line([VENDOR])
        path = [str(level) for level in evidence["path"]]
        evidence["level"] = min(path, key=LEVELS.index)
        kept = {level for part in ("path", "method") for level in evidence[part]} - {VENDOR}
        text = self.stated
        if kept:
            named = " and ".join(sorted(parts, reverse=True))
            before = str(evidence["stated"]).strip().removesuffix(".")
            text = f"{before}; the {named}: {self.stated[0].lower()}{self.stated[1:]}"
        evidence["stated"] = prose(text)
