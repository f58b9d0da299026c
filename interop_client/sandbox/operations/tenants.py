"""Tenants, as the account sees them and as each sees itself."""

from __future__ import annotations

from ..contract.answers import not_found
from ..world.collection import Record
from ..world.state import Tenant
from .call import Call, Handler, Listing, Result, Single


def list_tenants(call: Call) -> Result:
    """The filters are `accounts` and `integration`; the name `integrations` is ignored."""
    accounts, integrations = call.values("accounts"), call.values("integration")
    if accounts is not None:
        accounts = {account.lower() for account in accounts}
    return Listing(
        [
            tenant
            for tenant in call.state.tenants.values()
            if (accounts is None or tenant.account_id in accounts)
            and (
                integrations is None
                or tenant.integration in integrations
                or tenant.info["integration"]["id"] in {item.lower() for item in integrations}
            )
        ],
        _info,
    )


def find_tenant(call: Call) -> Result:
    tenant = call.state.tenants.get(call.id)
    if tenant is None:
        raise not_found("tenant", call.id)
    return Single(_info(tenant))


def find_own_tenant(call: Call) -> Result:
    return Single(_info(call.tenant))


def tenant_state(call: Call) -> Result:
    return Single(call.tenant.state)


def _info(tenant: Tenant) -> Record:
    return {**tenant.info, "auth": tenant.auth()}


OPERATIONS: dict[str, Handler] = {
    "listInteropTenants": list_tenants,
    "findInteropTenant": find_tenant,
    "findInteropTenantByActor": find_own_tenant,
    "getTenantState": tenant_state,
}
