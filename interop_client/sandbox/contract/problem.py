"""Why a request does not fit the document."""

from __future__ import annotations

import attrs


@attrs.frozen
class Problem:
    """One thing that is wrong with a request.

    Attributes:
        where: `query parameter page`, `body`, `body property hour` and so on.
        why: what is wrong with it.
        closed_enum: the only fault is a value outside a documented enum.
    """

    where: str
    why: str
    closed_enum: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"
