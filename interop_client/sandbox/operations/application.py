"""The tenant application and the setup of its authentication."""

from __future__ import annotations

from ..contract.answers import RefusalError, bad_request
from ..world.collection import Record
from .call import Call, Handler, Result, Single, Updated

_CHANGEABLE = {"auth_message", "auth_state_pending", "auth_attributes_pending"}


def find_application(call: Call) -> Result:
    return Single(_application(call))


def update_application(call: Call) -> Result:
    """Only while the pending state is `updating`, and only to `confirmed` or `error`."""
    application, body = _application(call), call.json()
    if application.get("auth_state_pending") != "updating":
        raise bad_request("The pending auth state is not 'updating'.")
    if body.get("auth_state_pending") == "updating":
        raise bad_request("The pending auth state may become 'confirmed' or 'error', nothing else.")
    fixed = sorted((set(body) & set(application)) - _CHANGEABLE)
    if fixed:
        raise bad_request(f"Not to be changed: {', '.join(fixed)}.")
    application.update(body)
    if application["auth_state_pending"] == "confirmed":
        application["auth_state"] = "confirmed"
        application["auth_attributes"] = {
            **(application.get("auth_attributes") or {}),
            **(application.get("auth_attributes_pending") or {}),
        }
    return Updated(application)


def _application(call: Call) -> Record:
    if call.tenant.application is None:
        raise RefusalError(404, "not_found", "This tenant is not an integration.")
    return call.tenant.application


OPERATIONS: dict[str, Handler] = {
    "findTenantApplication": find_application,
    "updateTenantApplication": update_application,
}
