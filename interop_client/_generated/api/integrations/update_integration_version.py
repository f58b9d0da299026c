"""Update a version of an integration: PATCH /integrations/{id}/versions/{version}"""

from __future__ import annotations

from uuid import UUID

from ...._codec.encode import model_content, path_segment
from ...._codec.envelope import nothing
from ....operation import Operation
from ...models.integration_version import IntegrationVersion

__all__ = ["operation"]

_parse = nothing


def operation(id: UUID | str, version: str, body: IntegrationVersion, /) -> Operation[None]:
    """Update a version of an integration: the call, not yet made.

    Args:
        id: Identifier of the integration.
        version: Name of the version.
        body: The properties to change.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="updateIntegrationVersion",
        method="PATCH",
        url=f"/integrations/{path_segment(id, 'id')}/versions/{path_segment(version, 'version')}",
        content=model_content(body, IntegrationVersion, additional=False),
        content_type="application/json",
        body=body,
        repeatable=False,
        parse=_parse,
    )
