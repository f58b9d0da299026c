"""Structures: what msgspec parses the objects of a model into, and what makes models from that.

Both come from the annotations of the model, so nothing about its fields is written twice. The
function that makes the model is put together as text, as those of attrs and dataclasses are: it
runs for every object of a page, and one with the names of the fields in it costs the least. No
text of a response gets into it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

from .decode import decode_enum
from .model import Model, fields_of
from .open_enum import OpenEnum
from .times import compiled_time

LONGEST_NAME = 100
"""How many characters the name of a property may have for a structure to hold it."""

Learned = Mapping[type[Model], tuple[str, ...]]
"""Names of undocumented properties, by the model that they were seen in."""

Made = dict[type[Model], "Structure | None"]
"""The structures of models within each other; None where one is still being made."""


class NoStructureError(Exception):
    """A model that can have no structure; the tolerant way reads it."""


class Structure(NamedTuple):
    """The structure of one model.

    Args:
        type: what msgspec parses into. It refuses what it has no field for.
        build: makes the model of one of these.
        learned: the undocumented properties that it has fields for.
    """

    type: Any
    build: Callable[[Any], Any]
    learned: tuple[str, ...]


def structure_of(kind: type[Model], learned: Learned, made: Made) -> Structure:
    """The structure of a model.

    Args:
        kind: the model.
        learned: what was learned of this model and of others.
        made: what was made on the way to this model; gets this one and those within it.

    Raises:
        NoStructureError: the model holds itself, or has a name that msgspec does not take.
    """
    if kind in made:
        there = made[kind]
        if there is None:
            raise NoStructureError
        return there
    made[kind] = None
    build = _Build(kind, learned, made)
    fields = [build.field(*field) for field in _fields_of(kind)]
    keys = learned.get(kind, ())
    fields += [build.learned_field(index, key) for index, key in enumerate(keys)]
    kept = msgspec.defstruct(kind.__name__, fields, forbid_unknown_fields=True, gc=False)
    structure = made[kind] = Structure(kept, build.function(), keys)
    return structure


def is_usable(key: str) -> bool:
    """Whether msgspec takes a JSON name for a field, and it is no burden to keep."""
    return 0 < len(key) <= LONGEST_NAME and key.isprintable() and not {'"', "\\"} & set(key)


def _fields_of(kind: type[Model]) -> Iterator[tuple[str, str, Any]]:
    """Attribute, JSON name and type of every documented property; the type without None."""
    hints = get_type_hints(kind)
    for field in fields_of(kind):
        form, _ = get_args(hints[field.name])
        yield field.name, field.metadata.get("json_name", field.name), form


class _Build:
    """Writes the function that makes a model of its structure."""

    def __init__(self, kind: type[Model], learned: Learned, made: Made) -> None:
        self._learned = learned
        self._made = made
        self._lines = ["def build(source):", "    self = new(kind)"]
        self._end: list[str] = []
        self._names: dict[str, Any] = {
            "kind": kind,
            "new": object.__new__,
            "decode_enum": decode_enum,
            "UNSET": msgspec.UNSET,
        }

    def field(self, name: str, key: str, form: Any) -> tuple[str, Any, Any]:
        """A documented field, as `msgspec.defstruct` takes it."""
        if not is_usable(key):
            raise NoStructureError
        kept, value = self._moved(form, "value")
        if value == "value":
            self._lines.append(f"    self.{name} = source.{name}")
        else:
            self._lines += [
                f"    value = source.{name}",
                f"    self.{name} = None if value is None else {value}",
            ]
        return name, kept | None, msgspec.field(name=key, default=None)

    def learned_field(self, index: int, key: str) -> tuple[str, Any, Any]:
        """A field for an undocumented property."""
        # The names of attributes never begin with an underscore, so this is in the way of none.
        name = f"_undocumented_{index}"
        if index == 0:
            self._lines.append("    more = {}")
            self._end = ["    if more:", "        self.additional_properties = more"]
        self._names[f"key_{index}"] = key
        self._lines += [
            f"    value = source.{name}",
            "    if value is not UNSET:",
            f"        more[key_{index}] = value",
        ]
        return name, Any, msgspec.field(name=key, default=msgspec.UNSET)

    def function(self) -> Callable[[Any], Any]:
        """The function, from what was written."""
        text = "\n".join([*self._lines, *self._end, "    return self"])
        exec(compile(text, f"<build of {self._names['kind'].__name__}>", "exec"), self._names)
        build: Callable[[Any], Any] = self._names["build"]
        return build

    def _moved(self, form: Any, value: str) -> tuple[Any, str]:
        """What msgspec parses a value into, and how `build` turns that into the model's."""
        if get_origin(form) is list:
            kept, item = self._moved(get_args(form)[0], "item")
            moved = value if item == "item" else f"[{item} for item in {value}]"
            return list.__class_getitem__(kept), moved
        if not isinstance(form, type):
            return form, value
        if issubclass(form, OpenEnum):
            self._names[f"enum_{form.__name__}"] = form
            return str, f"decode_enum(enum_{form.__name__}, {value})"
        if issubclass(form, Model):
            inner = structure_of(form, self._learned, self._made)
            self._names[f"build_{form.__name__}"] = inner.build
            return inner.type, f"build_{form.__name__}({value})"
        return compiled_time(form) or form, value
