"""Versions of integrations and their blueprints."""

from __future__ import annotations

from ..contract.answers import bad_request, not_found
from ..contract.blueprint import read_blueprint
from ..world.collection import Record
from ..world.times import write_time
from .call import Call, Handler, Listing, Result, Single, Updated
from .integrations import find

_KEPT = ("id", "account_id", "created_at", "version")


def list_versions(call: Call) -> Result:
    return Listing(list(call.state.versions[find(call)["id"]].values()))


def create_version(call: Call) -> Result:
    integration = find(call)
    versions = call.state.versions[integration["id"]]
    blueprint = read_blueprint(call.content)
    version = blueprint.version or f"{len(versions) + 1}.0.0"
    if version in versions:
        raise bad_request(f"Version {version} exists already.")
    versions[version] = {
        "account_id": integration["account_id"],
        **call.created(),
        "version": version,
        "title": blueprint.title or _title(integration, version),
        "release_state": "development",
    }
    call.state.blueprints[integration["id"], version] = call.content
    return Single(versions[version])


def _title(integration: Record, version: str) -> str:
    named = integration.get("title") or integration.get("name")
    return f"{named} {version}" if named else version


def update_version(call: Call) -> Result:
    record = _version(call)
    changes = {name: value for name, value in call.json().items() if name not in _KEPT}
    record.update(changes, updated_at=write_time(call.now))
    return Updated(record)


def delete_version(call: Call) -> None:
    version = _version(call)["version"]
    del call.state.versions[call.id][version]
    call.state.blueprints.pop((call.id, version), None)


def update_blueprint(call: Call) -> Result:
    record = _version(call)
    blueprint = read_blueprint(call.content)
    if blueprint.title is not None:
        record["title"] = blueprint.title
    record["updated_at"] = write_time(call.now)
    call.state.blueprints[call.id, record["version"]] = call.content
    return Single(record)


def _version(call: Call) -> Record:
    record = call.state.versions[find(call)["id"]].get(call.path["version"])
    if record is None:
        raise not_found("version", call.path["version"])
    return record


OPERATIONS: dict[str, Handler] = {
    "listIntegrationVersions": list_versions,
    "createIntegrationVersion": create_version,
    "updateIntegrationVersion": update_version,
    "deleteIntegrationVersion": delete_version,
    "updateIntegrationBlueprint": update_blueprint,
}
