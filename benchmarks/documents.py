"""What the measured service answers: tenants as the OpenAPI document describes them."""

from __future__ import annotations

import json
from random import Random
from typing import Any
from uuid import UUID

__all__ = ["one_tenant", "page", "tenants", "with_undocumented"]


def tenants(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Tenants with every documented property set and no other."""
    random = Random(seed)

    def identifier() -> str:
        return str(UUID(int=random.getrandbits(128), version=4))

    def tenant(index: int) -> dict[str, Any]:
        moment = f"2025-11-16T12:17:04.{index % 1000:03d}Z"
        status = {"op_state": "running", "setup_state": "done", "last_sync_at": moment}
        return {
            "id": identifier(),
            "name": f"District {index}",
            "account": {
                "id": identifier(),
                "name": f"Account {index}",
                "public_id": f"public-{index}",
                "timezone": "America/Denver",
                "userdata": f"data {index}",
            },
            "cloud": {
                "id": identifier(),
                "name": f"Cloud {index}",
                "generation": index % 7,
                "env": {"id": identifier(), "name": f"Environment {index}"},
            },
            "integration": {"id": identifier(), "name": "roster-sync", "version": "1.2"},
            "license": {
                "valid_from": "2025-07-01T00:00:00Z",
                "valid_to": "2026-07-01T00:00:00Z",
                "status": "active",
            },
            "status": status,
            "sis_status": dict(status),
            "auth": {
                "type": "oauth2",
                "client_id": f"client-{index}",
                "client_secret": f"secret-{index}",
                "updated_at": "2025-11-16T12:17:04.959Z",
            },
        }

    return [tenant(index) for index in range(count)]


def with_undocumented(value: Any) -> Any:
    """The value with a property in each of its objects that the document does not know."""
    if isinstance(value, dict):
        known = {name: with_undocumented(item) for name, item in value.items()}
        return known | {"added_later": "x"}
    if isinstance(value, list):
        return [with_undocumented(item) for item in value]
    return value


def page(items: list[dict[str, Any]], *, last: bool = True) -> bytes:
    """The body of one page."""
    return json.dumps({"data": items, "paging": {} if last else {"next": "more"}}).encode()


def one_tenant() -> bytes:
    """The body of an answer with a single tenant."""
    return json.dumps({"data": tenants(1)[0]}).encode()
