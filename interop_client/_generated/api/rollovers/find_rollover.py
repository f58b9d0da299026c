"""Find a rollover: GET /tenant/rollovers/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import one
from ....operation import Operation
from ...models.rollover import Rollover

__all__ = ["operation"]

_parse = one(Rollover)


def operation(id: UUID | str, /) -> Operation[Rollover]:
    """Find a rollover: the call, not yet made.

    Args:
        id: Identifier of the rollover.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="findRollover",
        method="GET",
        url=f"/tenant/rollovers/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
