"""Wiring: what carries the requests of a client, made of what the caller wants."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import attrs

from .._config.base_url import origin_of
from ..errors import ConfigurationError
from .shared_state import Connections

if TYPE_CHECKING:
    import ssl

    from ..auth import TokenStore
    from ..transport.base import Client, OwnTransport, Proxy, Transport
    from ..transport.lane_transport import LaneTransport

_PACKAGE = f"{__name__.partition('.')[0]}."


@attrs.frozen(slots=True, kw_only=True, eq=False, repr=False)
class Wiring:
    """How requests are to be carried, as the caller wants it. A proxy's URL may hold a password."""

    max_connections: int | None
    verify: bool | ssl.SSLContext
    proxy: Proxy | None
    transport: Transport | None
    http_client: Client | None
    trust_env: bool = False
    proxy_from: str = "the argument proxy"

    def connect(self, base_url: str, token_url: str, store: TokenStore) -> Connections:
        """The connections; none is opened yet.

        Raises:
            ConfigurationError: what the caller wants makes no sense.
        """
        if self.transport is None and self.http_client is None:
            transport = self._own_transport(base_url, token_url)
            return Connections(transport, None, own=transport, token_url=token_url, store=store)
        if self.transport is not None and self.http_client is not None:
            raise ConfigurationError("Give transport or http_client, not both.")
        if (
            self.max_connections is not None
            or self.verify is not True
            or self.proxy is not None
            or self.trust_env
        ):
            raise ConfigurationError(
                "max_connections, verify, proxy and trust_env are for our own connections: with"
                " transport or http_client, set them there."
            )
        from ..transport.base import OwnTransport

        own = self.transport if isinstance(self.transport, OwnTransport) else None
        if own is not None and not type(own).handle_async_request.__module__.startswith(_PACKAGE):
            # A subclass of the caller's sends in its own way, which is not to be passed by.
            own = None
        return Connections(
            self.transport, self.http_client, own=own, token_url=token_url, store=store
        )

    def _own_transport(self, base_url: str, token_url: str) -> OwnTransport:
        usual = tokens = self
        if self.trust_env:
            usual, tokens = self._by_environment(base_url, token_url)
        if usual.proxy == tokens.proxy:
            return usual._lanes()
        from ..transport.routed import RoutedTransport

        return RoutedTransport(usual._lanes(), {origin_of(token_url): tokens._lanes()})

    def _by_environment(self, *addresses: str) -> list[Wiring]:
        """What the environment makes of it for each address; what the caller set, wins."""
        # Imported when a client is told to read the environment.
        from .._config.network import read_network

        network = read_network(*addresses)
        verify = self.verify
        if verify is True and network.verify is not None:
            verify = network.verify
        if self.proxy is not None:
            return [attrs.evolve(self, verify=verify)] * len(addresses)
        return [
            attrs.evolve(self, verify=verify, proxy=proxy, proxy_from=variable)
            for variable, proxy in network.proxies
        ]

    def _lanes(self) -> LaneTransport:
        # Imported when a client is made: the library beneath it takes long to import.
        from ..transport.lane_transport import LaneTransport

        limit = self.max_connections
        if limit is not None and (type(limit) is not int or limit < 1):
            raise ConfigurationError(
                f"max_connections must be a whole number from 1, not {limit!r}."
            )
        make = partial(LaneTransport, verify=self.verify, proxy=self.proxy)
        try:
            return make() if limit is None else make(max_connections=limit)
        except ImportError as error:
            problem = str(error)
        except Exception as error:
            # The message may hold the URL, and the URL a password.
            problem = (
                f"The proxy of {self.proxy_from} cannot be used ({type(error).__name__}): check"
                " that its URL begins with http://, https:// or socks5://, and a host."
            )
        raise ConfigurationError(problem)
