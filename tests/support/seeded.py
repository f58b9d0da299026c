"""What the sandbox starts with, as values for the paths of operations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from interop_client.sandbox import Sandbox, Tenant
from interop_client.sandbox.contract.document import Operation
from interop_client.sandbox.operations import OPERATIONS


def seeded(operation: Operation, sandbox: Sandbox, tenant: Tenant) -> list[str]:
    """What the path of an operation takes, in its order: ids of things that exist."""
    known = dict(operation.path_examples)
    if operation.operation_id in OPERATIONS and "id" in known:
        state = sandbox.state
        things: dict[str, Iterable[dict[str, Any]]] = {
            "clouds": state.clouds,
            "integrations": state.integrations,
            "tenants": [tenant.info],
            "scoping_schools": tenant.schools,
            "scoping_courses": tenant.courses,
            "rollovers": tenant.rollovers,
            "schedules": tenant.schedules,
            "ingestions": [{"id": name} for name in tenant.ingestions],
        }
        resource = str(operation.method_name).partition(".")[0]
        known["id"] = str(next(iter(things[resource]))["id"])
        if "version" in known:
            known["version"] = next(iter(state.versions[known["id"]]))
    parts = (part[1:-1] for part in operation.path.split("/") if part.startswith("{"))
    return [known[name] for name in parts]
