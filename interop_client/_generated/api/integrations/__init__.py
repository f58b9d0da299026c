"""Integrations: Products that work with roster data, their versions and blueprints."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ....pagination import Pager

if TYPE_CHECKING:
    from uuid import UUID

    from ....operation import Sender
    from ...models.integration import Integration
    from ...models.integration_version import IntegrationVersion

__all__ = ["IntegrationsResource"]


class IntegrationsResource:
    """Products that work with roster data, their versions and blueprints."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def create(self, body: Integration, /) -> Integration:
        """Create an integration.

        Registers an integration. Its versions are created separately.

        Args:
            body: The integration to create.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            BadRequestError: The integration that was sent is not valid, so none was created.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: vendor. The page has the operation but lost its title; path, method and body are
        those of the vendor's OpenAPI document (2020); its Java kit and its examples use the
        account's API key.
        """
        from .create_integration import operation

        return await self._sender.send(operation(body))

    async def find(self, id: UUID | str, /) -> Integration:
        """Find an integration.

        Returns one integration by its identifier.

        Args:
            id: Identifier of the integration.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: vendor. The page lists the path parameter; path and method are those of the
        vendor's OpenAPI document (2020); its Java kit and its examples use the account's API
        key.
        """
        from .find_integration import operation

        return await self._sender.send(operation(id))

    async def delete(self, id: UUID | str, /) -> None:
        """Delete an integration.

        Deletes one integration.

        Args:
            id: Identifier of the integration to delete.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: vendor. The page lists the path parameter; path and method are those of the
        vendor's OpenAPI document (2020); its Java kit and its examples use the account's API
        key.
        """
        from .delete_integration import operation

        return await self._sender.send(operation(id))

    async def update(self, id: UUID | str, body: Integration, /) -> None:
        """Update an integration.

        Changes those properties of an integration that are sent.

        Args:
            id: Identifier of the integration to change.
            body: The properties to change.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: vendor. The page lists the path parameter; path and method are those of the
        vendor's OpenAPI document (2020); its Java kit and its examples use the account's API
        key.
        """
        from .update_integration import operation

        return await self._sender.send(operation(id, body))

    def list_versions(
        self, id: UUID | str, /, *, page_size: int | None = None, start_page: int = 0
    ) -> Pager[IntegrationVersion]:
        """List the versions of an integration.

        Lists the versions of one integration. What a version does is described by its
        Integration Blueprint.

        Args:
            id: Identifier of the integration.
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: page. The page shows the path, the title and the parameters; the method is that
        of the vendor's OpenAPI document (2020); its Java kit and its examples use the account's
        API key.
        """
        from .list_integration_versions import operation

        call = partial(operation, id)
        call()  # what cannot be sent is refused here, not when the first page is read
        return Pager(self._sender, call, page_size=page_size, start_page=start_page)

    async def create_version(self, id: UUID | str, body: str | bytes, /) -> IntegrationVersion:
        """Create a version of an integration.

        Creates a version of an integration from its Integration Blueprint, which is sent as XML.

        Args:
            id: Identifier of the integration.
            body: The Integration Blueprint of the new version.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            BadRequestError: The blueprint that was sent is not valid, so no version was
                created.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path and the title; method and XML body are those of the
        vendor's OpenAPI document (2020); its Java kit and its examples use the account's API
        key.
        """
        from .create_integration_version import operation

        return await self._sender.send(operation(id, body))

    async def delete_version(self, id: UUID | str, version: str, /) -> None:
        """Delete a version of an integration.

        Deletes one version of an integration.

        Args:
            id: Identifier of the integration.
            version: Name of the version.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path and the title; the method is that of the vendor's
        OpenAPI document (2020); its Java kit and its examples use the account's API key.
        """
        from .delete_integration_version import operation

        return await self._sender.send(operation(id, version))

    async def update_version(
        self, id: UUID | str, version: str, body: IntegrationVersion, /
    ) -> None:
        """Update a version of an integration.

        Changes those properties of a version that are sent, for example its release state. Its
        blueprint is updated separately.

        Args:
            id: Identifier of the integration.
            version: Name of the version.
            body: The properties to change.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path and the title; method and body are those of the
        vendor's OpenAPI document (2020); its Java kit and its examples use the account's API
        key.
        """
        from .update_integration_version import operation

        return await self._sender.send(operation(id, version, body))

    async def update_blueprint(
        self, id: UUID | str, version: str, body: str | bytes, /
    ) -> IntegrationVersion:
        """Replace the blueprint of a version.

        Replaces the Integration Blueprint of one version by the XML document that is sent.

        Args:
            id: Identifier of the integration.
            version: Name of the version.
            body: The new Integration Blueprint of the version.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.

        Source: page. The page shows the path, the title and the 200; method and XML body are
        those of the vendor's OpenAPI document (2020); its Java kit and its examples use the
        account's API key.
        """
        from .update_integration_blueprint import operation

        return await self._sender.send(operation(id, version, body))

    def list(
        self, *, name: str | None = None, page_size: int | None = None, start_page: int = 0
    ) -> Pager[Integration]:
        """List integrations.

        Lists your integrations.

        Args:
            name: Keep only the integration with this name.
            page_size: Items per page, at least 1; without it, the service's maximum.
            start_page: The first page to read, counted from 0.

        Raises:
            TypeError, ValueError: An argument cannot be sent; nothing was sent.
            InteropError: The call failed; `interop_client.errors` has the tree.
            PagingError: The pages contradict each other, raised while iterating.

        Source: vendor. The page lists the query parameters; path and method are those of the
        vendor's OpenAPI document (2020); its Java kit and its examples use the account's API
        key.
        """
        from .list_integrations import operation

        call = partial(operation, name=name)
        call()  # what cannot be sent is refused here, not when the first page is read
        return Pager(self._sender, call, page_size=page_size, start_page=start_page)
