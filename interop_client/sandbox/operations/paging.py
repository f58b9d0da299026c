"""Pages of a list, and the link to the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ..contract.profile import Profile
from ..control.quirks import Quirks


def cut_page(
    items: Sequence[Any],
    *,
    query: Mapping[str, Any],
    sent: Sequence[tuple[str, str]],
    max_page_size: int,
    url: str,
    path: str,
    quirks: Quirks,
    profile: Profile,
) -> tuple[list[Any], dict[str, Any] | None]:
    """The items of the page that a query asks for, and `paging` (None for none).

    Args:
        query: the values of `page`, which counts from zero, and `page_size`.
        sent: names and values of the whole query as sent.
        max_page_size: the most there can be on a page, and what there is without `page_size`.
        url: scheme and host of the request.
        path: its path.
    """
    page = query.get("page", 0)
    size = min(query.get("page_size", max_page_size), max_page_size)
    empty = quirks.empty_page is not None and quirks.empty_page * size < len(items)
    shift = 1 if empty and quirks.empty_page is not None and page > quirks.empty_page else 0
    first = (page - shift) * size
    shown = [] if empty and page == quirks.empty_page else list(items[first : first + size])
    after = first if empty and page == quirks.empty_page else first + size
    more = after < len(items)
    if quirks.empty_last_page and not more and shown:
        more = True
    if quirks.without_paging:
        return shown, None
    if not more:
        return shown, {"next": None} if quirks.null_next or profile.null_next else {}
    kind = profile.next_link if quirks.next_link is None else quirks.next_link
    return shown, {"next": _next_link(kind, page + 1, sent, url, path)}


def _next_link(kind: str, page: int, query: Sequence[tuple[str, str]], url: str, path: str) -> str:
    kept = [(name, value) for name, value in query if name != "page"]
    target = f"{path}?{urlencode([('page', str(page)), *kept], safe=',')}"
    match kind:
        case "absolute":
            return url + target
        case "relative":
            return target
        case "opaque":
            return f"page-mark-{page:03d}"
        case _:
            return kind
