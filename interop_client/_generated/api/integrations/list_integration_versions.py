"""List the versions of an integration: GET /integrations/{id}/versions"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from ...._codec.encode import encode_integer, path_segment, query_string, query_value
from ...._codec.envelope import page as page_of
from ....operation import Operation
from ....pagination import Page
from ...models.integration_version import IntegrationVersion

__all__ = ["operation"]

_parse = page_of(IntegrationVersion)


def operation(
    id: UUID | str, /, *, page: int | None = None, page_size: int | None = None
) -> Operation[Page[IntegrationVersion]]:
    """List the versions of an integration: the call, not yet made.

    Args:
        id: Identifier of the integration.
        page: Number of the page, counted from 0.
        page_size: How many objects a page may hold. Without it, pages are as large as the
            service allows; how large that is, is not stated (a sister service allows 2000).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="listIntegrationVersions",
        method="GET",
        url=f"/integrations/{path_segment(id, 'id')}/versions",
        query=query_string(
            ("page", query_value(page, "page", partial(encode_integer, minimum=0))),
            ("page_size", query_value(page_size, "page_size", partial(encode_integer, minimum=1))),
        ),
        repeatable=True,
        parse=_parse,
    )
