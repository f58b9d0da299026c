"""Schemas: what the file says of a schema takes the place of what ours says of it."""

from __future__ import annotations

from typing import Any

from ruamel.yaml.comments import CommentedMap

from .components import Drafts, Import, name_behind, nullable, reference
from .evidence import INFERRED, level_of
from .kinds import is_nullable, kind_of, node_kind, shown, type_of
from .layout import insert_after, prose
from .node import Node
from .objects import Objects

_NUMBERS = ("minimum", "maximum")


class Schemas:
    """Lays schemas of the file beside those of ours.

    Args:
        shared: the import.
        drafts: writes what ours does not have.
    """

    def __init__(self, shared: Import, drafts: Drafts) -> None:
        self._objects = Objects(shared, drafts, self.slot)
        self._shared = shared
        self._drafts = drafts
        self._report = shared.report
        self._weight = shared.weight

    def slot(self, holder: Any, key: Any, theirs: Node, where: str, level: str, hint: str) -> bool:
        """Merge what the file says into the schema at a place of ours.

        Args:
            holder: what has the schema.
            key: its key there.
            theirs: what the file says.
            where: the place, for the report.
            level: how well ours is known.
            hint: the name of a component that has to be made.

        Returns:
            Whether what stands at the place itself changed.
        """
        if theirs.silent:
            return False
        ours = holder[key]
        name = name_behind(ours)
        opened = self._shared.nodes.opened(theirs)
        target = self._shared.schemas[name] if name is not None else ours
        if "oneOf" in target and name_behind(target) is None:
            return self._alternatives(target, opened, where, level)
        kind, other = kind_of(target), node_kind(opened)
        if kind == other == "scalar":
            return self._scalar(holder, key, opened, where, level)
        if kind == other == "array" and opened.items is not None:
            inside = self.slot(ours, "items", opened.items, f"{where}[]", level, f"{hint} item")
            return self._null(holder, key, theirs, where, level) or inside
        own_level = level_of(target, level) if name is not None else level
        if name is not None and (kind == other or {kind, other} == {"any", "object"}):
            return self._named(holder, key, name, theirs, where, level)
        return self._other(holder, key, theirs, where, own_level, hint)

    def _named(
        self, holder: Any, key: Any, name: str, theirs: Node, where: str, level: str
    ) -> bool:
        """A component of ours beside what the file has in its place."""
        found = self._objects.component(name, theirs, where)
        changed = found != name
        if changed:
            self._report.fact(where, "schema", name, level, found)
            holder[key] = reference(found)
        return self._null(holder, key, theirs, where, level) or changed

    def _other(
        self, holder: Any, key: Any, theirs: Node, where: str, level: str, hint: str
    ) -> bool:
        """Another kind of thing altogether."""
        was = shown(holder[key])
        if not self._weight.wins(level):
            self._report.keep(where, "type", was, level, theirs)
            return False
        if level != INFERRED and theirs.type == "string" and self._is_enum(holder[key]):
            self._report.keep(where, "its values are listed", was, level, theirs)
            return False
        text = holder[key].get("description", "")
        secret = holder[key].get("x-secret") is True
        holder[key] = self._drafts.schema(theirs, hint, str(text), secret)
        if "$ref" not in holder[key] and "description" not in holder[key]:
            insert_after(holder[key], "format", "description", prose(_described(hint)))
        self._report.fact(where, "type", was, level, theirs)
        return True

    def _is_enum(self, schema: Any) -> bool:
        name = name_behind(schema)
        return name is not None and "enum" in self._shared.schemas[name]

    def _alternatives(self, target: CommentedMap, theirs: Node, where: str, level: str) -> bool:
        """Ours accepts several forms: one of them is no correction, and another is reported."""
        kinds = {
            kind_of(self._shared.schemas[name] if (name := name_behind(each)) else each)
            for each in target["oneOf"]
        }
        said = {node_kind(self._shared.nodes.opened(each)) for each in theirs.options}
        if not said:
            said = {node_kind(theirs)}
        known = said <= kinds
        if not known or len(said) < len(kinds):
            what = "one of them" if known else "none of them"
            forms = f"one of {len(target['oneOf'])} forms"
            self._report.keep(where, "", forms, level_of(target, level), f"{theirs}, {what}")
        return False

    def _scalar(self, holder: Any, key: Any, theirs: Node, where: str, level: str) -> bool:
        ours = holder[key]
        changed = False
        kind = type_of(ours)
        for what, was, now in (
            ("type", kind, theirs.type or kind),
            ("format", ours.get("format"), theirs.format),
        ):
            if was == now or (what == "format" and kind != theirs.type and changed):
                continue
            kept = now is None and not self._weight.removes(level)
            if kept or not self._weight.wins(level):
                self._report.keep(where, what, was or "none", level, now)
                continue
            self._report.fact(where, what, was or "none", level, now or "none")
            changed = True
            if what == "type":
                ours["type"] = now
                for each in ("format", "minimum", "maximum", "minLength", "default"):
                    ours.pop(each, None)
                if theirs.format is not None:
                    insert_after(ours, "type", "format", theirs.format)
            elif now is None:
                ours.pop("format", None)
            elif "format" in ours:
                ours["format"] = now
            else:
                insert_after(ours, "type", "format", now)
        changed = self._facets(ours, theirs, where, level) or changed
        return self._null(holder, key, theirs, where, level) or changed

    def _facets(self, ours: CommentedMap, theirs: Node, where: str, level: str) -> bool:
        changed = False
        for facet, now in theirs.facets.items():
            was = ours.get(facet)
            if was == now or (facet == "readOnly" and not now and was is None):
                continue
            if facet in _NUMBERS and type_of(ours) not in ("integer", "number"):
                continue
            if not self._weight.wins(level):
                self._report.keep(where, facet, was, level, now)
                continue
            self._report.fact(where, facet, "not stated" if was is None else was, level, now)
            changed = True
            if facet == "readOnly" and not now:
                del ours[facet]
            else:
                ours[facet] = now
        return changed

    def _null(self, holder: Any, key: Any, theirs: Node, where: str, level: str) -> bool:
        """Whether null is allowed, where the file can say it."""
        ours = holder[key]
        was = is_nullable(ours)
        if theirs.nullable is None or was == theirs.nullable:
            return False
        said = ("nullable", "not nullable")
        before, now = (said[0], said[1]) if was else (said[1], said[0])
        if not self._weight.wins(level):
            self._report.keep(where, "", before, level, now)
            return False
        self._report.fact(where, "", before, level, now)
        if theirs.nullable:
            holder[key] = nullable(ours)
        elif "oneOf" in ours:
            holder[key] = ours["oneOf"][0]
        else:
            ours["type"] = type_of(ours)
        return True

    def component(self, name: str, theirs: Node, where: str) -> str:
        """Merge what the file has in the place of a component; gives the component to use."""
        return self._objects.component(name, theirs, where)


def _described(hint: str) -> str:
    return f"{hint}, as the vendor's document has it."
