"""Create a rollover: POST /tenant/rollovers"""

from __future__ import annotations

from ...._codec.encode import model_content
from ...._codec.envelope import one
from ....operation import Operation
from ...models.rollover import Rollover
from ...models.rollover_request import RolloverRequest

__all__ = ["operation"]

_parse = one(Rollover)


def operation(body: RolloverRequest, /) -> Operation[Rollover]:
    """Create a rollover: the call, not yet made.

    Args:
        body: The rollover to create.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="createRollover",
        method="POST",
        url="/tenant/rollovers",
        content=model_content(body, RolloverRequest),
        content_type="application/json",
        body=body,
        repeatable=False,
        parse=_parse,
    )
