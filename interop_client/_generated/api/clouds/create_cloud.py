"""Create a cloud: POST /clouds"""

from __future__ import annotations

from ...._codec.encode import model_content
from ...._codec.envelope import one
from ...._codec.read_back import Listed, Located
from ....operation import Operation
from ...models.cloud import Cloud
from .find_cloud import operation as find_cloud
from .list_clouds import operation as list_clouds

__all__ = ["operation"]

_parse = one(Cloud, written=True)


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
        read_back=(
            Located(find_cloud),
            Listed(list_clouds, body=("name", "userdata", "generation")),
        ),
    )
