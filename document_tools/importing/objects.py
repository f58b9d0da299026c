"""Objects: named objects and enums of ours beside those of the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ruamel.yaml.comments import CommentedMap

from ..lint.meaning import LEVELS
from ..lint.walk import media_types, reachable
from .components import Drafts, Import, member_names, name_behind, pascal
from .evidence import INFERRED, level_of
from .kinds import shown
from .layout import insert_after
from .node import Node

Slot = Callable[[Any, Any, Node, str, str, str], bool]


class Objects:
    """Merges named objects and enums.

    Args:
        shared: the import.
        drafts: writes what ours does not have.
        slot: merges the schema at a place.
    """

    def __init__(self, shared: Import, drafts: Drafts, slot: Slot) -> None:
        self._shared = shared
        self._drafts = drafts
        self._slot = slot
        self._report = shared.report
        self._weight = shared.weight

    def component(self, name: str, theirs: Node, where: str) -> str:
        """Merge what the file has in the place of a component; gives the component to use."""
        shared = self._shared
        opened = shared.nodes.opened(theirs)
        label = theirs.ref or f"{name} (unnamed)"
        claimed = shared.claims.get(name)
        if claimed == label:
            return name
        if claimed is not None:
            return self._split(name, claimed, theirs, opened)
        ours = shared.schemas[name]
        if not self._similar(ours, opened) and theirs.ref != name:
            if not self._weight.wins(level_of(ours, INFERRED)):
                self._report.keep(where, "schema", name, level_of(ours, INFERRED), theirs)
                return name
            return self._drafts.component(theirs.ref, opened, theirs.ref or f"{name} content")
        shared.claims[name] = label
        self.merge(name, ours, opened)
        return name

    def _split(self, name: str, claimed: str, theirs: Node, opened: Node) -> str:
        """A component of ours that stands for two of the file."""
        shared = self._shared
        if theirs.ref is None or claimed.endswith(" (unnamed)"):
            return name
        first = shared.nodes.named(claimed)
        same = all(first.properties.get(key) == each for key, each in opened.properties.items())
        if same and opened.enum == first.enum:
            return name
        for ours, other in shared.claims.items():
            if other == theirs.ref:
                return ours
        if theirs.ref in shared.schemas:
            return self.component(theirs.ref, theirs, name)
        level = level_of(shared.schemas[name], INFERRED)
        if not self._weight.wins(level):
            self._report.keep(name, "schema", f"also for {theirs.ref}", level, "two schemas")
            return name
        return self._drafts.component(theirs.ref, opened, theirs.ref)

    def _similar(self, ours: CommentedMap, theirs: Node) -> bool:
        mine = set(ours.get("properties") or ())
        return not mine or not theirs.properties or bool(mine & set(theirs.properties))

    def merge(self, name: str, ours: CommentedMap, theirs: Node) -> None:
        """Merge a named object or enum."""
        level = level_of(ours, INFERRED)
        changed = False
        if theirs.enum is not None and "enum" in ours:
            changed = self._values(name, ours, theirs.enum, level)
        elif theirs.properties:
            self._weight.describe(ours, theirs.description)
            changed = self._properties(name, ours, theirs, level)
        if level == INFERRED and (changed or theirs.enum or theirs.properties):
            self._report.confirm(name, "the schema")
            self._weight.mark(ours)
        elif changed and "enum" in ours:
            self._weight.mark(ours)

    def _values(self, name: str, ours: CommentedMap, theirs: tuple[str, ...], level: str) -> bool:
        values = ours["enum"]
        before = list(values)
        for value in before:
            if value not in theirs:
                if self._weight.removes(level):
                    self._report.fact(name, f"the value {value}", "listed", level, None)
                    values.remove(value)
                else:
                    self._report.keep(name, "the value", value, level, None)
        for value in theirs:
            if value not in before:
                if self._weight.wins(level):
                    self._report.added(f"{name}: the value {value}", "value")
                    values.append(value)
                else:
                    self._report.keep(name, f"the value {value}", None, level, "that it does")
        changed = list(values) != before
        names = member_names([str(each) for each in values])
        if changed and names is not None:
            ours["x-enum-varnames"] = names
        elif changed:
            ours.pop("x-enum-varnames", None)
        return changed

    def _properties(self, name: str, ours: CommentedMap, theirs: Node, level: str) -> bool:
        if ours.get("x-any"):
            del ours["x-any"]
            ours.insert(0, "type", "object")
        ours.pop("additionalProperties", None)
        own = ours.setdefault("properties", CommentedMap())
        before = list(own)
        last: str | None = None
        for key, node in theirs.properties.items():
            where = f"{name}.{key}"
            if key in own:
                self._property(name, own, key, node, level)
            elif self._weight.wins(level):
                insert_after(own, last if last is not None else _last(own), key, None)
                own[key] = self._drafts.property(name, key, node)
                self._weight.mark(own[key])
                self._report.added(where, node)
            else:
                self._report.keep(where, "", None, level, node)
                continue
            last = key
        for key in before:
            if key not in theirs.properties:
                self._absent(name, own, key, level)
        self._required(name, ours, theirs, level)
        return list(own) != before

    def _property(self, name: str, own: CommentedMap, key: str, node: Node, inherited: str) -> None:
        where = f"{name}.{key}"
        level = self._level(own[key], inherited)
        changed = self._slot(own, key, node, where, level, pascal(name, key))
        if name_behind(own[key]) is None:
            self._weight.describe(own[key], node.description)
            if changed:
                self._weight.mark(own[key])
            elif level == INFERRED and "x-evidence" in own[key] and not node.silent:
                self._report.confirm(where, "the property")
                self._weight.mark(own[key])

    def _absent(self, name: str, own: CommentedMap, key: str, inherited: str) -> None:
        """A property that the file does not have."""
        level = self._level(own[key], inherited)
        if self._weight.removes(level):
            self._report.fact(f"{name}.{key}", "", shown(own[key]), level, None)
            del own[key]
        else:
            self._report.keep(f"{name}.{key}", "", shown(own[key]), level, None)

    def _level(self, schema: Any, inherited: str) -> str:
        """The level of a property; a reference may have it from the schema it leads to."""
        name = name_behind(schema)
        if name is None:
            return level_of(schema, inherited)
        return min(level_of(self._shared.schemas[name], inherited), inherited, key=LEVELS.index)

    def _required(self, name: str, ours: CommentedMap, theirs: Node, level: str) -> None:
        """What has to be sent; of what the service sends nothing is required."""
        was = list(ours.get("required") or ())
        wanted = [key for key in ours["properties"] if key in theirs.required]
        kept = [key for key in was if key in ours["properties"] and key not in theirs.properties]
        now = [key for key in ours["properties"] if key in wanted or key in kept]
        if set(now) == set(was):
            return
        if name in self._answered():
            return
        if not self._weight.wins(level):
            self._report.keep(name, "required", ", ".join(was) or "nothing", level, ", ".join(now))
            return
        before, after = (", ".join(each) or "nothing" for each in (was, now))
        self._report.fact(name, "required", before, level, after)
        for key in now:
            ours["properties"][key].pop("readOnly", None)
        if now and "required" in ours:
            ours["required"][:] = now
        elif now:
            insert_after(ours, "x-evidence", "required", now)
        else:
            ours.pop("required", None)

    def _answered(self) -> set[str]:
        found: set[str] = set()
        for _, _, status, media in media_types(self._shared.document):
            if status is not None:
                found |= reachable(self._shared.document, media.get("schema", {}))
        return found


def _last(own: CommentedMap) -> str | None:
    keys = list(own)
    return keys[-1] if keys else None
