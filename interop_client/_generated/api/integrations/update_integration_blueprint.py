"""Replace the blueprint of a version: PUT /integrations/{id}/versions/{version}/blueprint"""

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


def operation(id: UUID | str, version: str, body: str | bytes, /) -> Operation[IntegrationVersion]:
    """Replace the blueprint of a version: the call, not yet made.

    Args:
        id: Identifier of the integration.
        version: Name of the version.
        body: The new Integration Blueprint of the version.

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="updateIntegrationBlueprint",
        method="PUT",
        url=f"/integrations/{path_segment(id, 'id')}/versions/{path_segment(version, 'version')}/blueprint",
        content=xml_content(body),
        content_type="application/xml",
        body=body,
        repeatable=True,
        parse=_parse,
        read_back=(Listed(partial(list_integration_versions, id), known={"version": version}),),
    )
