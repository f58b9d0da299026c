"""Find an ingestion: GET /tenant/ingestions/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import one
from ....operation import Operation
from ...models.ingestion import Ingestion

__all__ = ["operation"]

_parse = one(Ingestion)


def operation(id: UUID | str, /) -> Operation[Ingestion]:
    """Find an ingestion: the call, not yet made.

    Args:
        id: Identifier of the ingestion.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="findIngestion",
        method="GET",
        url=f"/tenant/ingestions/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
