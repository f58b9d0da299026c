"""Fixtures for tests of connections."""

from __future__ import annotations

import gc
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support.certificate import Certificate
from support.loopback import Connection, Server


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def what_is_left_open_fails_its_own_test() -> Iterator[None]:
    yield
    gc.collect()


@pytest.fixture
def plain_then_mute() -> Callable[[Server, Connection], None]:
    """Take the client's first words and never say anything."""

    def behave(server: Server, connection: Connection) -> None:
        connection.end.recv(1)
        server.note("hello")
        connection.until_gone()

    return behave


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def authority(own_certificate: Certificate) -> Path:
    """A file with the certificate that the server shows."""
    return own_certificate.path


@pytest.fixture
def certificate(own_certificate: Certificate) -> ssl.SSLContext:
    """The context of a server that shows it."""
    return own_certificate.serving()
