"""The credentials with which a tenant's operations identify it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import ConfigurationError, TenantReference
from .strategies import ClientCredentials, Strategy

if TYPE_CHECKING:
    from ..models import TenantInfo
    from ..transport.base import Auth

__all__ = ["auth_of", "reference_of"]


def auth_of(tenant: TenantInfo | Strategy | Auth) -> Strategy | Auth:
    """The credentials that a tenant came with, or what is given instead of a tenant.

    Raises:
        ConfigurationError: the tenant came without credentials that can be used.
    """
    if isinstance(tenant, Strategy):
        return tenant
    from ..models import TenantInfo

    if not isinstance(tenant, TenantInfo):
        return tenant
    auth = tenant.auth
    name = f"{tenant.name!r} ({tenant.id})"
    if auth is None or not auth.client_id or not auth.client_secret:
        raise ConfigurationError(
            f"The tenant {name} came without client_id and client_secret: read it from"
            " `tenants.list` or `tenants.find`, or pass its credentials instead."
        )
    try:
        return ClientCredentials(auth.client_id, auth.client_secret)
    except ConfigurationError as error:
        problem = error.message
    raise ConfigurationError(f"The credentials of the tenant {name} cannot be used: {problem}")


def reference_of(tenant: TenantInfo | Strategy | Auth) -> TenantReference | None:
    """Which tenant it is, for errors and logs; None for credentials given instead of one."""
    if isinstance(tenant, Strategy):
        return None
    from ..models import TenantInfo

    if not isinstance(tenant, TenantInfo):
        return None
    return TenantReference(None if tenant.id is None else str(tenant.id), tenant.name)
