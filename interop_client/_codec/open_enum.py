"""Open enums: where a value that nobody documented is kept; and UNSET, for what was not given."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Final, Literal, Self


class Unset(Enum):
    """The type of `UNSET`."""

    UNSET = "UNSET"

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Final = Unset.UNSET
"""Stands for a value that was not given, where None would mean null."""


class OpenEnum(StrEnum):
    """An enum that keeps values it does not know: the service may add one on any day.

    A member is a `str`. A value outside the documented list becomes a member too, with its
    text kept; it equals that text, and `is_known` is False. It is not listed when iterating.
    """

    # Or type checkers would take `value` for one of the documented texts.
    _value_: str

    @classmethod
    def _missing_(cls, value: object) -> OpenEnum | None:
        if not isinstance(value, str):
            return None
        text = str.__str__(value)
        member = str.__new__(cls, text)
        member._name_ = text
        member._value_ = text
        return member

    def __reduce_ex__(self, protocol: object) -> tuple[type[Self], tuple[str]]:
        # By value, as a value that is not listed has no name to be found by.
        return type(self), (self._value_,)

    def __repr__(self) -> str:
        if self.is_known:
            return super().__repr__()
        return f"<{type(self).__name__} not documented: {self._value_!r}>"

    @property
    def is_known(self) -> bool:
        """Whether the OpenAPI document lists this value."""
        return self._value_ in type(self)._value2member_map_


def hide_value(value: object) -> str:
    """How a secret is shown: whether there is one, and nothing of it."""
    return repr(value) if value is None or value is UNSET else "'***'"


def show_names(value: dict[str, object]) -> str:
    """How properties are shown of which nobody knows whether they are secret."""
    return f"<{', '.join(sorted(map(str, value)))}>" if value else "{}"
