"""Base URL: which addresses requests may go to, and which are refused."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

from ..errors import ConfigurationError

_FORBIDDEN = re.compile(r"[^\x21-\x7e]|[\\<>\"{}|^`]")
_USER = re.compile(r"^([^/]*//)[^/]*@")
_QUERY = re.compile(r"[?#].*")
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"

# A backslash that was escaped is one to some servers.
_SEPARATOR = r"[/\\]"

# What RFC 3986 allows in a path, and the percent sign of what is escaped already.
_PATH_SAFE = "/%:@!$&'()*+,;=~"


def read_address(name: str, value: object) -> str:
    """A base or token URL without a slash at its end.

    Args:
        name: what the address is for, as the caller knows it.
        value: the address, which may hold a password.

    Raises:
        ConfigurationError: it cannot be used.
    """
    if not isinstance(value, str):
        raise ConfigurationError(f"{name} must be a text, not {type(value).__name__}.")
    if not value or _FORBIDDEN.search(value):
        raise ConfigurationError(
            f"{name} must be a URL without spaces, control or special characters."
        )
    # Both are gone before it is taken apart: `urlsplit` keeps what it has seen.
    shown = _USER.sub(r"\1", _QUERY.sub("", value))
    if "@" in value:
        if "@" in shown:
            # Written with a mistake, a password is found where none should be.
            shown = "(not shown, since it may hold a password)"
        raise ConfigurationError(
            f"{name} must not hold a user name or password, nor any '@': {shown}"
        )
    if shown != value:
        raise ConfigurationError(f"{name} must not hold a query or a fragment: {shown}")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ConfigurationError(f"{name} is not a valid URL.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise ConfigurationError(f"{name} must begin with https:// and a host: {shown}")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ConfigurationError(
            f"{name} must be https://, since {host} is not this machine: {shown}"
        )
    return value.rstrip("/")


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def relative_path(path: str) -> tuple[str, str]:
    """A path below the base URL, escaped where it is not, and the query that it came with.

    Raises:
        ValueError: it would lead somewhere else.
    """
    if not isinstance(path, str):
        raise TypeError(f"path must be a text, not {type(path).__name__}")
    if path.startswith("//") or re.match(_SCHEME, path):
        raise ValueError(f"path must be relative to the base URL, not a URL of its own: {path!r}")
    if "\\" in path or "#" in path:
        raise ValueError(f"path must not hold a backslash or a fragment: {path!r}")
    path, _, query = path.partition("?")
    if any(segment in (".", "..") for segment in re.split(_SEPARATOR, unquote(path))):
        raise ValueError(f"path must not hold the segments '.' and '..': {path!r}")
    return quote("/" + path.removeprefix("/"), safe=_PATH_SAFE), quote(query, safe=_PATH_SAFE + "?")


def _is_loopback(host: str) -> bool:
    # Names below it are not certain to be: some resolvers ask the network for them.
    if host == "localhost":
        return True
    # Imported for a plain http:// address alone, which is rare outside tests.
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
