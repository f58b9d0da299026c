"""Operations: what the file says of a call takes the place of what ours says of it."""

from __future__ import annotations

from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..lint.meaning import LEVELS
from ..lint.walk import resolve
from .bodies import Bodies
from .components import Drafts, Import
from .evidence import INFERRED, level_of
from .kinds import shown
from .layout import insert_after, mapping, prose
from .moves import Place, move
from .schemas import Schemas
from .source import Parameter, Stated, anonymous, names_of

PARTIAL = "patch"
REPEATABLE = ("get", "put", "delete")


class Operations:
    """Lays operations of the file beside those of ours.

    Args:
        shared: the import.
        schemas: merges schemas.
        drafts: writes schemas.
    """

    def __init__(self, shared: Import, schemas: Schemas, drafts: Drafts) -> None:
        self._bodies = Bodies(shared, schemas, drafts)
        self._shared = shared
        self._schemas = schemas
        self._drafts = drafts
        self._report = shared.report
        self._weight = shared.weight

    def merge(self, place: Place, stated: Stated, before: Place) -> Place:
        """Merge one operation that both have; gives the place where it is now.

        Args:
            place: where it stands.
            stated: what the file says.
            before: where it stood when the import began.
        """
        if stated.named and stated.id != place.id:
            self._report.keep(place.id, "operationId", place.id, "our name", stated.id)
        tag = str(place.body["tags"][0])
        if stated.tags and list(stated.tags) != [tag]:
            self._report.keep(place.id, "tag", tag, "our name", ", ".join(stated.tags))
        self._describe(place.body, stated)
        place = self._place(place, stated, before)
        self._parameters(place, stated)
        self._bodies.merge(place, stated)
        return place

    def _describe(self, body: CommentedMap, stated: Stated) -> None:
        if self._weight.older:
            return
        for key, text in (("summary", stated.summary), ("description", stated.description)):
            if text and " ".join(text.split()) != str(body.get(key, "")).strip():
                body[key] = prose(text)

    def _place(self, place: Place, stated: Stated, before: Place) -> Place:
        """Move it to the path and the method that the file states."""
        evidence = place.body["x-evidence"]
        parts: set[str] = set()
        path, method = before.path, before.method
        for what, was, now in (
            ("path", before.path, stated.path),
            ("method", before.method.upper(), stated.method.upper()),
        ):
            level = str(min(evidence[what], key=LEVELS.index))
            same = anonymous(was) == anonymous(now)
            if same and level == INFERRED:
                self._report.confirm(place.id, what)
            elif not same and not self._weight.wins(level):
                self._report.keep(place.id, what, was, level, now)
            elif not same:
                self._report.fact(place.id, what, was, level, now)
                path = now if what == "path" else path
                method = now.lower() if what == "method" else method
            if level == INFERRED if same else self._weight.wins(level):
                parts.add(what)
        if parts:
            self._weight.mark_operation(place.body, parts)
        if method != before.method:
            self._keep_meaning(place, before.method, method)
        if (path, method) == (place.path, place.method):
            return place
        return move(self._shared.document, place, path, method)

    def _keep_meaning(self, place: Place, old: str, new: str) -> None:
        """Say what ours knows of a call beyond its method, where the new one would say more."""
        body = place.body
        partial = body.get("x-partial", old == PARTIAL)
        if "requestBody" in body and partial != (new == PARTIAL):
            body.pop("x-partial", None)
            insert_after(body, "x-credential", "x-partial", partial)
            what = "leaves out stays" if partial else "leaves out goes"
            self._report.lacks(place.id, f"whether what its body {what}, as with {old.upper()}")
        if not body.get("x-repeatable", old in REPEATABLE) and new in REPEATABLE:
            body.pop("x-repeatable", None)
            insert_after(body, "x-credential", "x-repeatable", False)
            self._report.lacks(place.id, "whether it may be sent again when its answer was lost")

    def _parameters(self, place: Place, stated: Stated) -> None:
        document = self._shared.document
        given: Any = place.body.get("parameters") or CommentedSeq()
        own_path, names = names_of(place.path), stated.path_names
        theirs = {each.name: each for each in stated.parameters if each.where == "query"}
        in_path = {each.name: each for each in stated.parameters if each.where == "path"}
        for raw in list(given):
            ours = resolve(document, raw)
            where = f"{place.id}({ours['name']})"
            if ours["in"] == "path":
                position = own_path.index(ours["name"]) if ours["name"] in own_path else -1
                found = in_path.get(names[position]) if 0 <= position < len(names) else None
                if found is not None:
                    self._parameter(ours, found, where, self._path_level(place))
                continue
            level = level_of(ours, INFERRED)
            other = theirs.pop(ours["name"], None)
            if other is not None and "$ref" in raw and not self._first(raw["$ref"], other):
                self._report.keep(where, "", "as other operations have it", level, other.node)
            elif other is not None:
                self._parameter(ours, other, where, level)
            elif self._weight.removes(level):
                self._report.fact(where, "", shown(ours["schema"]), level, None)
                given.remove(raw)
            else:
                self._report.keep(where, "", shown(ours["schema"]), level, None)
        for each in theirs.values():
            where = f"{place.id}({each.name})"
            level = str(place.body["x-evidence"]["level"])
            if not self._weight.wins(level):
                self._report.keep(where, "", None, level, each.node)
                continue
            self._report.added(where, f"parameter, {each.node}")
            position = next((at for at, raw in enumerate(given) if "$ref" in raw), len(given))
            new = self.parameter(place.id, each)
            insert_after(new, "x-evidence", "x-draft", True)
            self._report.lacks(where, "what the sandbox does with it; until then it passes over it")
            given.insert(position, new)
        if given and "parameters" not in place.body:
            insert_after(place.body, "security", "parameters", given)
        elif not given:
            place.body.pop("parameters", None)

    def _first(self, reference: str, stated: Parameter) -> bool:
        """Whether a shared parameter is still as the first operation of the file has it."""
        first = self._shared.shared_parameters.setdefault(reference, (stated.required, stated.node))
        return first == (stated.required, stated.node)

    def _path_level(self, place: Place) -> str:
        return str(place.body["x-evidence"]["level"])

    def _parameter(self, ours: Any, theirs: Parameter, where: str, level: str) -> None:
        changed = False
        was = ours.get("required") is True
        if was != theirs.required and ours["in"] == "query":
            said = ("required", "optional")
            before, now = said if was else said[::-1]
            if self._weight.wins(level):
                self._report.fact(where, "", before, level, now)
                ours["required"] = theirs.required
                changed = True
            else:
                self._report.keep(where, "", before, level, now)
        hint = where.replace("(", " ").replace(")", "")
        changed = self._schemas.slot(ours, "schema", theirs.node, where, level, hint) or changed
        self._weight.describe(ours, theirs.description)
        if ours["in"] == "query" and (changed or level == INFERRED):
            self._weight.mark(ours)
        self.list_form(ours)

    def parameter(self, operation: str, stated: Parameter) -> CommentedMap:
        """A parameter that ours does not have."""
        where = f"{operation}({stated.name})"
        if not stated.description:
            self._report.lacks(where, "a description")
        text = stated.description or f"{stated.name}, as the vendor's document has it."
        found = mapping(
            name=stated.name,
            in_=stated.where,
            required=stated.required or stated.where == "path",
            description=prose(text),
        )
        if stated.where == "query":
            self._weight.mark(found)
        schema = self._drafts.schema(stated.node, f"{operation} {stated.name}")
        schema.pop("description", None)
        found["schema"] = schema
        if stated.node.silent or stated.node.type == "object":
            self._report.left_out(where, "its type cannot be sent: taken for a text")
            found["schema"] = mapping(type="string")
        self.list_form(found)
        found["example"] = None
        return found

    def list_form(self, parameter: Any) -> None:
        """Write a list of the query as ours are: separated by commas, never empty."""
        schema = parameter["schema"]
        if parameter["in"] == "query" and schema.get("type") == "array":
            schema.setdefault("minItems", 1)
            after = "schema"
            for key, value in (("style", "form"), ("explode", False)):
                if parameter.get(key) != value:
                    insert_after(parameter, after, key, value)
                after = key
