"""Shared state: what the clients derived from one share, such as connections and credentials."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

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
    from ..auth import TokenStore
    from ..transport.base import Auth, Client, OwnTransport, Transport

_loop: RunVar[object] = RunVar("interop_client_loop")


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
