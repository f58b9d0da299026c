"""Tenants: Installations of integrations; where the credentials of each tenant come from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ....pagination import Pager
from ....pagination.filters import keep_where

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from ....operation import Sender
    from ...models.tenant_info import TenantInfo
    from ...models.tenant_state import TenantState

__all__ = ["TenantsResource"]


class TenantsResource:
    """Installations of integrations; where the credentials of each tenant come from."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def find(self, id: UUID | str, /) -> TenantInfo:
        """Find a tenant.

        Returns one tenant by its identifier.

        Args:
            id: Identifier of the tenant.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: vendor. The page lists the path parameter; path and method are those of the
        vendor's OpenAPI document (2020).
        """
        from .find_interop_tenant import operation

        return await self._sender.send(operation(id))

    async def current(self) -> TenantInfo:
        """Find the tenant of the credentials.

        Returns the tenant that the actor credentials of the call belong to.

        Raises:
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page has the title but lost the path, which was short; it follows
        the path of the run of a schedule, which the page shows.
        """
        from .find_interop_tenant_by_actor import operation

        return await self._sender.send(operation())

    async def state(self) -> TenantState:
        """Get the state of the tenant.

        Returns the state of the tenant that the actor credentials of the call belong to. The
        content is not documented.

        Raises:
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page has the title but lost the path, which was short; it follows
        the path of the run of a schedule, which the page shows.
        """
        from .get_tenant_state import operation

        return await self._sender.send(operation())

    def list(
        self,
        *,
        accounts: Sequence[UUID | str] | None = None,
        integration: Sequence[str] | None = None,
        page_size: int | None = None,
        start_page: int = 0,
    ) -> Pager[TenantInfo]:
        """List tenants.

        Lists the tenants of your integrations that are licensed and authorised for you. Each
        carries the credentials with which to act for it. The vendor's Java kit filters the
        answer by integration once more, since the service did not always do so; clients should
        too.

        Args:
            accounts: Keep only tenants of these accounts, as their identifiers separated by
                commas.
            integration: Keep only tenants of the integrations with these names, separated by
                commas; useful where one client serves several integrations. Without it, the
                tenants of all integrations that your account owns are listed.
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: vendor. The page lists the filters; path, method and the comma-separated form are
        those of the vendor's OpenAPI document (2020).
        """
        from .list_interop_tenants import operation

        call = partial(operation, accounts=accounts, integration=integration)
        call()  # what cannot be sent is refused here, not when the first page is read
        return Pager(
            self._sender,
            call,
            page_size=page_size,
            start_page=start_page,
            keep=keep_where(integration, "integration.id", "integration.name"),
        )
