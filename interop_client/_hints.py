"""Hints for common slips: what to write instead, where Python's own message does not say."""

from __future__ import annotations

# Type checkers know the name; importing it from typing would be most of this module's cost.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn


def refuses(hint: str) -> Callable[..., NoReturn]:
    """A special method for what a class cannot do, which says what to write instead.

    Assign it under `if not TYPE_CHECKING`: for a type checker the class has no such method, and it
    finds the slip before it runs.
    """

    def refuse(*given: object) -> NoReturn:
        raise TypeError(hint)

    return refuse


class InitSignature:
    """The signature of a class whose `__new__` looks at its arguments first: that of `__init__`."""

    def __get__(self, instance: object, owner: type) -> object:
        # Imported when somebody asks.
        import inspect

        made_by = next(vars(kind)["__init__"] for kind in owner.__mro__ if "__init__" in vars(kind))
        signature = inspect.signature(made_by)
        return signature.replace(parameters=list(signature.parameters.values())[1:])
