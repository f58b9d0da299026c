"""Addresses as they go out: the origin, which is taken apart once, and what follows it."""

from __future__ import annotations

import re
from functools import lru_cache

import httpx

from ...transport.message import Origin
from ...transport.request import origin_of

__all__ = ["Address", "address_of"]

# What the HTTP library would leave as it is, but for the two below.
_PLAIN = re.compile(
    r"(https?://[-\w.:\[\]]+)(/[-\w.~!$&'()*+,;=:@%/]*(?:\?[-\w.~%=&+,:]*)?)", re.ASCII
)
# A segment that begins with a dot, it may take away.
_DOTTED = "/."
_STRAY = re.compile("%(?![0-9A-Fa-f]{2})")

Address = tuple[Origin, bytes, bytes]
"""Where to connect to, the value of the header field `Host`, and the path with the query."""


def address_of(url: str, query: str) -> Address:
    """What a URL says, escaped where that is left to do.

    Args:
        url: an absolute URL without a query.
        query: its query, or an empty text.

    Raises:
        httpx.InvalidURL: it is no URL.
        httpx.UnsupportedProtocol: it is neither http nor https.
    """
    if query:
        url = f"{url}?{query}"
    plain = _PLAIN.fullmatch(url)
    if plain is None or _DOTTED in url or ("%" in url and _STRAY.search(url)):
        parsed = httpx.URL(url)
        return origin_of(parsed), parsed.netloc, parsed.raw_path
    origin, host = _origin(plain[1])
    return origin, host, plain[2].encode("ascii")


@lru_cache(maxsize=64)
def _origin(url: str) -> tuple[Origin, bytes]:
    parsed = httpx.URL(url)
    return origin_of(parsed), parsed.netloc
