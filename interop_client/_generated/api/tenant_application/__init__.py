"""Tenant Application: Authentication parameters and configuration of a tenant that is an
integration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ....operation import Sender
    from ...models.tenant_application import TenantApplication
    from ...models.tenant_application_update import TenantApplicationUpdate

__all__ = ["ApplicationResource"]


class ApplicationResource:
    """Authentication parameters and configuration of a tenant that is an integration."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def find(self) -> TenantApplication:
        """Get the tenant application.

        Returns the authentication parameters of the tenant's application, which the integration
        blueprint defines, and whether tasks are delivered and validated. The tenant is that of
        the actor credentials, and must be an integration. Drivers should keep the answer in
        memory.

        Raises:
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page describes the operation but lost its path; it follows the
        other paths of a tenant.
        """
        from .find_tenant_application import operation

        return await self._sender.send(operation())

    async def update(self, body: TenantApplicationUpdate, /) -> TenantApplication:
        """Update the tenant application.

        Part of the setup of authentication, for integrations whose blueprint defines one. The
        tenant is that of the actor credentials, and must be an integration. Works only while the
        pending authentication state is updating. Only the message, the pending state (to
        confirmed or error) and the pending attributes may be changed.

        Args:
            body: What to change.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: inferred. The page describes the operation and its body but lost its path and
        method; they follow the other paths of a tenant.
        """
        from .update_tenant_application import operation

        return await self._sender.send(operation(body))
