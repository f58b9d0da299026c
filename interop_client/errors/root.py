"""Root of the error tree, the tenant that an error names, and keeping secrets out of errors."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class TenantReference(NamedTuple):
    """Which tenant a call was made for: all tenants share one URL, so errors say it.

    Args:
        id: its id.
        name: its name, where it is known.
    """

    id: str | None
    name: str | None = None

    def __str__(self) -> str:
        if self.name is None or self.id is None:
            return repr(self.name) if self.id is None else self.id
        return f"{self.name!r} ({self.id})"


class InteropError(Exception):
    """The root of everything this package raises on purpose.

    Args:
        message: what was wrong, with which value, and what to do.

    Attributes:
        tenant: the tenant that the call was made for, where that is known.
        operation_id: the operationId of the call, for example `createRollover`; None where the
            error came from no call. `operation` is the same.
    """

    tenant: TenantReference | None = None
    operation_id: str | None = None

    def __init__(self, message: str) -> None:
        super().__init__(message)

    @property
    def operation(self) -> str | None:
        """The operationId of the call."""
        return self.operation_id

    @property
    def message(self) -> str:
        """What was wrong, with which value, and what to do."""
        return str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.message, self.__dict__.copy())


def _rebuild(kind: type[InteropError], message: str, state: dict[str, Any]) -> InteropError:
    error = kind.__new__(kind, message)
    error.args = (message,)
    error.__dict__.update(state)
    return error


def without_secrets(value: T) -> T:
    """What can travel in an error: a copy of a model without its secret properties, or the
    value itself where it has none."""
    secret: frozenset[str] = getattr(type(value), "SECRET", frozenset())
    if not secret:
        return value
    public = copy.copy(value)
    for name in secret:
        setattr(public, name, None)
    return public
