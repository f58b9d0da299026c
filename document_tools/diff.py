"""The diff of two documents: what differs in what they say, not in how they say it.

Operations are matched by operationId, else by method and path: one that moved is one change.
Schemas are compared where operations use them, each pair once; what only one of the two reaches
belongs to the operation or property that reaches it, and is no change of its own. Descriptions,
examples and extensions do not count.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import attrs

from . import verdicts
from .changes import Change, Direction
from .contract import Contract, Operation, Parameter, contract_of
from .reading import Json
from .shapes import Property, Shape


def diff(old: Json, new: Json) -> list[Change]:
    """The changes from one document to another, ordered by place.

    Raises:
        DocumentError: one of them cannot be read.
    """
    comparison = _Comparison(contract_of(old), contract_of(new))
    comparison.run()
    unique: dict[tuple[str, str, str | None, str | None], Change] = {}
    for each in comparison.changes:
        key = (each.where, each.kind, each.old, each.new)
        # What is sent and comes back is met twice, and breaks if it breaks one of them.
        if key not in unique or each.breaking:
            unique[key] = each
    return sorted(unique.values(), key=lambda each: (each.where, each.kind, str(each.new)))


class _Comparison:
    def __init__(self, old: Contract, new: Contract) -> None:
        self.old = old
        self.new = new
        self.changes: list[Change] = []
        self._pairs: dict[tuple[str, str], set[Direction]] = {}
        self._queue: deque[tuple[str, str]] = deque()

    def run(self) -> None:
        if self.old.server != self.new.server:
            self.note("servers", "server-changed", self.old.server, self.new.server)
        pairs = _matched(self.old.operations, self.new.operations)
        for before, after in pairs:
            if before is None:
                self.note(after.id, "operation-added", None, f"{after.method} {after.path}")
            elif after is None:
                self.note(before.id, "operation-removed", f"{before.method} {before.path}", None)
            else:
                self.operation(before, after)
        self.schemas()

    def note(
        self,
        where: str,
        kind: str,
        old: object,
        new: object,
        directions: set[Direction] | None = None,
    ) -> None:
        """One change, judged."""
        was, now = (None if each is None else str(each) for each in (old, new))
        breaking, why = verdicts.judge(kind, was, now, directions or {"request", "response"})
        self.changes.append(Change(where, kind, was, now, breaking, why))

    def operation(self, old: Operation, new: Operation) -> None:
        where = new.id
        if _anonymous(old.path) != _anonymous(new.path):
            self.note(where, "path-changed", old.path, new.path)
        for kind, before, after in (
            ("operation-renamed", old.id, new.id),
            ("method-changed", old.method, new.method),
            ("tags-changed", _listed(old.tags) or "no tag", _listed(new.tags) or "no tag"),
            ("security-changed", _listed(old.security), _listed(new.security)),
            ("deprecated-changed", old.deprecated, new.deprecated),
        ):
            if before != after:
                self.note(where, kind, before, after)
        self.parameters(old, new)
        self.body(old, new)
        self.responses(old, new)

    def parameters(self, old: Operation, new: Operation) -> None:
        was, now = _by_name(old), _by_name(new)
        for name in [*was, *(name for name in now if name not in was)]:
            where = f"{new.id}({name})"
            before, after = was.get(name), now.get(name)
            if before is None and after is not None:
                needed = "required" if after.required else "optional"
                self.note(where, "parameter-added", None, f"{needed}, {after.shape}")
            elif after is None and before is not None:
                self.note(where, "parameter-removed", before.shape, None)
            elif before is not None and after is not None:
                self.parameter(where, before, after)

    def parameter(self, where: str, old: Parameter, new: Parameter) -> None:
        if old.where != new.where:
            self.note(where, "parameter-moved", old.where, new.where)
        if old.required != new.required:
            self.note(where, "required-changed", _needed(old.required), _needed(new.required))
        if None not in (old.separator, new.separator) and old.separator != new.separator:
            self.note(where, "list-form-changed", _form(old), _form(new))
        self.shape(where, old.shape, new.shape, "request")

    def body(self, old: Operation, new: Operation) -> None:
        where = f"{new.id}.body"
        if not old.body and new.body:
            kind = "required" if new.body_required else "optional"
            self.note(where, "body-added", None, f"{kind}, {_listed(new.body)}")
        elif old.body and not new.body:
            self.note(where, "body-removed", _listed(old.body), None)
        else:
            if old.body and old.body_required != new.body_required:
                self.note(
                    where,
                    "required-changed",
                    _needed(old.body_required),
                    _needed(new.body_required),
                    {"request"},
                )
            self.contents(where, old.body, new.body, "request")

    def responses(self, old: Operation, new: Operation) -> None:
        was, now = dict(old.responses), dict(new.responses)
        done = _success(was), _success(now)
        if done[0] != done[1] and None not in done:
            before, after = was.pop(str(done[0])), now.pop(str(done[1]))
            said = [
                f"{status}, {_body(body)}"
                for status, body in zip(done, (before, after), strict=True)
            ]
            self.note(f"{new.id}.response", "success-changed", said[0], said[1])
            if before and after:
                self.contents(f"{new.id}.{done[1]}", before, after, "response")
        for status in sorted({*was, *now}):
            where, kind = f"{new.id}.{status}", "response" if status.startswith("2") else "error"
            if status not in was:
                self.note(where, "response-added", None, _body(now[status]))
            elif status not in now:
                self.note(where, "response-removed", _body(was[status]), None)
            elif bool(was[status]) != bool(now[status]):
                what = "added" if now[status] else "removed"
                self.note(where, f"{kind}-body-{what}", _body(was[status]), _body(now[status]))
            else:
                self.contents(where, was[status], now[status], "response")

    def contents(
        self, where: str, old: dict[str, Shape], new: dict[str, Shape], direction: Direction
    ) -> None:
        for media in sorted({*old, *new}):
            if media not in old:
                self.note(where, "media-type-added", None, media, {direction})
            elif media not in new:
                self.note(where, "media-type-removed", media, None, {direction})
            else:
                self.shape(where, old[media], new[media], direction)

    def shape(self, where: str, old: Shape, new: Shape, direction: Direction) -> None:
        """Compare two schemas as they stand at a place; named ones are compared later, once."""
        if old.nullable != new.nullable:
            self.note(where, "nullable-changed", _null(old), _null(new), {direction})
        self.facets(where, old, new, direction)
        if old.name is not None and new.name is not None:
            directions = self._pairs.setdefault((old.name, new.name), set())
            if direction not in directions:
                directions.add(direction)
                self._queue.append((old.name, new.name))
            return
        self.inside(where, self._opened(self.old, old), self._opened(self.new, new), direction)

    def _opened(self, contract: Contract, shape: Shape) -> Shape:
        if shape.name is None:
            return shape
        return attrs.evolve(contract.shapes.component(shape.name), name=shape.name)

    def schemas(self) -> None:
        """Compare the named schemas that both documents use."""
        while self._queue:
            was, now = self._queue.popleft()
            directions = self._pairs[was, now]
            old, new = self.old.shapes.component(was), self.new.shapes.component(now)
            if was != now and not ({*old.properties, *new.properties} & {"data"}):
                self.note(now, "schema-renamed", was, now)
            for direction in sorted(directions):
                self.inside(now, old, new, direction)

    def inside(self, where: str, old: Shape, new: Shape, direction: Direction) -> None:
        if old.types != new.types or len(old.alternatives) != len(new.alternatives):
            self.note(where, "type-changed", old, new, {direction})
            return
        if old.format != new.format:
            self.note(where, "format-changed", old.format, new.format, {direction})
        self.enums(where, old, new)
        if old.items is not None and new.items is not None:
            self.shape(f"{where}[]", old.items, new.items, direction)
        for before, after in zip(old.alternatives, new.alternatives, strict=True):
            self.shape(where, before, after, direction)
        for name in [
            *old.properties,
            *(each for each in new.properties if each not in old.properties),
        ]:
            self.property(
                where, name, old.properties.get(name), new.properties.get(name), direction
            )

    def property(
        self,
        where: str,
        name: str,
        old: Property | None,
        new: Property | None,
        direction: Direction,
    ) -> None:
        if old is not None and new is not None and old.origin == new.origin and new.origin:
            where = new.origin
        where = f"{where}.{name}"
        if old is None and new is not None:
            needed = "required, " if new.required else ""
            self.note(where, "property-added", None, f"{needed}{new.shape}", {direction})
        elif new is None and old is not None:
            self.note(where, "property-removed", old.shape, None, {direction})
        elif old is not None and new is not None:
            if old.required != new.required:
                self.note(
                    where,
                    "required-changed",
                    _needed(old.required),
                    _needed(new.required),
                    {direction},
                )
            self.shape(where, old.shape, new.shape, direction)

    def enums(self, where: str, old: Shape, new: Shape) -> None:
        if old.enum is None and new.enum is not None:
            self.note(where, "enum-added", None, ", ".join(new.enum))
        elif new.enum is None and old.enum is not None:
            self.note(where, "enum-removed", ", ".join(old.enum), None)
        elif old.enum is not None and new.enum is not None:
            for value in old.enum:
                if value not in new.enum:
                    self.note(where, "enum-value-removed", value, None)
            for value in new.enum:
                if value not in old.enum:
                    self.note(where, "enum-value-added", None, value)

    def facets(self, where: str, old: Shape, new: Shape, direction: Direction) -> None:
        for facet in sorted({*old.facets, *new.facets}):
            before, after = old.facets.get(facet), new.facets.get(facet)
            if (before, type(before) is bool) != (after, type(after) is bool):
                self.note(
                    where,
                    "facet-changed",
                    _facet(facet, before),
                    _facet(facet, after),
                    {direction},
                )


def _matched(
    old: dict[str, Operation], new: dict[str, Operation]
) -> list[tuple[Operation | None, Any]]:
    """The operations of both, in pairs; None beside one that only one of them has."""
    places = {
        (each.method, _anonymous(each.path)): each for each in new.values() if each.id not in old
    }
    pairs: list[tuple[Operation | None, Any]] = []
    taken: set[str] = set()
    for identifier, before in old.items():
        after = new.get(identifier) or places.get((before.method, _anonymous(before.path)))
        if after is not None:
            taken.add(after.id)
        pairs.append((before, after))
    return pairs + [(None, each) for each in new.values() if each.id not in taken]


def _anonymous(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.split("/"))


def _by_name(operation: Operation) -> dict[str, Parameter]:
    """The parameters by name; those of the path by their place in it, since theirs is free."""
    order = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
    return {
        f"path {order.index(each.name) + 1}"
        if each.where == "path" and each.name in order
        else each.name: each
        for each in operation.parameters.values()
    }


def _success(responses: dict[str, dict[str, Shape]]) -> str | None:
    done = sorted(status for status in responses if status.startswith("2"))
    return done[0] if len(done) == 1 else None


def _body(contents: dict[str, Shape]) -> str:
    return _listed(contents) or "no body"


def _listed(names: Any) -> str:
    return ", ".join(sorted(names))


def _needed(required: bool) -> str:
    return "required" if required else "optional"


def _null(shape: Shape) -> str:
    return "nullable" if shape.nullable else "not nullable"


def _form(parameter: Parameter) -> str:
    return f"joined by {parameter.separator!r}" if parameter.separator else "one by one"


def _facet(name: str, value: object) -> str | None:
    return None if value is None else f"{name} {value}"
