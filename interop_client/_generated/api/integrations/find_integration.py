"""Find an integration: GET /integrations/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import one
from ....operation import Operation
from ...models.integration import Integration

__all__ = ["operation"]

_parse = one(Integration)


def operation(id: UUID | str, /) -> Operation[Integration]:
    """Find an integration: the call, not yet made.

    Args:
        id: Identifier of the integration.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="findIntegration",
        method="GET",
        url=f"/integrations/{path_segment(id, 'id')}",
        repeatable=True,
        parse=_parse,
    )
