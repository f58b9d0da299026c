"""Shared state: what the clients derived from one share, such as connections and credentials."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

import attrs
from anyio import Semaphore
from anyio.lowlevel import RunVar

from .._config.base_url import origin_of
from .._rate_limit import Paces
from ..auth import Credential, ForeignCredential, Strategy
from ..errors import ConfigurationError
from .admission import Entrance
from .kept_credentials import KeptCredentials
from .retry_quota import RetryQuota, quota_of

if TYPE_CHECKING:
    import ssl

    from ..auth import TokenStore
    from ..transport.base import Auth, Client, OwnTransport, Proxy, Transport
    from ..transport.pool import LaneTransport

_loop: RunVar[object] = RunVar("interop_client_loop")


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
        given = self.transport if self.transport is not None else self.http_client
        if given is None:
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
        from ..transport.pool import LaneTransport

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


class Connections:
    """The connections and all else that is shared by the clients derived from one.

    Args:
        transport: what carries requests; closed with the client. None to use `client`.
        client: a caller's own client to use instead; never closed here.
        own: the transport again if it is one of ours.
        token_url: the token endpoint.
        store: where tokens are kept.

    Attributes:
        own: the transport, if it is one of ours.
        turns: how many exchanges may be prepared at once, first come, first served. Thousands of
            calls that start together would otherwise all build their requests in one turn of the
            event loop, and freeze it. None for a transport that is not ours.
        paces: the buckets of rate limits for all credentials together.
        kept: the credentials that something is to be remembered of.
        entrance: through which calls begin. None for a transport that is not ours.
    """

    def __init__(
        self,
        transport: Transport | None,
        client: Client | None,
        *,
        own: OwnTransport | None,
        token_url: str,
        store: TokenStore,
    ) -> None:
        self.transport = transport
        self.client = client
        self.own = own
        self.closed: bool = False
        self.turns: Semaphore | None = None
        self.entrance: Entrance | None = None
        if own is not None:
            # Twice the connections: each freed one finds a request that is ready to be sent.
            self.turns = Semaphore(2 * own.max_connections, fast_acquire=True)
            self.entrance = Entrance()
        self.paces: Paces = Paces()
        self.kept: KeptCredentials = KeptCredentials()
        self._token_url = token_url
        self._store = store
        self._loop: object = None
        self._quotas: dict[str, RetryQuota] = {}
        self._credentials: WeakValueDictionary[object, Credential] = WeakValueDictionary()

    def credential(self, auth: Strategy | Auth) -> Credential:
        """The one credential that all clients with this proof share."""
        key = auth.identity() if isinstance(auth, Strategy) else id(auth)
        credential = self._credentials.get(key)
        if credential is None:
            if isinstance(auth, Strategy):
                credential = auth.credential(self._token_url, self._store)
            else:
                credential = ForeignCredential(auth)
            self._credentials[key] = credential
        return credential

    def quota(self, address: str) -> RetryQuota:
        """What may still be sent again to the service at this address."""
        quota = self._quotas.get(address)
        if quota is None:
            quota = self._quotas[address] = quota_of(origin_of(address))
        return quota

    def check(self) -> None:
        """Refuse connections that cannot be used: closed ones, and those of another event loop.

        Raises:
            ConfigurationError: they cannot be used here.
        """
        if self.kept:
            self.kept.let_go()
        if self.own is None:
            if self.client is not None and self.client.is_closed:
                raise ConfigurationError("The http_client that was passed in is closed.")
            return
        loop = _loop.get(None)
        if loop is None:
            loop = object()
            _loop.set(loop)
        if self._loop is None:
            self.own.check()
            self._loop = loop
        elif self._loop is not loop:
            raise ConfigurationError(
                "The client was used in another event loop before, and its connections belong"
                " there. Make a client in each event loop."
            )

    async def aclose(self) -> None:
        """Close what is ours."""
        self.closed = True
        self.kept.clear()
        if self.transport is not None:
            await self.transport.aclose()
