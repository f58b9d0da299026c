"""The models and enums of the API, each loaded when it is first used.

`UNSET` stands for what is not given in a model that changes only what it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._codec.open_enum import UNSET, OpenEnum, Unset
from ._generated import models as _models

if TYPE_CHECKING:
    from ._generated.models import *

__all__ = ["UNSET", "OpenEnum", "Unset"]
__all__ += _models.__all__


def __getattr__(name: str) -> object:
    return getattr(_models, name)


def __dir__() -> list[str]:
    return [*globals(), *_models.__all__]
