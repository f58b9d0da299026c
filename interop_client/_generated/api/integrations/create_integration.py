"""Create an integration: POST /integrations"""

from __future__ import annotations

from ...._codec.encode import model_content
from ...._codec.envelope import one
from ...._codec.read_back import Listed, Located
from ....operation import Operation
from ...models.integration import Integration
from .find_integration import operation as find_integration
from .list_integrations import operation as list_integrations

__all__ = ["operation"]

_parse = one(Integration, written=True)


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
        read_back=(Located(find_integration), Listed(list_integrations, body=("name",))),
    )
