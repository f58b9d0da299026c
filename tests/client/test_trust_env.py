"""`trust_env=True` takes proxies and certificates of the environment; nothing else does."""

from __future__ import annotations

import ssl
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from scripted import AUTH, Received, operation, reply, serving, token_reply

from interop_client import ApiKey, ConfigurationError, InteropClient
from interop_client._config.network import read_network
from interop_client.transport import LaneTransport

anyio_test = pytest.mark.anyio
KEY = ApiKey("the-account-key")
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUEST_METHOD"):
        monkeypatch.delenv(name, raising=False)


API = "https://api.example.test/v2/interop"
PROXY = "http://proxy.test:3128"


@pytest.mark.parametrize(
    ("address", "environ", "proxy"),
    [
        (API, {}, None),
        (API, {"HTTPS_PROXY": PROXY}, PROXY),
        (API, {"https_proxy": PROXY, "HTTPS_PROXY": "http://another"}, PROXY),
        (API, {"HTTP_PROXY": PROXY}, None),
        (API, {"ALL_PROXY": PROXY}, PROXY),
        (API, {"HTTPS_PROXY": "proxy.test:3128"}, PROXY),
        (API, {"HTTPS_PROXY": ""}, None),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "api.example.test"}, None),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "x, .example.test"}, None),
        (API, {"HTTPS_PROXY": PROXY, "no_proxy": "EXAMPLE.test"}, None),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "*.example.test"}, None),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, None),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "*:443"}, None),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": ":443 . []"}, PROXY),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "ample.test"}, PROXY),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "api.example.test:8443"}, PROXY),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "api.example.test:443"}, None),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": ".test:443"}, None),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "example.test."}, None),
        (API, {"HTTPS_PROXY": PROXY, "NO_PROXY": "10.0.0.0/8,fd00::/8,a/b,://"}, PROXY),
        ("https://10.1.2.3", {"HTTPS_PROXY": PROXY, "NO_PROXY": "x 10.0.0.0/8"}, None),
        ("https://10.1.2.3", {"HTTPS_PROXY": PROXY, "NO_PROXY": "10.1.2.0/25"}, None),
        ("https://10.1.2.3", {"HTTPS_PROXY": PROXY, "NO_PROXY": "10.1.3.0/24"}, PROXY),
        ("https://[fd00::1]", {"HTTPS_PROXY": PROXY, "NO_PROXY": "fd00:0::1"}, None),
        ("https://[fd00::1]", {"HTTPS_PROXY": PROXY, "NO_PROXY": "[fd00::1]"}, None),
        ("https://[fd00::1]", {"HTTPS_PROXY": PROXY, "NO_PROXY": "[fd00::1]:443"}, None),
        ("https://[fd00::1]", {"HTTPS_PROXY": PROXY, "NO_PROXY": "[fd00::1]:444"}, PROXY),
        ("https://[fd00::1]", {"HTTPS_PROXY": PROXY, "NO_PROXY": "fd00::/8"}, None),
        ("http://localhost:8000", {"HTTP_PROXY": PROXY}, PROXY),
        ("http://localhost:8000", {"HTTP_PROXY": PROXY, "NO_PROXY": "localhost:8000"}, None),
        ("http://localhost:8000", {"HTTP_PROXY": PROXY, "REQUEST_METHOD": "GET"}, None),
    ],
)
def test_the_proxy_of_an_address(
    monkeypatch: pytest.MonkeyPatch, address: str, environ: dict[str, str], proxy: str | None
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert [found for _, found in read_network(address).proxies] == [proxy]


@anyio_test
async def test_calls_and_tokens_go_through_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def respond(request: Received, stream: Any) -> bytes:
        return token_reply() if request.target.endswith("/token") else reply(200, [request.target])

    async with serving(respond) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.removesuffix("/v2/interop"))
        base_url = "http://127.0.0.1:9/v2/interop"
        async with InteropClient(AUTH, base_url=base_url, trust_env=True) as client:
            assert await client.send(operation()) == [f"{base_url}/clouds"]
        async with InteropClient.from_env(
            {"INTEROP_API_KEY": "key"}, base_url=base_url, trust_env=True
        ) as client:
            assert await client.send(operation()) == [f"{base_url}/clouds"]


@anyio_test
async def test_only_what_no_proxy_does_not_name_goes_through_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def respond(request: Received, stream: Any) -> bytes:
        return token_reply() if request.target.endswith("/token") else reply(200, [request.target])

    async with serving(respond) as url:
        origin = url.removesuffix("/v2/interop")
        monkeypatch.setenv("HTTP_PROXY", origin)
        monkeypatch.setenv("NO_PROXY", origin.removeprefix("http://"))
        async with InteropClient(
            AUTH, base_url=url, token_url="http://127.0.0.1:9/oauth/token", trust_env=True
        ) as client:
            assert client._session.shared.turns is not None
            assert await client.send(operation()) == ["/v2/interop/clouds"]


def test_arguments_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://user:hunter2@elsewhere.test")
    context = ssl.create_default_context()
    client = InteropClient(KEY, trust_env=True, proxy=PROXY, verify=context)
    assert isinstance(client._session.shared.transport, LaneTransport)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "all_proxy"])
def test_a_proxy_that_cannot_be_used_is_refused_with_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "nonsense://user:hunter2@host")
    with pytest.raises(ConfigurationError, match=f"The proxy of {name} cannot be used") as caught:
        InteropClient(KEY, trust_env=True)
    assert "hunter2" not in str(caught.value)
    InteropClient(KEY)


def test_certificates_of_the_environment_are_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "An authority of ours")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1))
        .not_valid_after(datetime(2036, 1, 1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "ca.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    network = read_network(API)
    assert network.verify is not None
    (authority,) = network.verify.get_ca_certs()
    assert "An authority of ours" in str(authority["subject"])


def test_certificates_that_are_not_there_are_refused_with_the_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with pytest.raises(ConfigurationError, match=r"SSL_CERT_FILE=.*missing\.pem"):
        InteropClient(KEY, trust_env=True)
    InteropClient(KEY)
