"""Create a rollover: POST /tenant/rollovers"""

from __future__ import annotations

from ...._codec.encode import model_content
from ...._codec.envelope import one
from ...._codec.read_back import Listed, Located
from ....operation import Operation
from ...models.rollover import Rollover
from ...models.rollover_request import RolloverRequest
from .find_rollover import operation as find_rollover
from .list_rollovers import operation as list_rollovers

__all__ = ["operation"]

_parse = one(Rollover, written=True)


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
        read_back=(
            Located(find_rollover),
            Listed(list_rollovers, body=("name", "start_date", "end_date", "type", "cloud_id")),
        ),
    )
