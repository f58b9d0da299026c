"""Find a cloud: GET /clouds/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import one
from ....operation import Operation
from ...models.cloud import Cloud

__all__ = ["operation"]

_parse = one(Cloud)


def operation(id: UUID | str, /) -> Operation[Cloud]:
    """Find a cloud: the call, not yet made.

    Args:
        id: Identifier of the cloud.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="findCloud",
        method="GET",
        url=f"/clouds/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
