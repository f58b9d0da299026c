"""Create a cloud: POST /clouds"""

from __future__ import annotations

from ...._codec.encode import model_content
from ...._codec.envelope import one
from ....operation import Operation
from ...models.cloud import Cloud

__all__ = ["operation"]

_parse = one(Cloud)


def operation(body: Cloud, /) -> Operation[Cloud]:
    """Create a cloud: the call, not yet made.

    Args:
        body: The cloud to create.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="createCloud",
        method="POST",
        url="/clouds",
        content=model_content(body, Cloud),
        content_type="application/json",
        body=body,
        repeatable=False,
        parse=_parse,
    )
