"""Compiled decoders, made from the layouts of the generated models.

Each model gets a msgspec structure that refuses undocumented properties and wrong types
while it parses, in compiled code; `Model._build` then moves its fields into the model. A
service that is ahead of the document sends the same undocumented properties in every object:
those that were seen once are learned, up to a bound, and no longer refused. What is learned
makes decoding faster and changes no result.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, get_args, get_origin

import msgspec

from .open_enum import OpenEnum
from .times import compiled_time

if TYPE_CHECKING:
    from .model import Model

MOST_LEARNED = 32
"""How many undocumented properties are learned for one model."""

LONGEST_LEARNED = 100
"""How many characters the name of one that is learned may have."""

_learned: dict[type[Model], tuple[str, ...]] = {}


class _Exact(msgspec.Struct, gc=False):
    """An object that is exactly as documented, or as learned."""

    # What gathers the learned properties, if any were. The names of fields never begin with an
    # underscore, so this is in the way of none.
    _undocumented: ClassVar[Callable[[], dict[str, Any]] | None] = None


class _NoStructureError(Exception):
    """A model that cannot be compiled; the tolerant way reads it."""


class Compiled:
    """The compiled decoder of one model, with what was learned of undocumented properties."""

    def __init__(self, kind: type[Model]) -> None:
        self._kind = kind
        self._decode: Callable[[Any], Any] | None = None
        self._knows: dict[type[Model], tuple[str, ...]] = {}

    @property
    def decode(self) -> Callable[[Any], Any]:
        """Decodes the text of one object, or raises msgspec.DecodeError where it is not one
        that the document and what was learned allow."""
        decode = self._decode
        if decode is None:
            knows: dict[type[Model], tuple[str, ...]] = {}
            try:
                decode = msgspec.json.Decoder(_structure_of(self._kind, knows)).decode
            except _NoStructureError:
                decode, knows = _refuse, {}
            self._decode, self._knows = decode, knows
        return decode

    def learn(self, model: Model) -> None:
        """Remember the undocumented properties of a model that this decoder refused, and take
        up what other decoders have learned since this one was made."""
        _learn(model)
        if any(_learned.get(kind, ()) != names for kind, names in self._knows.items()):
            self._decode = None


def _refuse(text: object) -> Any:
    raise msgspec.DecodeError("there is no compiled form")


def _learn(model: Model) -> None:
    from .model import Model

    kind = type(model)
    known = _learned.get(kind, ())
    if len(known) < MOST_LEARNED:
        new = [key for key in model.additional_properties if key not in known and _is_usable(key)]
        if new:
            _learned[kind] = (*known, *new)[:MOST_LEARNED]
    for name in kind.FIELDS:
        value = getattr(model, name)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, Model):
                _learn(item)


def _is_usable(key: str) -> bool:
    """Whether msgspec takes a JSON name for a field, and it is no burden to keep."""
    return 0 < len(key) <= LONGEST_LEARNED and key.isprintable() and not {'"', "\\"} & set(key)


def _structure_of(
    kind: type[Model], knows: dict[type[Model], tuple[str, ...]], *outer: type[Model]
) -> Any:
    """The structure of a model; what it has learned goes into `knows`."""
    layout = kind._layout()
    if kind in outer or not all(_is_usable(key) for _, key, _ in layout):
        raise _NoStructureError
    documented = [
        (name, _compiled(form, knows, kind, *outer) | None, msgspec.field(name=key, default=None))
        for name, key, form in layout
    ]
    keys = knows[kind] = _learned.get(kind, ())
    names = [f"_undocumented_{index}" for index in range(len(keys))]
    learned = [
        (name, Any, msgspec.field(name=key, default=msgspec.UNSET))
        for name, key in zip(names, keys, strict=True)
    ]
    return msgspec.defstruct(
        kind.__name__,
        [*documented, *learned],
        bases=(_Exact,),
        namespace={"_undocumented": _gatherer(keys, names)} if keys else None,
        forbid_unknown_fields=True,
        gc=False,
    )


def _gatherer(keys: tuple[str, ...], names: list[str]) -> Callable[[Any], dict[str, Any]]:
    """The `_undocumented` of a structure that has learned `keys`, in the attributes `names`."""
    unset = msgspec.UNSET
    values_of: Callable[[Any], Any] = attrgetter(*names)

    def gather_one(self: Any) -> dict[str, Any]:
        value: Any = values_of(self)
        return {} if value is unset else {keys[0]: value}

    def gather_many(self: Any) -> dict[str, Any]:
        return {
            key: value
            for key, value in zip(keys, values_of(self), strict=True)
            if value is not unset
        }

    return gather_one if len(keys) == 1 else gather_many


def _compiled(form: Any, knows: dict[type[Model], tuple[str, ...]], *outer: type[Model]) -> Any:
    from .model import Model

    if get_origin(form) is list:
        return list.__class_getitem__(_compiled(get_args(form)[0], knows, *outer))
    if not isinstance(form, type):
        return form
    if issubclass(form, OpenEnum):
        return str
    if issubclass(form, Model):
        return _structure_of(form, knows, *outer)
    return compiled_time(form) or form
