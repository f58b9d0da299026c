"""Times, with types that no test's frozen clock can replace.

Such clocks put subclasses of their own in the place of `datetime` and `date` wherever a module
names them. The compiled decoders take the very types alone, and are made only once: so what they
are made of, and what parses, is taken from here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from operator import getitem
from typing import Annotated, Any, TypeVar

import msgspec

K = TypeVar("K")


def _real(kind: type[K]) -> type[K]:
    """The class itself, where this one was put in its place: theirs have metaclasses."""
    return next(each for each in kind.__mro__ if type(each) is type)


datetime_from_iso = _real(datetime).fromisoformat
date_from_iso = _real(date).fromisoformat
to_datetime: Callable[[object], datetime] = partial(msgspec.convert, type=_real(datetime))

_AWARE: Any = getitem(Annotated, (_real(datetime), msgspec.Meta(tz=True)))  # type of a value
_OF_DATES = (_real(date),)


def compiled_time(form: type) -> Any:
    """The type to decode a `datetime` or a `date` to, whatever a frozen clock made of it; None
    where it is neither."""
    if issubclass(form, datetime):
        return _AWARE
    return _OF_DATES[0] if issubclass(form, date) else None
