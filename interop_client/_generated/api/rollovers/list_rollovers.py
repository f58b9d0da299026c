"""List rollovers: GET /tenant/rollovers"""

from __future__ import annotations

from functools import partial

from ...._codec.encode import encode_integer, encode_string, query_string, query_value
from ...._codec.envelope import page as page_of
from ....operation import Operation
from ....pagination import Page
from ...models.rollover import Rollover

__all__ = ["operation"]

_parse = page_of(Rollover)


def operation(
    *, sort: str | None = None, page: int | None = None, page_size: int | None = None
) -> Operation[Page[Rollover]]:
    """List rollovers: the call, not yet made.

    Args:
        sort: Order of the list: the name of a property, with `-` before it for descending
            order. It is an enum whose values are not published, so any string is accepted.
        page: Number of the page, counted from 0.
        page_size: How many objects a page may hold. Without it, pages are as large as the
            service allows; how large that is, is not stated (a sister service allows 2000).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="listRollovers",
        method="GET",
        url="/tenant/rollovers",
        query=query_string(
            ("sort", query_value(sort, "sort", encode_string)),
            ("page", query_value(page, "page", partial(encode_integer, minimum=0))),
            ("page_size", query_value(page_size, "page_size", partial(encode_integer, minimum=1))),
        ),
        repeatable=True,
        parse=_parse,
    )
