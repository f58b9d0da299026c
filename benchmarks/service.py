"""A service that costs next to nothing, in a process of its own on another core.

It answers from bytes made before, so that what is measured is the client. The first two parts of
a path say how: `/20/200/tenants` answers after 20 ms, and its list has 200 pages.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen
from uuid import UUID

import attrs

from . import documents

__all__ = ["TENANT", "Service", "pin", "running"]

TENANT = "3b1f8f3e-6a55-4ad1-9d3c-54b9f2d7a001"
"""The identifier of the tenant to ask for; any other gives the same."""


@attrs.frozen
class Service:
    """Where the service listens."""

    origin: str

    def base_url(self, *, delay_ms: int = 0, pages: int = 1) -> str:
        """The address of an API that answers after a delay and has so many pages."""
        return f"{self.origin}/{delay_ms}/{pages}"

    def token_url(self, *, delay_ms: int = 0) -> str:
        """The token endpoint, with its delay."""
        return f"{self.origin}/{delay_ms}/1/oauth/token"

    def tokens_asked(self) -> int:
        """How many tokens were asked for since this was asked last."""
        with urlopen(f"{self.origin}/0/1/tokens") as response:
            return int(response.read())


@contextmanager
def running() -> Iterator[Service]:
    """The service, for as long as the block lasts."""
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout is not None
        try:
            yield Service(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        finally:
            process.kill()


def pin(index: int) -> None:
    """Keep this process on one core, where the system allows it."""
    if sys.platform == "linux":
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[index % len(cores)]})


class _Counted:
    tokens = 0


def _response(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    return f"{head}\r\n\r\n".encode() + body


@cache
def _page(seed: int, size: int, last: bool) -> bytes:
    return _response(documents.page(documents.tenants(size, seed), last=last))


def _numbered(response: bytes, number: int) -> bytes:
    """The response with another id of its first item: no two pages of a list are the same."""
    start = response.index(b'"id": "') + 7
    identifier = str(UUID(int=number)).encode()
    return response[:start] + identifier + response[start + len(identifier) :]


@cache
def _answer(target: bytes) -> tuple[float, bytes | None, int]:
    """The delay in seconds, the response (None for what is counted), and the page's number."""
    url = urlsplit(target.decode())
    _, delay, pages, resource, *rest = url.path.split("/")
    seconds = int(delay) / 1000
    if resource == "tokens":
        return seconds, None, 0
    if resource == "oauth":
        grant = {"access_token": "token", "token_type": "bearer", "expires_in": 3600}
        return seconds, _response(json.dumps(grant).encode()), 0
    if rest:
        return seconds, _response(documents.one_tenant()), 0
    query = parse_qs(url.query)
    number, size = int(query["page"][0]), int(query.get("page_size", ["100"])[0])
    return seconds, _page(number % 4, size, number + 1 >= int(pages)), number


class _Answers(asyncio.Protocol):
    def __init__(self) -> None:
        self.received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        received = self.received + data
        while (end := received.find(b"\r\n\r\n")) >= 0:
            length = 0
            if received.startswith(b"POST"):
                fields = received[:end].lower().partition(b"content-length:")
                length = int(fields[2].split(b"\r\n", 1)[0])
            if len(received) < end + 4 + length:
                break
            self.answer(received.split(b" ", 2)[1])
            received = received[end + 4 + length :]
        self.received = received

    def answer(self, target: bytes) -> None:
        delay, response, number = _answer(target)
        if b"/oauth/" in target:
            _Counted.tokens += 1
        if response is None:
            response, _Counted.tokens = _response(b"%d" % _Counted.tokens), 0
        elif number:
            response = _numbered(response, number)
        if delay:
            asyncio.get_running_loop().call_later(delay, self.transport.write, response)
        else:
            self.transport.write(response)


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Answers, "127.0.0.1", 0, backlog=4096)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    pin(1)
    asyncio.run(_serve())
