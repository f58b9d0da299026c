"""Derived clients: for one tenant, with other options, or for each tenant of a fleet in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

import attrs

from .._config.arguments import wrong_argument
from .._config.headers import ExtraHeaders
from .._config.options import DEFAULT, Default, checked_timeout
from .._generated.client import Resources
from .._redaction import forgets_locals
from ..auth import FoundTenants, Strategy, auth_of, reference_of, tenant_id
from ..errors import ConfigurationError, TenantReference
from .calls import Calls

if TYPE_CHECKING:
    from collections.abc import (
        AsyncIterable,
        Awaitable,
        Callable,
        Collection,
        Iterable,
        Mapping,
        Sequence,
    )
    from uuid import UUID

    from .._policies import ConflictPolicy, RetryPolicy
    from .._rate_limit import RateLimit
    from .._session.session import Session
    from ..fleet import FleetProgress, FleetRun
    from ..models import TenantInfo
    from ..transport.base import Auth

T = TypeVar("T")


class Derivable(Calls):
    """A client from which others are made, on the same connections."""

    _found: FoundTenants

    def for_tenant(self, tenant: TenantInfo | Strategy | Auth) -> Self:
        """A client that acts for one tenant, on the same connections and with the same options.

        It needs no closing; closing it ends its own use only.

        Args:
            tenant: a tenant with its credentials, or the proof itself.

        Raises:
            ConfigurationError: the tenant comes without credentials that can be used.
        """
        return self._derived(self._session.acting(auth_of(tenant), reference_of(tenant)))

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
        session = self._session
        # A session of its own: to close this client is not to close those of tenants.
        account = Resources(attrs.evolve(session, life=session.life.copy()))
        found = self._found.get(
            text, session.auth, lambda: account.tenants.find(text), session.shared.credential
        )
        return self._derived(session.acting(found, TenantReference(text)))

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
        session = self._session
        return self._derived(
            attrs.evolve(
                session,
                timeout=session.timeout if timeout is DEFAULT else checked_timeout(timeout),
                retry=retry or session.retry,
                conflicts=conflicts or session.conflicts,
                headers=session.headers | extra,
                rate_limit=rate_limit or session.rate_limit,
                life=session.life.copy(),
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
                tenant, and the tenant. The first that gives nothing to await stops the run.
            tenants: the tenants to work on, or their ids; by default all of the account.
            integration: only the tenants of these integrations, by name or id, at least one. Where
                one of them has no tenant, the integrations are read once at the end of the list:
                one that exists is a warning in the log, since it may have no tenants yet.
            concurrency: tenants that are worked on at once, 1 or more.
            shard: `(i, n)`: only the share i, counted from 0, of n, told by the tenant's id, so
                that n workers share the fleet without talking.
            after: the id of the tenant after which to begin, in the order of the list.
            skip: ids of tenants to leave out.
            max_failures: how many tenants may fail, as a count or as a share of those done
                (between 0.0 and 1.0, judged from 20 tenants on). Beyond it no other tenant is
                begun; those that were are worked on to their end.
            on_progress: is told after each tenant, with a `FleetProgress`. Where it raises
                something, no other tenant is begun; that goes up after the last result.

        Raises:
            TypeError, ValueError: an argument that cannot be meant; nothing was sent. The rest
                is raised while iterating, after the last result:
            FleetStoppedError: more failed than `max_failures` allows.
            ConfigurationError: the tenant of `after` is not in the list, or there is no
                integration of a name or id of `integration`.
            InteropError: the list of tenants could not be read on.
            AuthenticationError: the account's credentials are refused; no other tenant is begun.
        """
        from ..fleet.arguments import check_run
        from ..fleet.integrations import TenantsOf
        from ..fleet.run import FleetRun
        from ..fleet.source import TenantSource

        check_run(work, concurrency=concurrency, max_failures=max_failures, on_progress=on_progress)
        if tenants is None:
            tenants = self.tenants.list(integration=integration)
            if integration is not None:
                tenants = TenantsOf(tenants, integration, self.integrations.list)
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

    def _derived(self, session: Session) -> Self:
        derived = type(self).__new__(type(self))
        Resources.__init__(derived, session)
        derived._session = session
        derived._shares = True
        derived._found = self._found
        return derived
