"""List clouds: GET /clouds"""

from __future__ import annotations

from functools import partial

from ...._codec.encode import encode_integer, query_string, query_value
from ...._codec.envelope import page as page_of
from ....operation import Operation
from ....pagination import Page
from ...models.cloud import Cloud

__all__ = ["operation"]

_parse = page_of(Cloud)


def operation(*, page: int | None = None, page_size: int | None = None) -> Operation[Page[Cloud]]:
    """List clouds: the call, not yet made.

    Args:
        page: Number of the page, counted from 0.
        page_size: How many objects a page may hold. Without it, pages are as large as the
            service allows; how large that is, is not stated (a sister service allows 2000).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="listClouds",
        method="GET",
        url="/clouds",
        query=query_string(
            ("page", query_value(page, "page", partial(encode_integer, minimum=0))),
            ("page_size", query_value(page_size, "page_size", partial(encode_integer, minimum=1))),
        ),
        repeatable=True,
        parse=_parse,
    )
