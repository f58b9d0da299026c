"""List the actors of a cloud: GET /clouds/{id}/actors"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from ...._codec.encode import (
    encode_boolean,
    encode_integer,
    path_segment,
    query_string,
    query_value,
)
from ...._codec.envelope import page as page_of
from ....operation import Operation
from ....pagination import Page
from ...models.actor import Actor

__all__ = ["operation"]

_parse = page_of(Actor)


def operation(
    id: UUID | str,
    /,
    *,
    include_credentials: bool | None = None,
    page: int | None = None,
    page_size: int | None = None,
) -> Operation[Page[Actor]]:
    """List the actors of a cloud: the call, not yet made.

    Args:
        id: Identifier of the cloud.
        include_credentials: Whether each actor carries its credentials.
        page: Number of the page, counted from 0.
        page_size: How many objects a page may hold. Without it, pages are as large as the
            service allows; how large that is, is not stated (a sister service allows 2000).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="listActorsByCloud",
        method="GET",
        url=f"/clouds/{path_segment(id, 'id')}/actors",
        query=query_string(
            (
                "include_credentials",
                query_value(include_credentials, "include_credentials", encode_boolean),
            ),
            ("page", query_value(page, "page", partial(encode_integer, minimum=0))),
            ("page_size", query_value(page_size, "page_size", partial(encode_integer, minimum=1))),
        ),
        repeatable=True,
        parse=_parse,
    )
