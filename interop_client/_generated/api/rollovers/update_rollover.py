"""Replace a rollover: PUT /tenant/rollovers/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import model_content, path_segment
from ...._codec.envelope import one
from ....operation import Operation
from ...models.rollover import Rollover
from ...models.rollover_request import RolloverRequest

__all__ = ["operation"]

_parse = one(Rollover)


def operation(id: UUID | str, body: RolloverRequest, /) -> Operation[Rollover]:
    """Replace a rollover: the call, not yet made.

    Args:
        id: Identifier of the rollover to replace.
        body: The rollover as it is to be.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="updateRollover",
        method="PUT",
        url=f"/tenant/rollovers/{path_segment(id, 'id')}",
        content=model_content(body, RolloverRequest),
        content_type="application/json",
        body=body,
        repeatable=False,
        parse=_parse,
    )
