"""Tenants, as the account sees them and as each sees itself."""

from __future__ import annotations

from ..contract.answers import not_found
from ..world.collection import Record
from ..world.state import Tenant
from .call import Call, Handler, Listing, Result, Single


def list_tenants(call: Call) -> Result:
    """Filtered by account and, under the name that the profile has for it, by integration."""
    accounts, integrations = call.query.get("accounts"), _integrations(call)
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
        lambda tenant: _info(call, tenant),
    )


def _integrations(call: Call) -> list[str] | None:
    """The integrations that are asked for, by name or id; None for all."""
    documented: list[str] | None = call.query.get("integration")
    match call.profile.tenant_filter:
        case "integration":
            return documented
        case "integrations":
            older = dict(call.sent).get("integrations")
            return None if older is None else older.split(",")
        case "ignored":
            return None


def find_tenant(call: Call) -> Result:
    tenant = call.state.tenants.get(call.id)
    if tenant is None:
        raise not_found("tenant", call.id)
    return Single(_info(call, tenant))


def find_own_tenant(call: Call) -> Result:
    return Single(_info(call, call.tenant))


def tenant_state(call: Call) -> Result:
    return Single(call.tenant.state)


def _info(call: Call, tenant: Tenant) -> Record:
    return {**tenant.info, "auth": tenant.auth(call.profile.auth_type)}


OPERATIONS: dict[str, Handler] = {
    "listInteropTenants": list_tenants,
    "findInteropTenant": find_tenant,
    "findInteropTenantByActor": find_own_tenant,
    "getTenantState": tenant_state,
}
