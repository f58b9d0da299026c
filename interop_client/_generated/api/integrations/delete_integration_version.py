"""Delete a version of an integration: DELETE /integrations/{id}/versions/{version}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import path_segment
from ...._codec.envelope import nothing
from ....operation import Operation

__all__ = ["operation"]

_parse = nothing


def operation(id: UUID | str, version: str, /) -> Operation[None]:
    """Delete a version of an integration: the call, not yet made.

    Args:
        id: Identifier of the integration.
        version: Name of the version.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="deleteIntegrationVersion",
        method="DELETE",
        url=f"/integrations/{path_segment(id, 'id')}/versions/{path_segment(version, 'version')}",
        repeatable=True,
        parse=_parse,
    )
