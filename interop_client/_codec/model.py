"""What every generated model has: reading from JSON, and what is kept of unknown properties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

import attrs

from .._shown import shown
from ..errors import ResponseDecodeError
from .decode import WrongValueError


def fields_of(kind: Any) -> list[attrs.Attribute[Any]]:
    """The attributes of a model for what the OpenAPI document knows, in its order."""
    return [field for field in attrs.fields(kind) if field.name != "additional_properties"]


class _FieldNames:
    """The names of `fields_of` a model."""

    def __get__(self, model: object, kind: type[Model]) -> tuple[str, ...]:
        return tuple(field.name for field in fields_of(kind))


class Model:
    """What every generated model has."""

    __slots__ = ()

    FIELDS = _FieldNames()
    READ_ONLY: ClassVar[frozenset[str]] = frozenset()
    SECRET: ClassVar[frozenset[str]] = frozenset()

    additional_properties: dict[str, Any]

    if not TYPE_CHECKING:  # to a type checker any attribute would seem to exist

        def __getattr__(self, name: str) -> Any:
            """What a field that was left unset holds.

            Decoding leaves `additional_properties` unset where there are none: an empty dict in
            every object would take a sixth of the memory of a long list. It is made when it is
            looked at, and kept, so that it can be filled.
            """
            if name != "additional_properties":
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            self.additional_properties = {}
            return self.additional_properties

    def __repr__(self) -> str:
        return shown(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read a model from its JSON object, which is left as it is.

        Raises:
            ResponseDecodeError: a value has another type than documented.
        """
        if not isinstance(data, Mapping):
            raise WrongValueError("an object", data).as_error()
        try:
            return cls._decode(_own(data))
        except WrongValueError as error:
            wrong = error.as_error()
        except RecursionError:
            wrong = ResponseDecodeError("the object is nested too deeply to be read")
        raise wrong

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of this model, without what is None."""
        raise TypeError(f"{type(self).__name__} is not a generated model")

    @classmethod
    def _decode(cls, data: dict[str, Any]) -> Self:
        """Read a model from a JSON object, which is used up. Raises WrongValueError."""
        raise TypeError(f"{cls.__name__} is not a generated model")

    def _failed(self, error: WrongValueError) -> WrongValueError:
        """`error` seen from this half-read model: fields are read in order, so the first
        that is not set is the one that failed."""
        for name in self.FIELDS:
            if not hasattr(self, name):
                return error.below(name, secret=name in self.SECRET)
        return error


def _own(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _own(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_own(item) for item in value]
    return value
