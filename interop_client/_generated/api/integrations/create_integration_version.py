"""Create a version of an integration: POST /integrations/{id}/versions"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from ...._codec.encode import path_segment, xml_content
from ...._codec.envelope import one
from ...._codec.read_back import Listed
from ....operation import Operation
from ...models.integration_version import IntegrationVersion
from .list_integration_versions import operation as list_integration_versions

__all__ = ["operation"]

_parse = one(IntegrationVersion, written=True)


def operation(id: UUID | str, body: str | bytes, /) -> Operation[IntegrationVersion]:
    """Create a version of an integration: the call, not yet made.

    Args:
        id: Identifier of the integration.
        body: The Integration Blueprint of the new version.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="createIntegrationVersion",
        method="POST",
        url=f"/integrations/{path_segment(id, 'id')}/versions",
        content=xml_content(body),
        content_type="application/xml",
        body=body,
        repeatable=False,
        parse=_parse,
        read_back=(Listed(partial(list_integration_versions, id), location="version"),),
    )
