"""Update an integration: PATCH /integrations/{id}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import model_content, path_segment
from ...._codec.envelope import nothing
from ....operation import Operation
from ...models.integration import Integration

__all__ = ["operation"]

_parse = nothing


def operation(id: UUID | str, body: Integration, /) -> Operation[None]:
    """Update an integration: the call, not yet made.

    Args:
        id: Identifier of the integration to change.
        body: The properties to change.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="updateIntegration",
        method="PATCH",
        url=f"/integrations/{path_segment(id, 'id')}",
        content=model_content(body, Integration, additional=False),
        content_type="application/json",
        body=body,
        repeatable=False,
        parse=_parse,
    )
