"""Compiled decoders: objects parsed in compiled code, where they are as documented or learned.

Each model gets a structure that refuses undocumented properties and wrong types while msgspec
parses. A service that is ahead of the document sends the same undocumented properties in every
object: those that were seen once are learned, up to a bound, and no longer refused. What is
learned makes decoding faster and changes no result.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from .model import Model
from .structure import Made, NoStructureError, is_usable, structure_of

MOST_LEARNED = 32
"""How many undocumented properties are learned for one model."""

_learned: dict[type[Model], tuple[str, ...]] = {}


Steps = tuple[Callable[[Any], Any], Callable[[Any], Any]]


class Compiled:
    """The compiled decoder of one model, with what was learned of undocumented properties.

    Event loops in several threads may use it: what was made is put in place whole, and read once.
    """

    def __init__(self, kind: type[Model]) -> None:
        self._kind = kind
        self._ready: tuple[Steps, Made] | None = None

    @property
    def steps(self) -> Steps:
        """The two steps from text to model.

        The first parses the text of one object, or raises msgspec.DecodeError where it is not one
        that the document and what was learned allow. The second makes the model of the result.
        """
        ready = self._ready
        if ready is None:
            ready = self._ready = self._make()
        return ready[0]

    def _make(self) -> tuple[Steps, Made]:
        made: Made = {}
        try:
            structure = structure_of(self._kind, _learned, made)
        except NoStructureError:
            return (_refuse, _refuse), {}
        return (msgspec.json.Decoder(structure.type).decode, structure.build), made

    def learn(self, model: Model) -> None:
        """Remember the undocumented properties of a model that this decoder refused, and take
        up what other decoders have learned since this one was made."""
        _learn(model)
        ready = self._ready
        for kind, structure in () if ready is None else ready[1].items():
            if structure is not None and structure.learned != _learned.get(kind, ()):
                self._ready = None


def _refuse(text: object) -> Any:
    raise msgspec.DecodeError("there is no compiled form")


def _learn(model: Model) -> None:
    kind = type(model)
    known = _learned.get(kind, ())
    if len(known) < MOST_LEARNED:
        new = [key for key in model.additional_properties if key not in known and is_usable(key)]
        if new:
            _learned[kind] = (*known, *new)[:MOST_LEARNED]
    for name in kind.FIELDS:
        value = getattr(model, name)
        for item in value if isinstance(value, list) else (value,):
            if isinstance(item, Model):
                _learn(item)
