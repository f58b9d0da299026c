"""Objects of one model from their JSON text: compiled where they are as documented."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

from .compiled import Compiled
from .json_text import value_of
from .model import Model

M = TypeVar("M", bound=Model)

# A refusal costs several times what reading with tolerance does: where so many objects of a page
# were refused, and more than one in four, the rest of the page is not tried.
_PATIENCE = 8

NULL = msgspec.Raw(b"null")
NOT_AS_DOCUMENTED = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)


class Reader(Generic[M]):
    """Reads objects of one model from their JSON text.

    Raises:
        WrongValueError, msgspec.DecodeError, RecursionError, UnicodeDecodeError: one of them
            cannot be read in any way.
    """

    def __init__(self, kind: type[M]) -> None:
        self._kind = kind
        self._compiled = Compiled(kind)

    def one(self, text: msgspec.Raw) -> M:
        decode, build = self._compiled.steps
        try:
            model: M = build(decode(text))
        except NOT_AS_DOCUMENTED:
            model = self._tolerate(text)
        return model

    def many(self, texts: list[msgspec.Raw]) -> list[M]:
        """The objects of a list; null among them reads as absent."""
        result: list[M] = []
        read = refused = 0
        while read < len(texts):
            if refused >= _PATIENCE and 4 * refused > read:
                rest = [value_of(text) for text in texts[read:] if text != NULL]
                return result + [self._kind._decode(data) for data in rest]
            decode, build = self._compiled.steps
            try:
                for text in texts[read:] if read else texts:
                    result.append(build(decode(text)))
                    read += 1
            except NOT_AS_DOCUMENTED:
                if texts[read] != NULL:
                    refused += 1
                    result.append(self._tolerate(texts[read]))
                read += 1
        return result

    def _tolerate(self, text: msgspec.Raw) -> M:
        model = self._kind._decode(value_of(text))
        self._compiled.learn(model)
        return model
