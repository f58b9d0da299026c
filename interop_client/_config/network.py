"""Network settings of the environment: proxies and certificates, with `trust_env=True` alone."""

from __future__ import annotations

import os
import re
import ssl
from ipaddress import ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

import attrs

from ..errors import ConfigurationError
from ..transport.message import PORTS

# A bare IPv6 address has colons, and no port.
_WITH_PORT = re.compile(r"(\[.*\]|[^:]*):([0-9]+)")


@attrs.frozen(slots=True, kw_only=True)
class Network:
    """What the environment says of the way to some addresses.

    Args:
        proxies: for each, in their order, a variable and the proxy in it, whose URL may hold a
            password; None where there is none.
        verify: the trust store, where the environment names one.
    """

    proxies: list[tuple[str, str | None]] = attrs.field(repr=False)
    verify: ssl.SSLContext | None


def read_network(*addresses: str) -> Network:
    """Read `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`, `SSL_CERT_FILE`, `SSL_CERT_DIR`.

    Args:
        addresses: where requests will go.

    Raises:
        ConfigurationError: the certificates that it names cannot be used.
    """
    file, folder = (os.environ.get(name) for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"))
    verify: ssl.SSLContext | None = None
    if file or folder:
        try:
            verify = ssl.create_default_context(cafile=file or None, capath=folder or None)
        except (OSError, ValueError) as error:
            named = " and ".join(
                f"{name}={value}"
                for name, value in (("SSL_CERT_FILE", file), ("SSL_CERT_DIR", folder))
                if value
            )
            raise ConfigurationError(
                f"The certificates of the environment cannot be used ({named}):"
                f" {type(error).__name__}."
            ) from None
    return Network(proxies=[_proxy(address) for address in addresses], verify=verify)


def _proxy(address: str) -> tuple[str, str | None]:
    """The variable that tells the proxy for an address, and the proxy."""
    parts = urlsplit(address)
    if _is_exempt(parts, _value("no_proxy")[1]):
        return "", None
    for name in (f"{parts.scheme}_proxy", "all_proxy"):
        variable, value = _value(name)
        if value:
            return variable, value if "://" in value else f"http://{value}"
    return "", None


def _is_exempt(address: SplitResult, no_proxy: str) -> bool:
    """Whether `NO_PROXY` names this host, one above it, its network, or all; a port in it has to be
    the same."""
    host = (address.hostname or "").rstrip(".")
    port = str(address.port or PORTS.get(address.scheme))
    for entry in no_proxy.lower().replace(",", " ").split():
        parts = _WITH_PORT.fullmatch(entry)
        if parts is not None and parts[2] != port:
            continue
        name = (entry if parts is None else parts[1]).strip("[]").rstrip(".")
        if name == "*":
            return True
        name = name.removeprefix("*").removeprefix(".")
        if name and (host == name or host.endswith(f".{name}") or _is_within(host, name)):
            return True
    return False


def _is_within(host: str, network: str) -> bool:
    """Whether a host is an address of a network such as 10.0.0.0/8; the one address of its own, in
    whatever way that is written, is one."""
    try:
        return ip_address(host) in ip_network(network, strict=False)
    except ValueError:
        return False


def _value(name: str) -> tuple[str, str]:
    """A variable in small letters or in capitals, as it is written, and its value."""
    for variable in (name, name.upper()):
        # To a program behind a web server, HTTP_PROXY is a header that anybody can send.
        if variable == "HTTP_PROXY" and "REQUEST_METHOD" in os.environ:
            continue
        if value := os.environ.get(variable, "").strip():
            return variable, value
    return "", ""
