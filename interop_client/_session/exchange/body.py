"""The body of a response: read to its end and decompressed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...transport.message import Fields

_BODILESS = (204, 205, 304)
_GZIP = ("gzip", "x-gzip")


async def read_body(response: httpx.Response) -> bytes:
    """The body, decompressed.

    It is read raw and decompressed afterwards: the iterators of the HTTP library are left hanging
    when the decompression fails.

    Raises:
        httpx.DecodingError: it cannot be decompressed.
        httpx.ReadError: it is compressed, and ends in its middle.
    """
    if response.is_stream_consumed:
        return response.content
    stream = response.stream
    if not isinstance(stream, httpx.AsyncByteStream):
        raise TypeError(f"The transport answered with a stream that is not async: {stream!r}")
    try:
        content = b"".join([part async for part in stream])
    finally:
        await stream.aclose()
    return decompressed(content, response.headers)


def decompressed(content: bytes, headers: Mapping[str, str]) -> bytes:
    """The body that came with these header fields, decompressed.

    Raises:
        httpx.DecodingError: it cannot be decompressed.
        httpx.ReadError: it is compressed, and ends in its middle.
    """
    codings = headers.get("content-encoding", "").lower().split(",")
    for coding in reversed(codings if content else []):
        kind = coding.strip()
        if kind in _GZIP:
            content = _inflated(content, zlib.MAX_WBITS | 16)
        elif kind == "deflate":
            content = _deflated(content)
        elif kind:
            fields = {"content-encoding": kind}
            content = httpx.Response(200, headers=fields, content=content).content
    return content


def fields_read(fields: Fields) -> dict[str, str]:
    """Header fields as they came, by their names in lower case; one that came twice is joined."""
    read: dict[str, str] = {}
    for name, value in fields:
        key = name.decode("latin-1").lower()
        try:
            text = value.decode()
        except UnicodeDecodeError:
            text = value.decode("latin-1")
        read[key] = f"{read[key]}, {text}" if key in read else text
    return read


async def content_of(response: httpx.Response) -> bytes | None:
    """The body of an answer over which something was raised; None where it is gone."""
    try:
        if response.is_stream_consumed or not response.is_closed:
            return await read_body(response)
    except Exception:
        return None
    bodiless = response.headers.get("content-length") == "0"
    return b"" if bodiless or response.status_code in _BODILESS else None


def _deflated(content: bytes) -> bytes:
    """The content of a body that came as `deflate`, with the head of zlib or, as some have it,
    without."""
    try:
        return _inflated(content, zlib.MAX_WBITS)
    except httpx.DecodingError:
        return _inflated(content, -zlib.MAX_WBITS)


def _inflated(content: bytes, window: int) -> bytes:
    """The content of all members. The HTTP library takes one that was cut off for whole."""
    parts: list[bytes] = []
    while content.startswith(b"\x1f\x8b") or not parts:
        member = zlib.decompressobj(window)
        try:
            parts.append(member.decompress(content))
        except zlib.error as error:
            failure: httpx.HTTPError = httpx.DecodingError(str(error))
            break
        if not member.eof:
            failure = httpx.ReadError("The compressed body ends in its middle")
            break
        content = member.unused_data
    else:
        return b"".join(parts)
    raise failure
