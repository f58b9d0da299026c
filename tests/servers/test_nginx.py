"""nginx that closes idle connections, limits their requests, and is reloaded under load."""

from __future__ import annotations

import random
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
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
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.txt;
worker_processes 2;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {settings}
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {certificate};
        ssl_certificate_key {certificate};
        location / {{ proxy_pass http://127.0.0.1:{backend}; }}
    }}
}}
"""


@contextmanager
def nginx(
    folder: Path, certificate: Certificate, backend: Backend, settings: str
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    port = free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(
        CONFIGURATION.format(
            folder=folder,
            settings=settings,
            port=port,
            certificate=certificate.path,
            backend=backend.port,
        ),
        encoding="utf-8",
    )
    arguments = [program("nginx"), "-p", str(folder), "-c", str(configuration)]
    with running(arguments, folder, port) as process:
        yield process, f"https://127.0.0.1:{port}/v2"


async def test_writes_at_the_edge_of_the_keep_alive_time_are_known(
    tmp_path: Path, certificate: Certificate, backend: Backend, kind: str
) -> None:
    chance = random.Random(1)
    with nginx(tmp_path, certificate, backend, "keepalive_timeout 1s;") as (_, url):
        transport = CONNECTIONS[kind](certificate.trusting())
        async with InteropClient(KEY, base_url=url, transport=transport, retry=QUICK) as client:

            async def edges() -> int:
                load = Load(client, backend)
                for _ in range(15):
                    await load.burst(writes=28, reads=4)
                    await anyio.sleep(chance.uniform(0.985, 1.01))
                return load.check(f"nginx, keepalive_timeout 1s, {kind}")

            await best_of_rounds(edges, writes=420)


async def test_connections_that_end_after_so_many_requests_lose_nothing(
    tmp_path: Path, certificate: Certificate, backend: Backend, kind: str
) -> None:
    with nginx(tmp_path, certificate, backend, "keepalive_requests 7;") as (_, url):
        transport = CONNECTIONS[kind](certificate.trusting())
        async with InteropClient(KEY, base_url=url, transport=transport, retry=QUICK) as client:
            load = Load(client, backend)
            await load.burst(writes=900, reads=100)
        assert load.check(f"nginx, keepalive_requests 7, {kind}") == 0
        assert load.unknown == {}


async def test_writes_under_five_reloads_are_known(
    tmp_path: Path, certificate: Certificate, backend: Backend, kind: str
) -> None:
    with nginx(tmp_path, certificate, backend, "") as (process, url):
        transport = CONNECTIONS[kind](certificate.trusting())
        async with InteropClient(KEY, base_url=url, transport=transport, retry=QUICK) as client:

            async def reloads() -> int:
                load = Load(client, backend)
                for number in range(50):
                    if number % 10 == 5:
                        process.send_signal(signal.SIGHUP)
                    await load.burst(writes=50, reads=5)
                return load.check(f"nginx, five reloads, {kind}")

            await best_of_rounds(reloads, writes=2500)
