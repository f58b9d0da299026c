"""Compiled decoders, made from the layouts of the generated models.

Each model gets a msgspec structure that refuses undocumented properties and wrong types
while it parses, in compiled code; `Model._build` then moves its fields into the model. A
service that is ahead of the document sends the same undocumented properties in every object:
those that were seen once are learned, up to a bound, and no longer refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

import msgspec

from ._values import OpenEnum

if TYPE_CHECKING:
    from ._decoding import Model

__all__ = ["Compiled"]

MOST_LEARNED = 32
"""How many undocumented properties are learned for one model."""

_AWARE = Annotated[datetime, msgspec.Meta(tz=True)]
_learned: dict[type[Model], tuple[str, ...]] = {}


class _Exact(msgspec.Struct, gc=False):
    """An object that is exactly as documented."""

    def unknown(self) -> dict[str, Any]:
        return {}


class _ContainsItselfError(Exception):
    pass


class Compiled:
    """The compiled decoder of one model, with what was learned of undocumented properties."""

    def __init__(self, kind: type[Model]) -> None:
        self._kind = kind
        self._decode: Callable[[Any], Any] | None = None

    @property
    def decode(self) -> Callable[[Any], Any]:
        """Decodes the text of one object, or raises msgspec.DecodeError where it is not one
        that the document and what was learned allow."""
        decode = self._decode
        if decode is None:
            try:
                decode = msgspec.json.Decoder(_structure_of(self._kind)).decode
            except _ContainsItselfError:
                decode = _refuse
            self._decode = decode
        return decode

    def learn(self, model: Model) -> bool:
        """Remember the undocumented properties of a model; whether there was a new one."""
        if not _learn(model):
            return False
        self._decode = None
        return True


def _refuse(text: object) -> Any:
    raise msgspec.DecodeError("a model that contains itself has no compiled form")


def _learn(model: Model) -> bool:
    from ._decoding import Model

    kind = type(model)
    known = _learned.get(kind, ())
    room = MOST_LEARNED - len(known)
    new = [name for name in model.additional_properties if name not in known][:room]
    if new:
        _learned[kind] = (*known, *new)
    found = bool(new)
    for name in kind.FIELDS:
        value = getattr(model, name)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, Model):
                found = _learn(item) or found
    return found


def _structure_of(kind: type[Model], *outer: type[Model]) -> Any:
    if kind in outer:
        raise _ContainsItselfError
    documented = [
        (name, _compiled(form, kind, *outer) | None, msgspec.field(name=key, default=None))
        for name, key, form in kind._layout()
    ]
    keys = _learned.get(kind, ())
    names = [f"undocumented_{index}" for index in range(len(keys))]
    learned = [
        (name, Any, msgspec.field(name=key, default=msgspec.UNSET))
        for name, key in zip(names, keys, strict=True)
    ]
    return msgspec.defstruct(
        kind.__name__,
        [*documented, *learned],
        bases=(_Exact,),
        namespace={"unknown": _gatherer(keys, names)} if keys else None,
        forbid_unknown_fields=True,
        gc=False,
    )


def _gatherer(keys: tuple[str, ...], names: list[str]) -> Callable[[Any], dict[str, Any]]:
    """The `unknown` of a structure that has learned `keys`, under the attributes `names`."""
    unset = msgspec.UNSET
    values_of: Callable[[Any], Any] = attrgetter(*names)

    def unknown_one(self: Any) -> dict[str, Any]:
        value = values_of(self)
        return {} if value is unset else {keys[0]: value}

    def unknown_many(self: Any) -> dict[str, Any]:
        return {
            key: value
            for key, value in zip(keys, values_of(self), strict=True)
            if value is not unset
        }

    return unknown_one if len(keys) == 1 else unknown_many


def _compiled(form: Any, *outer: type[Model]) -> Any:
    from ._decoding import Model

    if get_origin(form) is list:
        return list.__class_getitem__(_compiled(get_args(form)[0], *outer))
    if form is datetime:
        return _AWARE
    if isinstance(form, type) and issubclass(form, OpenEnum):
        return str
    if isinstance(form, type) and issubclass(form, Model):
        return _structure_of(form, *outer)
    return form
