"""Findings of a contract watch, and the report of them: fields and shapes, never values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import attrs

# What looks like the name of a field. Anything else may be data, and only its length is told.
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$-]{0,39}")


def shown_name(name: str) -> str:
    """The name of a field as a report may show it."""
    return name if _NAME.fullmatch(name) else f"<a name of {len(name)} characters>"


@attrs.frozen(order=True)
class Finding:
    """One way in which the service differs from the document.

    Args:
        where: the place: an operationId, or `Schema.property`.
        kind: such as `property-unknown`, `type`, `enum-value-unknown`, `status`, `filter`.
        documented: what the document says, in words.
        found: what the service does, in words; never a value.
        pointer: where in the document, as a path of keys; empty where it has no place there.
    """

    where: str
    kind: str
    documented: str
    found: str
    pointer: tuple[str, ...] = attrs.field(default=(), order=False)


@attrs.frozen
class Report:
    """What a contract watch found.

    Args:
        findings: the deviations, each once, ordered by place.
        unseen: documented properties that no object had; they may be optional.
        checked: the operations that were called and answered.
        unchecked: the operations that were not, each with the reason.
        notes: what is worth knowing and no deviation: headers, clocks.
        requests: how many requests were made.
    """

    findings: Sequence[Finding]
    unseen: Sequence[str]
    checked: Sequence[str]
    unchecked: dict[str, str]
    notes: Sequence[str]
    requests: int

    def to_dict(self) -> dict[str, object]:
        """The report as JSON has it."""
        return {
            "findings": [
                {
                    "where": each.where,
                    "kind": each.kind,
                    "documented": each.documented,
                    "found": each.found,
                }
                for each in self.findings
            ],
            "unseen": list(self.unseen),
            "checked": list(self.checked),
            "unchecked": dict(self.unchecked),
            "notes": list(self.notes),
            "requests": self.requests,
        }

    def to_overlay(self, title: str = "Corrections of the Interop API document") -> str:
        """The corrections that follow from the report, as an OpenAPI Overlay 1.0 in JSON.

        It adds properties that were found and not documented, and marks with `x-verify` what a
        person has to decide.
        """
        overlay = {
            "overlay": "1.0.0",
            "info": {"title": title, "version": "1.0.0"},
            "actions": [
                {"target": _target(each.pointer), "update": _update(each)}
                for each in self.findings
                if each.pointer
            ],
        }
        return json.dumps(overlay, indent=2) + "\n"

    def to_text(self) -> str:
        """The report for a terminal: a line for each finding, and what was not checked."""
        lines = [
            f"{each.kind:<20} {each.where}: documented {each.documented}, found {each.found}"
            for each in self.findings
        ]
        lines += [f"{'never seen':<20} {each}" for each in self.unseen]
        lines += [f"{'not checked':<20} {name}: {why}" for name, why in self.unchecked.items()]
        lines += [f"{'note':<20} {note}" for note in self.notes]
        lines.append(
            f"{len(self.findings)} deviations in {len(self.checked)} operations"
            f" ({self.requests} requests)"
        )
        return "\n".join(lines)


def _target(pointer: Iterable[str]) -> str:
    """A JSONPath to a place in the document."""
    return "$" + "".join(f"[{json.dumps(key)}]".replace('"', "'") for key in pointer)


def _update(finding: Finding) -> dict[str, Any]:
    if finding.kind == "property-unknown":
        name = finding.where.rpartition(".")[2]
        kind = finding.found.removeprefix("an undocumented property: ")
        if _NAME.fullmatch(name):
            schema: dict[str, Any] = {"type": kind} if kind in _TYPES else {"x-any": True}
            if kind == "array":
                schema["items"] = {"x-any": True}
            return {"properties": {name: schema}}
    return {"x-verify": [f"{finding.kind}: {finding.found}"]}


_TYPES = frozenset({"string", "integer", "number", "boolean", "object", "array"})
