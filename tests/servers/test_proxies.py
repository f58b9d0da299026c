"""Proxies that stand between: squid with and without a password, and a SOCKS server."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
import attrs
import pytest
from support.certificate import Certificate

from interop_client import InteropClient, OutcomeUnknownError, RequestError
from interop_client.transport import LaneTransport

from .backend import Backend
from .load import KEY, QUICK
from .processes import free_port, program, running
from .test_nginx import nginx

pytestmark = pytest.mark.anyio

SQUID = """
http_port 127.0.0.1:{port}
pid_filename {folder}/squid.pid
cache deny all
memory_cache_shared off
access_log {folder}/access.txt
cache_log {folder}/cache.txt
coredump_dir {folder}
shutdown_lifetime 0 seconds
acl refused port 1
http_access deny refused
{access}
"""
OPEN = "http_access allow localhost"
WITH_PASSWORD = """
auth_param basic program /usr/lib/squid/basic_ncsa_auth {folder}/passwords
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
"""
DANTE = """
logoutput: {folder}/dante.txt
internal: 127.0.0.1 port = {port}
external: 127.0.0.1
socksmethod: {method}
clientmethod: none
user.privileged: root
user.unprivileged: root
client pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
socks pass {{ from: 127.0.0.0/8 to: 0.0.0.0/0 }}
"""


@attrs.frozen
class Squid:
    """A squid that runs.

    Args:
        port: where it listens.
        folder: where its files are.
    """

    port: int
    folder: Path

    async def asked(self) -> int:
        """How many tunnels it was asked for; it writes them down a moment later."""
        log = anyio.Path(self.folder / "access.txt")
        for _ in range(1200):
            if count := (await log.read_text(encoding="utf-8")).count(" CONNECT "):
                return count
            await anyio.sleep(0.05)
        return 0


@contextmanager
def squid(access: str) -> Iterator[Squid]:
    port = free_port()
    hashed = subprocess.run(
        ["openssl", "passwd", "-apr1", "right-password"],
        check=True,
        capture_output=True,
        encoding="utf-8",
    ).stdout.strip()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # It gives up the rights of the administrator, and has to write its files all the same.
        folder.chmod(0o777)
        (folder / "passwords").write_text(f"user:{hashed}\n", encoding="utf-8")
        configuration = folder / "squid.conf"
        access = access.format(folder=folder)
        configuration.write_text(
            SQUID.format(folder=folder, port=port, access=access), encoding="utf-8"
        )
        with running(
            [program("squid"), "-N", "-n", f"squid{port}", "-f", str(configuration)], folder, port
        ):
            yield Squid(port, folder)


@contextmanager
def dante(folder: Path, method: str) -> Iterator[int]:
    port = free_port()
    configuration = folder / "danted.conf"
    text = DANTE.format(folder=folder, port=port, method=method)
    configuration.write_text(text, encoding="utf-8")
    with running([program("danted"), "-f", str(configuration)], folder, port):
        yield port


@contextmanager
def a_service(
    folder: Path, certificate: Certificate, backend: Backend
) -> Iterator[tuple[str, str]]:
    """The service's URL, and one where nobody listens."""
    with nginx(folder, certificate, backend, "") as (_, url):
        yield url, f"https://127.0.0.1:{free_port()}/v2"


def client_of(url: str, proxy: str, certificate: Certificate) -> InteropClient:
    transport = LaneTransport(proxy=proxy, verify=certificate.trusting())
    return InteropClient(KEY, base_url=url, transport=transport, retry=QUICK)


async def post(client: InteropClient) -> int:
    return (await client.request("POST", "clouds", json={"name": "one"})).status_code


async def test_calls_go_through_squid(
    tmp_path: Path, certificate: Certificate, backend: Backend
) -> None:
    with a_service(tmp_path, certificate, backend) as (url, _), squid(OPEN) as proxy:
        async with client_of(url, f"http://127.0.0.1:{proxy.port}", certificate) as client:
            assert await post(client) == 200
            assert await post(client) == 200
    assert backend.writes == {"one": 2}


async def test_squid_says_why_it_found_nobody_and_nothing_is_unknown(
    tmp_path: Path, certificate: Certificate, backend: Backend
) -> None:
    with a_service(tmp_path, certificate, backend) as (_, nobody), squid(OPEN) as proxy:
        async with client_of(nobody, f"http://127.0.0.1:{proxy.port}", certificate) as client:
            with pytest.raises(RequestError, match=r"503.*Connection refused") as caught:
                await post(client)
    assert not isinstance(caught.value, OutcomeUnknownError)
    assert "6 attempts" in caught.value.message
    assert f"http://127.0.0.1:{proxy.port}" in caught.value.message


async def test_squid_takes_the_right_password(
    tmp_path: Path, certificate: Certificate, backend: Backend
) -> None:
    with (
        a_service(tmp_path, certificate, backend) as (url, _),
        squid(WITH_PASSWORD) as proxy,
    ):
        known = f"http://user:right-password@127.0.0.1:{proxy.port}"
        async with client_of(url, known, certificate) as client:
            assert await post(client) == 200


@pytest.mark.parametrize("user", ["", "user:wrong-password@"])
async def test_a_password_that_squid_refuses_is_tried_once(
    tmp_path: Path, certificate: Certificate, backend: Backend, user: str
) -> None:
    with (
        a_service(tmp_path, certificate, backend) as (url, _),
        squid(WITH_PASSWORD) as proxy,
    ):
        async with client_of(url, f"http://{user}127.0.0.1:{proxy.port}", certificate) as client:
            with pytest.raises(RequestError, match="407") as caught:
                await post(client)
        assert await proxy.asked() == 1
    assert not isinstance(caught.value, OutcomeUnknownError)
    assert "wrong-password" not in caught.value.message
    assert backend.writes == {}


async def test_calls_go_through_a_socks_server(
    tmp_path: Path, certificate: Certificate, backend: Backend
) -> None:
    with a_service(tmp_path, certificate, backend) as (url, _), dante(tmp_path, "none") as port:
        async with client_of(url, f"socks5://127.0.0.1:{port}", certificate) as client:
            assert await post(client) == 200
            assert await post(client) == 200


async def test_a_socks_server_that_finds_nobody_leaves_nothing_unknown(
    tmp_path: Path, certificate: Certificate, backend: Backend
) -> None:
    with a_service(tmp_path, certificate, backend) as (_, nobody), dante(tmp_path, "none") as port:
        async with client_of(nobody, f"socks5://127.0.0.1:{port}", certificate) as client:
            with pytest.raises(RequestError, match="refused the connection") as caught:
                await post(client)
    assert not isinstance(caught.value, OutcomeUnknownError)


async def test_a_socks_server_that_wants_another_proof_is_asked_once(
    tmp_path: Path, certificate: Certificate, backend: Backend
) -> None:
    with a_service(tmp_path, certificate, backend) as (url, _), dante(tmp_path, "username") as port:
        proxies = {
            f"socks5://127.0.0.1:{port}": "wants a user name and a password",
            f"socks5://user:wrong-password@127.0.0.1:{port}": "refused the user name and password",
        }
        for proxy, why in proxies.items():
            async with client_of(url, proxy, certificate) as client:
                with pytest.raises(RequestError, match=why) as caught:
                    await post(client)
            assert not isinstance(caught.value, OutcomeUnknownError)
            assert "wrong-password" not in caught.value.message
    assert backend.writes == {}
