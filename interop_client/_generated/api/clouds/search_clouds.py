"""Search for clouds: GET /clouds/search"""

from __future__ import annotations

from functools import partial

from ...._codec.encode import encode_integer, encode_string, query_string, query_value
from ...._codec.envelope import page as page_of
from ....operation import Operation
from ....pagination import Page
from ...models.cloud import Cloud

__all__ = ["operation"]

_parse = page_of(Cloud)


def operation(
    *,
    generation: int | None = None,
    userdata: str | None = None,
    name: str | None = None,
    page: int | None = None,
    page_size: int | None = None,
) -> Operation[Page[Cloud]]:
    """Search for clouds: the call, not yet made.

    Args:
        generation: Keep only clouds of this generation.
        userdata: Keep only clouds with this userdata.
        name: Keep only clouds with this name.
        page: Number of the page, counted from 0.
        page_size: How many objects a page may hold. Without it, pages are as large as the
            service allows; how large that is, is not stated (a sister service allows 2000).

    Raises:
        TypeError, ValueError: An argument cannot be sent.
    """
    return Operation(
        operation_id="searchClouds",
        method="GET",
        url="/clouds/search",
        query=query_string(
            ("generation", query_value(generation, "generation", encode_integer)),
            ("userdata", query_value(userdata, "userdata", encode_string)),
            ("name", query_value(name, "name", encode_string)),
            ("page", query_value(page, "page", partial(encode_integer, minimum=0))),
            ("page_size", query_value(page_size, "page_size", partial(encode_integer, minimum=1))),
        ),
        repeatable=True,
        parse=_parse,
    )
