"""Replace a rollover: PUT /tenant/rollovers/{id}"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from ...._codec.encode import model_content, path_segment
from ...._codec.envelope import one
from ...._codec.read_back import Found
from ....operation import Operation
from ...models.rollover import Rollover
from ...models.rollover_request import RolloverRequest
from .find_rollover import operation as find_rollover

__all__ = ["operation"]

_parse = one(Rollover, written=True)


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
        read_back=(Found(partial(find_rollover, id)),),
    )
