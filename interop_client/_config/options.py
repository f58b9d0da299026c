"""The options of a client."""

from __future__ import annotations

import enum
import math
from typing import TYPE_CHECKING, TypedDict

from ..errors import ConfigurationError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

    from .._policies import ConflictPolicy, RetryPolicy
    from .._rate_limit import RateLimit
    from ..auth import TokenStore
    from ..events import Event
    from ..transport.base import Client, Proxy, Transport


class Default(enum.Enum):
    """The type of `DEFAULT`."""

    DEFAULT = "what the client has"


DEFAULT = Default.DEFAULT


class Options(TypedDict, total=False):
    """The keyword arguments of `InteropClient`, where they are passed on."""

    base_url: str
    token_url: str | None
    timeout: float | None
    max_connections: int | None
    retry: RetryPolicy | None
    conflicts: ConflictPolicy | None
    token_store: TokenStore | None
    verify: bool | ssl.SSLContext
    proxy: Proxy | None
    transport: Transport | None
    http_client: Client | None
    trust_env: bool
    rate_limit: RateLimit | None
    on_event: Callable[[Event], object] | None


def checked_timeout(timeout: float | None) -> float | None:
    """The timeout, when it is one.

    Raises:
        ConfigurationError: it is neither a number of seconds above 0 nor None.
    """
    if timeout is None:
        return None
    if type(timeout) not in (int, float) or not 0 < timeout < math.inf:
        raise ConfigurationError(
            "timeout must be seconds above 0 as a number, or None for no bound, not"
            f" {timeout!r} ({type(timeout).__name__})."
        )
    return float(timeout)
