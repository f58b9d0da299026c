"""Integrations."""

from __future__ import annotations

from ..contract.answers import not_found
from ..world.collection import Record
from ..world.times import write_time
from .call import Call, Handler, Listing, Result, Single, Updated

_KEPT = ("id", "account_id", "created_at")


def list_integrations(call: Call) -> Result:
    name = call.query.get("name")
    return Listing(
        [record for record in call.state.integrations if name is None or record.get("name") == name]
    )


def create_integration(call: Call) -> Result:
    body: Record = call.json()
    new = {**body, "account_id": call.state.account_id, **call.created()}
    call.state.versions[new["id"]] = {}
    return Single(call.state.integrations.put(new))


def find(call: Call) -> Record:
    """The integration that the path names."""
    record = call.state.integrations.get(call.id)
    if record is None:
        raise not_found("integration", call.id)
    return record


def find_integration(call: Call) -> Result:
    return Single(find(call))


def update_integration(call: Call) -> Result:
    changes = {name: value for name, value in call.json().items() if name not in _KEPT}
    record = {**find(call), **changes, "updated_at": write_time(call.now)}
    return Updated(call.state.integrations.put(record))


def delete_integration(call: Call) -> None:
    identifier = find(call)["id"]
    call.state.integrations.remove(identifier)
    for version in call.state.versions.pop(identifier, {}):
        call.state.blueprints.pop((identifier, version), None)


OPERATIONS: dict[str, Handler] = {
    "listIntegrations": list_integrations,
    "createIntegration": create_integration,
    "findIntegration": find_integration,
    "updateIntegration": update_integration,
    "deleteIntegration": delete_integration,
}
