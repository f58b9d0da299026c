"""HAProxy that closes idle connections."""

from __future__ import annotations

import random
from pathlib import Path

import anyio
import pytest
from support.certificate import Certificate

from interop_client import InteropClient

from .backend import Backend
from .conftest import CONNECTIONS
from .load import KEY, QUICK, Load, best_of_rounds
from .processes import free_port, program, running

pytestmark = pytest.mark.anyio

CONFIGURATION = """
global
    maxconn 1000
defaults
    mode http
    timeout connect 30s
    timeout client 60s
    timeout server 60s
    timeout http-keep-alive 1s
frontend front
    bind 127.0.0.1:{port} ssl crt {certificate} alpn h2,http/1.1
    default_backend back
backend back
    server one 127.0.0.1:{backend}
"""


async def test_writes_at_the_edge_of_the_keep_alive_time_are_known(
    tmp_path: Path, certificate: Certificate, backend: Backend, kind: str
) -> None:
    chance = random.Random(2)
    port = free_port()
    configuration = tmp_path / "haproxy.cfg"
    configuration.write_text(
        CONFIGURATION.format(port=port, certificate=certificate.path, backend=backend.port),
        encoding="utf-8",
    )
    with running([program("haproxy"), "-db", "-f", str(configuration)], tmp_path, port):
        transport = CONNECTIONS[kind](certificate.trusting())
        url = f"https://127.0.0.1:{port}/v2"
        async with InteropClient(KEY, base_url=url, transport=transport, retry=QUICK) as client:

            async def edges() -> int:
                load = Load(client, backend)
                for _ in range(15):
                    await load.burst(writes=28, reads=4)
                    await anyio.sleep(chance.uniform(0.985, 1.01))
                return load.check(f"HAProxy, http-keep-alive 1s, {kind}")

            await best_of_rounds(edges, writes=420)
