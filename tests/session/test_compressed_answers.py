"""A compressed answer comes whole, or is an error: what was cut off is never taken for all."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import anyio.abc
import httpx
import pytest
from support.scripted import Chunks, Received, client_of, reply, serving

from interop_client import ApiKey, InteropClient, OutcomeUnknownError, RequestError, RetryPolicy

pytestmark = pytest.mark.anyio

KEY = ApiKey("key-of-the-account")
TEXT = b'{"a": 1}' * 99


def _without_a_head(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


each_coding = pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("X-GZip", gzip.compress),
        ("deflate", zlib.compress),
        (" Deflate ", _without_a_head),
        ("gzip, identity", gzip.compress),
        ("deflate, gzip", lambda content: gzip.compress(zlib.compress(content))),
    ],
)


async def _asked(
    content: bytes, coding: str, transport: httpx.AsyncBaseTransport | None = None
) -> bytes | RequestError:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply(200, content, content_encoding=coding)

    async with (
        serving(respond) as url,
        InteropClient(
            KEY, base_url=url, retry=RetryPolicy(attempts=1), transport=transport
        ) as client,
    ):
        try:
            return (await client.request("GET", "clouds")).content
        except RequestError as error:
            return error


async def _cut_off(
    content: bytes, coding: str, transport: httpx.AsyncBaseTransport | None = None
) -> bool:
    return "ends in its middle" in str(await _asked(content, coding, transport))


@each_coding
async def test_a_whole_answer_is_decompressed(coding: str, pack: Callable[[bytes], bytes]) -> None:
    assert await _asked(pack(TEXT), coding) == TEXT
    assert await _asked(b"", coding) == b""


@each_coding
async def test_an_answer_cut_off_in_its_compression_is_no_answer(
    coding: str, pack: Callable[[bytes], bytes]
) -> None:
    for content in (pack(TEXT)[:-1], pack(TEXT)[:-9]):
        assert await _cut_off(content, coding)


async def test_what_was_cut_off_before_it_was_compressed_again_is_no_answer() -> None:
    assert await _cut_off(gzip.compress(gzip.compress(TEXT)[:-9]), "gzip, gzip")


async def test_connections_of_another_library_are_read_in_the_same_way() -> None:
    content = zlib.compress(TEXT)
    assert await _cut_off(content[:-9], "deflate", httpx.AsyncHTTPTransport())
    assert await _asked(content, "deflate", httpx.AsyncHTTPTransport()) == TEXT


async def test_a_body_that_is_not_compressed_as_it_says_is_an_error() -> None:
    headers = {"content-encoding": "deflate"}
    service = httpx.MockTransport(
        lambda _: httpx.Response(200, headers=headers, stream=Chunks(b"plain"))
    )
    with pytest.raises(RequestError, match="DecodingError"):
        await client_of(service, auth=KEY).request("GET", "clouds")


@pytest.mark.parametrize("make", [lambda: None, httpx.AsyncHTTPTransport])
async def test_what_was_lost_says_how_it_had_begun(
    make: Callable[[], httpx.AsyncBaseTransport | None],
) -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
        await stream.send(b"HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\nhalf")
        return None

    outcome: object = None
    async with (
        serving(respond) as url,
        InteropClient(KEY, base_url=url, transport=make()) as client,
    ):
        try:
            outcome = await client.request("POST", "clouds")
        except OutcomeUnknownError as error:
            outcome = error
    assert isinstance(outcome, OutcomeUnknownError)
    assert "after the answer had begun with 201 Created. It may" in outcome.message
