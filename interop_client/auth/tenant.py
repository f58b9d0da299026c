"""Tenant credentials: those with which a tenant's own operations identify it."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING
from uuid import UUID

from .._codec.url import path_segment
from ..errors import ConfigurationError, TenantReference
from ..pagination import Pager
from .strategies import BasicAuth, ClientCredentials, Strategy

if TYPE_CHECKING:
    from ..models import TenantInfo
    from ..transport.base import Auth

__all__ = ["auth_of", "reference_of", "tenant_id"]


def auth_of(tenant: TenantInfo | Strategy | Auth) -> Strategy | Auth:
    """The credentials that a tenant came with, or what is given instead of a tenant.

    Raises:
        ConfigurationError: the tenant came without credentials that can be used, or is none.
        TypeError: `tenant` is None.
    """
    if isinstance(tenant, Strategy):
        return tenant
    if tenant is None:
        raise TypeError(
            "for_tenant takes a tenant or credentials, not None. (`first()` of a list gives None"
            " when there is nothing in it: look before you go on.)"
        )
    from ..models import TenantInfo
    from ..transport.base import Auth

    if isinstance(tenant, TenantInfo):
        return _strategy_of(tenant)
    if isinstance(tenant, Auth):
        return tenant
    raise ConfigurationError(
        "for_tenant takes a tenant that `tenants.list` or `tenants.find` gave, or credentials, not"
        f" {type(tenant).__name__}{_hint(tenant)}."
    )


def _hint(given: object) -> str:
    """What somebody who passed this instead of a tenant most likely wants."""
    if isinstance(given, str | UUID):
        return ": for the tenant of an id, use tenant_client(id)"
    if isinstance(given, Pager):
        return ": take one of its items, such as `await pager.first()`"
    if inspect.isawaitable(given):
        return ": an `await` is missing before it"
    if isinstance(given, dict):
        return ": make a TenantInfo of it by TenantInfo.from_dict"
    if isinstance(given, type):
        return ": an instance is wanted, not the class"
    return ""


def _strategy_of(tenant: TenantInfo) -> Strategy:
    auth = tenant.auth
    name = f"{tenant.name!r} ({tenant.id})"
    if auth is None or not auth.client_id or not auth.client_secret:
        found = "without `auth`" if auth is None else "without client_id and client_secret"
        raise ConfigurationError(
            f"The tenant {name} came {found}, so nothing can act for it: read it with account"
            " credentials from `tenants.list` or `tenants.find`, or pass credentials of its own,"
            ' such as for_tenant(ClientCredentials("id", "secret")).'
        )
    # The vendor's kit knows `oauth2` and `basic`, in either case.
    kind = "oauth2" if auth.type is None else str(auth.type).strip().lower()
    if kind not in ("", "oauth2", "basic"):
        raise ConfigurationError(
            f"The tenant {name} has credentials of the type {auth.type!r}, which is neither oauth2"
            " nor basic: pass for_tenant an httpx.Auth that knows what to do with them."
        )
    try:
        if kind == "basic":
            return BasicAuth(auth.client_id, auth.client_secret)
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
    if tenant.id is None and tenant.name is None:
        return None
    return TenantReference(None if tenant.id is None else str(tenant.id), tenant.name)


def tenant_id(id: UUID | str) -> str:
    """The id as text.

    Raises:
        TypeError: it is neither a `UUID` nor text.
        ValueError: it is text that no path can hold.
    """
    if isinstance(id, UUID):
        return str(id)
    if not isinstance(id, str):
        hint = " (a tenant is for for_tenant)" if hasattr(id, "auth") else ""
        raise TypeError(f"id must be a UUID or a text, not {type(id).__name__}{hint}")
    path_segment(id, "id")
    return id.lower()
