"""InteropClient: what a program holds, and where its settings come together."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack

from ._config.arguments import unknown_argument, wrong_argument
from ._config.headers import ExtraHeaders
from ._config.options import (
    DEFAULT,
    Default,
    Options,
    checked_timeout,
)
from ._generated.client import SERVER_URL, Resources
from ._hints import InitSignature, refuses
from ._policies import ConflictPolicy, RetryPolicy
from ._redaction import forgets_locals
from ._session.raw_request import NOTHING, described
from .auth import (
    FoundTenants,
    Strategy,
    auth_of,
    reference_of,
    tenant_id,
)
from .errors import ConfigurationError, TenantReference

if TYPE_CHECKING:
    import ssl
    from collections.abc import (
        AsyncIterable,
        Awaitable,
        Callable,
        Collection,
        Iterable,
        Mapping,
        Sequence,
    )
    from types import TracebackType
    from uuid import UUID

    from ._rate_limit import RateLimit
    from ._session.session import Session
    from .auth import TokenStore
    from .fleet import FleetProgress, FleetRun
    from .ingestions.resource import Ingestions
    from .models import TenantInfo
    from .operation import Operation, RawResponse
    from .rollovers.resource import Rollovers
    from .schedules.resource import Schedules
    from .transport.base import Auth, Client, Proxy, Transport

__all__ = ["InteropClient"]

T = TypeVar("T")


class InteropClient(Resources):
    """The Interop API, with one attribute for each kind of thing in it.

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
    ) -> None:
        # Imported when a client is made: it needs the HTTP library, which takes long to import.
        from ._session.assembly import assembled

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
        }
        self._session = assembled(auth, options)
        self._shares = False
        self._found = FoundTenants()
        super().__init__(self._session)

    @property
    def base_url(self) -> str:
        """Where the API is, without a slash at the end."""
        return self._session.base_url

    @cached_property
    def rollovers(self) -> Rollovers:
        """Times between school years for which schedules stand still, written safely."""
        from .rollovers.resource import Rollovers

        return Rollovers(self._session)

    @cached_property
    def schedules(self) -> Schedules:
        """Nightly collections of roster data, written and run safely."""
        from .schedules.resource import Schedules

        return Schedules(self._session)

    @cached_property
    def ingestions(self) -> Ingestions:
        """Runs of collections and other loads, which can be waited for."""
        from .ingestions.resource import Ingestions

        return Ingestions(self._session)

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
        from ._config.environment import read_environment

        auth, found = read_environment(environ, options)
        return cls(auth, **found)

    def for_tenant(self, tenant: TenantInfo | Strategy | Auth) -> Self:
        """A client that acts for one tenant, on the same connections and with the same options.

        It needs no closing; closing it ends its own use only.

        Args:
            tenant: a tenant with its credentials, or the proof itself.

        Raises:
            ConfigurationError: the tenant comes without credentials that can be used.
        """
        return self._derived(
            self._session.derive(auth=auth_of(tenant), tenant=reference_of(tenant))
        )

    def tenant_client(self, id: UUID | str, /) -> Self:
        """A client that acts for the tenant of this id, whatever credentials that has at the time.

        The tenant is read by `tenants.find` when its credentials are first needed, once however
        many clients there are for it, and once more when they are refused: so a secret that is
        rotated does not stop a service that runs for weeks. It needs no closing.

        Args:
            id: the id of the tenant.

        Raises:
            TypeError, ValueError: what is no id; nothing was sent. Calls raise besides what they
                raise anyway:
            ConfigurationError: there is no such tenant, or it has no credentials.
        """
        text = tenant_id(id)
        # A session of its own: to close this client is not to close those of tenants.
        account = Resources(self._session.derive())
        found = self._found.get(
            text,
            self._session._auth,
            lambda: account.tenants.find(text),
            self._session.connections.credential,
        )
        return self._derived(self._session.derive(auth=found, tenant=TenantReference(text)))

    @forgets_locals
    def with_options(
        self,
        *,
        timeout: float | Default | None = DEFAULT,
        retry: RetryPolicy | None = None,
        conflicts: ConflictPolicy | None = None,
        headers: Mapping[str, str] | None = None,
        rate_limit: RateLimit | None = None,
    ) -> Self:
        """A client with other options, on the same connections; this one stays as it is.

        It needs no closing; closing it ends its own use only.

        Args:
            timeout: seconds that bound one public call; None for no bound.
            retry: what is sent again, and when.
            conflicts: how the helpers treat conflicts.
            headers: header fields to add to every request to the API.
            rate_limit: how many requests may be sent per second.

        Raises:
            ConfigurationError: an option that cannot be used.
        """
        extra = ExtraHeaders(headers)
        problem = wrong_argument({"retry": retry, "conflicts": conflicts, "rate_limit": rate_limit})
        if problem is not None:
            raise ConfigurationError(problem)
        return self._derived(
            self._session.derive(
                timeout=timeout if timeout is DEFAULT else checked_timeout(timeout),
                retry=retry,
                conflicts=conflicts,
                headers=extra,
                rate_limit=rate_limit,
            )
        )

    def for_each_tenant(
        self,
        work: Callable[[Self, TenantInfo], Awaitable[T]],
        *,
        tenants: Iterable[TenantInfo | UUID | str]
        | AsyncIterable[TenantInfo | UUID | str]
        | None = None,
        integration: Sequence[str] | None = None,
        concurrency: int = 20,
        shard: tuple[int, int] | None = None,
        after: UUID | str | None = None,
        skip: Collection[UUID | str] = (),
        max_failures: float | None = None,
        on_progress: Callable[[FleetProgress], Awaitable[None] | None] | None = None,
    ) -> FleetRun[Self, T]:
        """Do the same work for every tenant of a fleet, many at once, and tell of each as it ends.

        `async with interop.for_each_tenant(work) as results: async for result in results: ...`.
        A failure (any `Exception`) of one tenant ends nothing else: it is in `result.error`. The
        tenants are read page by page while the work goes on, and a slow reader of the results
        slows the work down, so memory does not grow with the fleet. Leaving the `async with`
        cancels what is in flight.

        Args:
            work: what to do for each tenant: an async function of a client that acts for the
                tenant, and the tenant.
            tenants: the tenants to work on, or their ids; by default all of the account.
            integration: only the tenants of these integrations, by name or id, at least one.
            concurrency: tenants that are worked on at once, 1 or more.
            shard: `(i, n)`: only the share i, counted from 0, of n, told by the tenant's id, so
                that n workers share the fleet without talking.
            after: the id of the tenant after which to begin, in the order of the list.
            skip: ids of tenants to leave out.
            max_failures: how many tenants may fail, as a count or as a share of those done
                (between 0.0 and 1.0, judged from 20 tenants on). Beyond it no other tenant is
                begun; those that were are worked on to their end.
            on_progress: is told after each tenant, with a `FleetProgress`.

        Raises:
            TypeError, ValueError: an argument that cannot be meant; nothing was sent. The rest
                is raised while iterating:
            FleetStoppedError: more failed than `max_failures` allows.
            ConfigurationError: the tenant of `after` is not in the list.
            InteropError: the list of tenants could not be read on.
        """
        from .fleet.arguments import check_run
        from .fleet.run import FleetRun
        from .fleet.source import TenantSource

        check_run(work, concurrency=concurrency, max_failures=max_failures, on_progress=on_progress)
        if tenants is None:
            tenants = self.tenants.list(integration=integration)
        elif integration is not None:
            raise ValueError("give tenants or integration, not both")
        return FleetRun(
            TenantSource(tenants, shard=shard, after=after, skip=skip),
            self.tenants.find,
            self.for_tenant,
            work,
            concurrency=concurrency,
            max_failures=max_failures,
            on_progress=on_progress,
        )

    async def send(self, operation: Operation[T], /) -> T:
        """Make the call that an operation describes, and return its result."""
        return await self._session.send(operation)

    async def send_raw(self, operation: Operation[Any], /) -> RawResponse:
        """Make the call that an operation describes, and return the response unparsed."""
        return await self._session.send_raw(operation)

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, object] | None = None,
        json: object = NOTHING,
        content: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> RawResponse:
        """Send what no method sends, with the same credential, retries and errors.

        GET, HEAD, OPTIONS, DELETE and PUT (not that of a rollover) are taken for requests that may
        be sent again; a lost answer to any other is an `OutcomeUnknownError`.

        Args:
            method: the HTTP method.
            path: below the base URL; it may hold a query.
            params: query parameters to add; lists go by commas, None is left out.
            json: the body, to be written as JSON; None is written as `null`.
            content: the body as it is, instead.
            headers: header fields to add.

        Raises:
            ValueError: a path that leads elsewhere, or arguments that cannot be sent.
            InteropError: as for any call.
        """
        extra = ExtraHeaders(headers)
        del headers  # What is raised below shows the variables that are left.
        fields = extra.fields()
        operation = described(
            method,
            path,
            params=params,
            json=json,
            content=content,
            content_type=fields.get("content-type"),
            accept=fields.get("accept"),
        )
        session = self._session.derive(headers=extra) if fields else self._session
        return await session.send_raw(operation)

    async def aclose(self) -> None:
        """Close the connections. A client that was derived from another closes only itself."""
        self._session.close()
        if not self._shares:
            await self._session.connections.aclose()

    async def __aenter__(self) -> Self:
        self._session.check_open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    if not TYPE_CHECKING:
        __signature__ = InitSignature()

        @forgets_locals
        def __new__(cls, *given: object, **named: object) -> Self:
            """Refuse arguments that there are not, with the nearest right name."""
            known = Options.__annotations__
            strangers = [name for name in named if name not in known and name != "auth"]
            if strangers and cls.__init__ is InteropClient.__init__:
                raise TypeError(unknown_argument("InteropClient", strangers, known))
            return super().__new__(cls)

        __enter__ = __exit__ = refuses(
            "A client is opened with `async with InteropClient(...) as interop:`, or closed with"
            " `await interop.aclose()`."
        )

    def __repr__(self) -> str:
        # A traceback may show it half made.
        described = self._session.described if hasattr(self, "_session") else "unmade"
        return f"<{type(self).__name__} {described}>"

    def _derived(self, session: Session) -> Self:
        derived = type(self).__new__(type(self))
        Resources.__init__(derived, session)
        derived._session = session
        derived._shares = True
        derived._found = self._found
        return derived
