"""What a transport of the HTTP library itself tells of an exchange, on sockets."""

from __future__ import annotations

import gzip
from typing import Any

import anyio.abc
import httpx
import pytest
from support.scripted import Received, operation, reply, serving

from interop_client import (
    ApiKey,
    InteropClient,
    InteropError,
    OutcomeUnknownError,
    RequestError,
    RetryPolicy,
)

pytestmark = pytest.mark.anyio

KEY = ApiKey("the-account-key")


async def lost_post(url: str, **options: Any) -> InteropError:
    async with httpx.AsyncClient(**options) as http_client:
        client = InteropClient(
            KEY, base_url=url, http_client=http_client, retry=RetryPolicy(attempts=1)
        )
        with pytest.raises(InteropError) as caught:
            await client.send(operation("POST"))
    return caught.value


async def hang_up(request: Received, stream: anyio.abc.SocketStream) -> bytes | None:
    return None


async def test_a_proxy_that_hangs_up_on_connect_has_sent_nothing() -> None:
    async with serving(hang_up) as proxy:
        error = await lost_post(
            "https://api.example.test/v2", proxy=proxy.removesuffix("/v2/interop"), trust_env=False
        )
    assert type(error) is RequestError


async def test_what_a_foreign_connection_sent_and_lost_is_unknown() -> None:
    async with serving(hang_up) as url:
        error = await lost_post(url, trust_env=False)
    assert type(error) is OutcomeUnknownError


async def test_an_answer_cut_off_within_its_compression_is_no_answer() -> None:
    async def respond(request: Received, stream: anyio.abc.SocketStream) -> bytes:
        return reply(200, gzip.compress(b'{"a": 1}' * 99)[:-12], content_encoding="gzip")

    async with (
        serving(respond) as url,
        InteropClient(KEY, base_url=url, retry=RetryPolicy(attempts=1)) as client,
    ):
        with pytest.raises(RequestError, match="ends in its middle"):
            await client.request("GET", "clouds")
