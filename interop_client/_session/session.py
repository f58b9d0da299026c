"""Session: who calls and with which settings; the one that resources send through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from .._config.options import DEFAULT, Default
from ..auth import Strategy
from ..errors import ConfigurationError, InteropError
from ..transport.base import Auth
from .call import Call
from .settings import Life, Settings

if TYPE_CHECKING:
    from .._config.headers import ExtraHeaders
    from .._policies import ConflictPolicy, RetryPolicy
    from .._rate_limit import RateLimit
    from ..auth import Credential
    from ..errors import TenantReference
    from ..operation import Operation, RawResponse
    from .listener import Listener
    from .shared_state import Connections

T = TypeVar("T")
E = TypeVar("E", bound=InteropError)


class Session:
    """Sends operations for one credential, with its options.

    Args:
        connections: what it shares with others.
        base_url: where the API is.
        auth: who calls.
        timeout: seconds that bound one public call; None for no bound.
        retry: what is sent again, and when.
        conflicts: for the helpers that treat conflicts.
        headers: header fields to send with every request.
        rate_limit: how many requests may be sent per second; None for no limit.
        listener: who is told of events, if anybody.

    Raises:
        ConfigurationError: `auth` is nothing that can be used.
    """

    def __init__(
        self,
        connections: Connections,
        *,
        base_url: str,
        auth: Strategy | Auth,
        timeout: float | None,
        retry: RetryPolicy,
        conflicts: ConflictPolicy,
        headers: ExtraHeaders,
        rate_limit: RateLimit | None = None,
        listener: Listener | None = None,
    ) -> None:
        self._settings = Settings(
            shared=connections,
            base_url=base_url,
            auth=auth,
            credential=_credential(connections, auth),
            timeout=timeout,
            retry=retry,
            conflicts=conflicts,
            headers=headers,
            rate_limit=rate_limit,
            listener=listener,
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.described}>"

    @property
    def described(self) -> str:
        """Who calls and where, in short."""
        tenant = self._settings.for_tenant
        return f"{self._settings.auth!r} at {self._settings.base_url}{tenant}"

    @property
    def base_url(self) -> str:
        """Where the API is."""
        return self._settings.base_url

    @property
    def timeout(self) -> float | None:
        """Seconds that bound one public call; None for no bound."""
        return self._settings.timeout

    @property
    def retry(self) -> RetryPolicy:
        """What is sent again, and when."""
        return self._settings.retry

    @property
    def conflicts(self) -> ConflictPolicy:
        """How the helpers treat conflicts."""
        return self._settings.conflicts

    @property
    def tenant(self) -> TenantReference | None:
        """For which tenant the calls are, where that is known."""
        return self._settings.tenant

    @property
    def credential(self) -> Credential:
        """The credential at work."""
        return self._settings.credential

    @property
    def connections(self) -> Connections:
        """What it shares with others."""
        return self._settings.shared

    @property
    def listener(self) -> Listener | None:
        """Who is told of events, if anybody."""
        return self._settings.listener

    @property
    def _auth(self) -> Strategy | Auth:
        return self._settings.auth

    async def send(self, operation: Operation[T], /) -> T:
        """Make one call and return its parsed result; see `Call.send`."""
        return await Call(self._settings, self.timeout).send(operation)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make one call and return the response unparsed."""
        return await Call(self._settings, self.timeout).send_raw(operation)

    def call(self, timeout: float | Default | None = DEFAULT) -> Call:
        """One call of several sends, bounded together from now on.

        Args:
            timeout: seconds; None for no bound; by default the session's own.
        """
        return Call(self._settings, self.timeout if timeout is DEFAULT else timeout)

    def derive(
        self,
        *,
        auth: Strategy | Auth | None = None,
        tenant: TenantReference | Default | None = DEFAULT,
        timeout: float | Default | None = DEFAULT,
        retry: RetryPolicy | None = None,
        conflicts: ConflictPolicy | None = None,
        headers: ExtraHeaders | None = None,
        rate_limit: RateLimit | None = None,
        listener: Listener | None = None,
    ) -> Session:
        """A session on the same connections that differs in what is given."""
        now = self._settings
        derived = Session.__new__(type(self))
        derived._settings = attrs.evolve(
            now,
            auth=now.auth if auth is None else auth,
            credential=now.credential if auth is None else _credential(now.shared, auth),
            tenant=now.tenant if tenant is DEFAULT else tenant,
            timeout=now.timeout if timeout is DEFAULT else timeout,
            retry=now.retry if retry is None else retry,
            conflicts=now.conflicts if conflicts is None else conflicts,
            rate_limit=now.rate_limit if rate_limit is None else rate_limit,
            listener=now.listener if listener is None else listener,
            headers=now.headers if headers is None else now.headers | headers,
            life=Life(closed=now.life.closed),
        )
        return derived

    def addressed(self, error: E) -> E:
        """The error, which says for which tenant it is where that is known."""
        self._settings.address(error)
        return error

    def check_open(self) -> None:
        """Refuse to go on when the client is closed.

        Raises:
            ConfigurationError: it is.
        """
        self._settings.check_open()

    def close(self) -> None:
        """Make no more calls; the connections are left to whoever owns them."""
        self._settings.life.closed = True


def _credential(connections: Connections, auth: Strategy | Auth) -> Credential:
    if not isinstance(auth, Strategy | Auth):
        raise ConfigurationError(
            "auth must be ClientCredentials, ApiKey, LtiJwt or an httpx.Auth, not"
            f" {type(auth).__name__}."
        )
    return connections.credential(auth)
