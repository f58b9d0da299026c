"""InteropClient: what a program holds, and where its settings come together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, Unpack

from .._config.arguments import unknown_argument
from .._config.options import Options
from .._generated.client import SERVER_URL
from .._hints import InitSignature
from .._redaction import forgets_locals
from ..auth import FoundTenants
from .derived import Derivable

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    from .._policies import ConflictPolicy, RetryPolicy
    from .._rate_limit import RateLimit
    from ..auth import Strategy, TokenStore
    from ..events import Event
    from ..transport.base import Auth, Client, Proxy, Transport


class InteropClient(Derivable):
    """Async client of the Interop API, with an attribute for each resource, such as `rollovers`.

    Use it in `async with`, or call `aclose` when done. It works on asyncio and on trio, in one
    event loop; it may be made before that runs, and closed by another task than opened it.
    Nothing runs behind your back, and nothing but `from_env` and `trust_env=True` reads the
    environment.

    Args:
        auth: who calls: `ApiKey`, `ClientCredentials`, `BasicAuth`, `LtiJwt`, or an `httpx.Auth`.
        base_url: where the API is; `https`, or any to a loopback host.
        token_url: the token endpoint; by default `/oauth/token` on the host of `base_url`.
        timeout: seconds that bound one public call with all it takes: the token, waiting for a
            connection, retries, and whatever a helper sends. None for no bound.
        max_connections: connections open at once; None for the transport's own default.
        retry: what is sent again, and when.
        conflicts: how the helpers treat conflicts.
        token_store: where tokens are kept; in memory by default.
        verify: False to accept any certificate, or an `ssl.SSLContext`: for a file of your own,
            `ssl.create_default_context(cafile="/path/ca.pem")`.
        proxy: the proxy that every request goes through.
        transport: what carries the requests instead of our own connections; closed with the
            client.
        http_client: a client of your own that carries them, with its connections, proxies and
            event hooks; its headers, cookies, auth and timeouts are not used, and it is never
            closed here.
        trust_env: True to take proxies (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`) and
            certificates (`SSL_CERT_FILE`, `SSL_CERT_DIR`) of our own connections from the
            environment of the process, where `proxy` and `verify` do not say otherwise.
        rate_limit: how many requests may be sent per second; None for no limit of ours.
        on_event: a function that is told of each attempt, answer, wait, token, conflict and poll
            (`interop_client.events`), as it happens. It may not wait, and cannot fail a call: an
            exception in it is logged once.

    Raises:
        ConfigurationError: settings that cannot be used, or not together.
        TypeError: an argument that there is not.
    """

    @forgets_locals
    def __init__(
        self,
        auth: Strategy | Auth,
        *,
        base_url: str = SERVER_URL,
        token_url: str | None = None,
        timeout: float | None = 30.0,
        max_connections: int | None = None,
        retry: RetryPolicy | None = None,
        conflicts: ConflictPolicy | None = None,
        token_store: TokenStore | None = None,
        verify: bool | ssl.SSLContext = True,
        proxy: Proxy | None = None,
        transport: Transport | None = None,
        http_client: Client | None = None,
        trust_env: bool = False,
        rate_limit: RateLimit | None = None,
        on_event: Callable[[Event], object] | None = None,
    ) -> None:
        from .._session.assembly import assembled  # Needs the HTTP library, slow to import.

        options: Options = {
            "base_url": base_url,
            "token_url": token_url,
            "timeout": timeout,
            "max_connections": max_connections,
            "retry": retry,
            "conflicts": conflicts,
            "token_store": token_store,
            "verify": verify,
            "proxy": proxy,
            "transport": transport,
            "http_client": http_client,
            "trust_env": trust_env,
            "rate_limit": rate_limit,
            "on_event": on_event,
        }
        self._session = assembled(auth, options)
        self._found = FoundTenants()
        super().__init__(self._session)

    @classmethod
    @forgets_locals
    def from_env(cls, environ: Mapping[str, str] | None = None, **options: Unpack[Options]) -> Self:
        """A client with the settings in the environment.

        `INTEROP_BASE_URL`, `INTEROP_TOKEN_URL`, and one of `INTEROP_CLIENT_ID` with
        `INTEROP_CLIENT_SECRET`, `INTEROP_API_KEY`, `INTEROP_LTI_JWT`.

        Args:
            environ: the variables; by default those of the process.
            options: the other arguments of the class; they win over the environment.

        Raises:
            ConfigurationError: no credential, or two kinds of it, or one that cannot be used.
        """
        from .._config.environment import read_environment

        auth, found = read_environment(environ, options)
        return cls(auth, **found)

    if not TYPE_CHECKING:
        __signature__ = InitSignature()

        @forgets_locals
        def __new__(cls, *given: object, **named: object) -> Self:
            """Refuse arguments that there are not, with the nearest right name."""
            known = Options.__annotations__
            strangers = [name for name in named if name not in known and name != "auth"]
            if strangers and cls.__init__ is InteropClient.__init__:
                raise TypeError(unknown_argument(strangers[0], known))
            return super().__new__(cls)
