"""The tenants of a fleet, one by one: from the service's list or the caller's, some left out."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterable, AsyncIterator, Collection, Iterable
from types import AsyncGeneratorType
from uuid import UUID

import attrs

from .._config.arguments import kind_of
from ..errors import ConfigurationError, InteropError
from ..models import TenantInfo
from .arguments import tenant_uuid
from .shard import check_shard, in_shard

Wanted = TenantInfo | UUID | str


class TenantSource:
    """Tenants, one by one, as far as they belong to this run.

    Args:
        tenants: the tenants, or ids of tenants.
        shard: `(i, n)`: only share i, counted from 0, of n.
        after: the id of the tenant after which to begin, in the order of `tenants`.
        skip: ids of tenants to leave out.

    Raises:
        TypeError, ValueError: an argument that cannot be meant.
    """

    def __init__(
        self,
        tenants: Iterable[Wanted] | AsyncIterable[Wanted],
        *,
        shard: tuple[int, int] | None,
        after: UUID | str | None,
        skip: Collection[UUID | str],
    ) -> None:
        if isinstance(tenants, str | bytes) or not isinstance(tenants, Iterable | AsyncIterable):
            raise TypeError(
                "tenants must be tenants or their ids, listed or iterated with `async for`, not"
                f" {kind_of(tenants)}"
            )
        # What can be looked at twice.
        if isinstance(tenants, Collection) and not isinstance(tenants, AsyncIterable):
            for each in tenants:
                if not isinstance(each, TenantInfo):
                    tenant_uuid("tenants", each)
        if isinstance(skip, str | bytes) or not isinstance(skip, Collection):
            raise TypeError(f"skip must be a collection of ids, not {kind_of(skip)}")
        self._shard = None if shard is None else check_shard(shard)
        self._after = None if after is None else tenant_uuid("after", after)
        self._skip = {tenant_uuid("skip", each) for each in skip}
        self._items = tenants.__aiter__() if isinstance(tenants, AsyncIterable) else _Each(tenants)
        self._begun = after is None

    def __aiter__(self) -> AsyncIterator[TenantInfo | UUID]:
        return self

    async def __anext__(self) -> TenantInfo | UUID:
        """The next tenant, or its id.

        Raises:
            ConfigurationError: the list ended, and the tenant to begin after was not in it.
        """
        while True:
            try:
                item = await anext(self._items)
            except StopAsyncIteration:
                if self._begun:
                    raise
            else:
                found = self._wanted(item)
                if found is not None:
                    return found
                continue
            raise ConfigurationError(
                f"after={str(self._after)!r} is none of the tenants that were listed, so the work"
                " was begun for none: check the id, or leave `after` out."
            )

    async def aclose(self) -> None:
        """End the iteration of what the caller gave."""
        if isinstance(self._items, AsyncGeneratorType):
            await self._items.aclose()

    def _wanted(self, item: Wanted) -> TenantInfo | UUID | None:
        if isinstance(item, TenantInfo):
            identifier = item.id
        else:
            identifier = item = tenant_uuid("tenants", item)
        if not self._begun:
            self._begun = identifier == self._after
            return None
        if identifier in self._skip:
            return None
        # One without an id has a share too, so that one worker works on it.
        if self._shard is not None and not in_shard(identifier or "", self._shard):
            return None
        return item


class _Each(AsyncIterator[Wanted]):
    def __init__(self, items: Iterable[Wanted]) -> None:
        self._items = iter(items)

    async def __anext__(self) -> Wanted:
        for item in self._items:
            return item
        raise StopAsyncIteration


def found(wanted: UUID, tenant: TenantInfo) -> TenantInfo:
    """The tenant that came for an id: under that id, also where it does not say its own.

    Raises:
        InteropError: it is another one, so nothing is done for it.
    """
    if tenant.id not in (None, wanted):
        raise InteropError(
            f"The service answered with tenant {tenant.name!r} ({tenant.id}) when it was asked for"
            f" tenant {wanted}, so nothing was done for it"
        )
    return attrs.evolve(tenant, id=wanted)


def public(tenant: TenantInfo) -> TenantInfo:
    """The tenant without its credentials, as it can travel in an error."""
    public = copy.copy(tenant)
    public.auth = None
    return public
