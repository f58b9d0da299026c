"""Tenants known by their id: the credentials are read when needed, and again when refused."""

from __future__ import annotations

import logging
from collections import OrderedDict
from functools import partial
from math import inf
from typing import TYPE_CHECKING

from .._clock import loop_time
from .._redaction import Secret
from ..errors import AuthenticationError, ConfigurationError, NotFoundError
from .credential import Credential
from .expiry import LiveToken
from .single_flight import SingleFlight
from .strategies import Strategy
from .tenant import auth_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..models import TenantInfo
    from ..transport.base import Auth
    from .credential import Requester
    from .token_store import TokenStore

    Read = Callable[[], Awaitable[TenantInfo]]
    CredentialOf = Callable[[Strategy | Auth], Credential]

__all__ = ["FoundTenant", "FoundTenants"]

_logger = logging.getLogger("interop_client.auth")

# A fleet's worth, as of tokens.
_CAPACITY = 10_000

# Credentials that were refused, and the same again when read anew, are not read anew sooner.
_PAUSE_SECONDS = 30.0


class FoundTenant(Strategy):
    """The credentials that the tenant of this id has at the time.

    Args:
        id: the id of the tenant.
        account: who reads it.
        read: reads it.
        credential_of: gives what is shared by all clients with the same proof.
    """

    def __init__(
        self, id: str, account: Strategy | Auth, read: Read, credential_of: CredentialOf
    ) -> None:
        self._id = id
        self._account = account
        self._credential = _FoundCredential(id, read, credential_of)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._id!r})"

    def identity(self) -> tuple[object, ...]:
        """The tenant, and who reads it."""
        return (FoundTenant, self._id, self._account)

    def credential(self, token_url: str, store: TokenStore) -> Credential:
        """What knows the tenant's credentials, once they were read."""
        return self._credential


class FoundTenants:
    """The tenants that were asked for by their ids, those used most recently."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], FoundTenant] = OrderedDict()

    def get(
        self, id: str, account: Strategy | Auth, read: Read, credential_of: CredentialOf
    ) -> FoundTenant:
        """The one of this id: it is read once, however many clients there are for it."""
        key = (id, account)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = FoundTenant(id, account, read, credential_of)
            if len(self._kept) > _CAPACITY:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found


class _FoundCredential(Credential):
    """What works with the credentials that were read last.

    Args:
        id: the id of the tenant.
        read: reads the tenant.
        credential_of: gives what is shared by all clients with the same proof.
    """

    renewable = True

    def __init__(self, id: str, read: Read, credential_of: CredentialOf) -> None:
        super().__init__()
        self._id = id
        self._read = read
        self._credential_of = credential_of
        self._inner: Credential | None = None
        # What is sent when no token is fetched.
        self._fixed: LiveToken | None = None
        self._flight: SingleFlight[Credential] = SingleFlight()
        self._same_since = -inf

    def secrets(self) -> tuple[Secret, ...]:
        """What must not be seen."""
        return () if self._inner is None else self._inner.secrets()

    def current(self) -> LiveToken | None:
        """What to send, when there is something that needs no waiting."""
        return None if self._inner is None else self._fixed or self._inner.current()

    async def obtain(self, call: Requester, refused: LiveToken | None = None) -> LiveToken | None:
        """What to send: credentials that are refused are read again, once.

        Raises:
            AuthenticationError: they are refused, and the tenant has no others.
            ConfigurationError: there is no such tenant, or none with credentials.
            InteropError: the tenant could not be read.
        """
        inner = self._inner or await self._flight.share(call, self._find)
        try:
            return await self._obtained(inner, call, refused)
        except AuthenticationError as error:
            refusal = error
        newer = await self._newer(inner, call)
        if newer is inner:
            raise AuthenticationError(
                f"{refusal.message.rstrip('.')}. The tenant {self._id} was read for newer"
                " credentials, and has none.",
                status_code=refusal.status_code,
                request_id=refusal.request_id,
            )
        return await self._obtained(newer, call, None)

    async def _obtained(
        self, inner: Credential, call: Requester, refused: LiveToken | None
    ) -> LiveToken | None:
        fixed = self._fixed
        if fixed is None:
            return await inner.obtain(call, refused)
        if refused is not None and refused.token == fixed.token:
            raise AuthenticationError(
                f"The service answered 401 to the {fixed.scheme} credentials of the tenant"
                f" {self._id}.",
                status_code=401,
            )
        return fixed

    async def _newer(self, inner: Credential, call: Requester) -> Credential:
        """Other credentials than those that were refused, or the same where there are none."""
        now = loop_time()
        since = self._same_since
        if self._inner is not None and self._inner is not inner:
            return self._inner
        if since <= now < since + _PAUSE_SECONDS:
            return inner
        newer = await self._flight.share(call, partial(self._find, inner))
        if newer is inner:
            self._same_since = now
        return newer

    async def _find(self, refused: Credential | None = None) -> Credential:
        """Read the tenant, and work with the credentials that it has now."""
        tenant: TenantInfo | None = None
        try:
            tenant = await self._read()
        except NotFoundError as error:
            problem = error.message
        if tenant is None:
            raise ConfigurationError(
                f"There is no tenant {self._id} for this account to act for: {problem}"
            )
        inner = self._credential_of(auth_of(tenant))
        if refused is not None and inner is not refused:
            _logger.info("The credentials of the tenant %s changed, and were read anew.", self._id)
        self._inner = inner
        self.held, self.token_held = inner.held, inner.token_held
        self.paces = inner.paces
        self._fixed = None if inner.renewable else inner.current()
        return inner
