"""Create an integration: POST /integrations"""

from __future__ import annotations

from ...._codec.encode import model_content
from ...._codec.envelope import one
from ....operation import Operation
from ...models.integration import Integration

__all__ = ["operation"]

_parse = one(Integration)


def operation(body: Integration, /) -> Operation[Integration]:
    """Create an integration: the call, not yet made.

    Args:
        body: The integration to create.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="createIntegration",
        method="POST",
        url="/integrations",
        content=model_content(body, Integration),
        content_type="application/json",
        body=body,
        repeatable=False,
        parse=_parse,
    )
