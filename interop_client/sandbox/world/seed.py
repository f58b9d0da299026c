"""The data set that a sandbox starts with; the same for the same seed and clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from .collection import Record
from .seed_names import district_names, timezone
from .seed_tenant import seed_tenant
from .state import State, Tenant
from .times import write_time

INTEGRATIONS = (
    ("roster-sync", "Roster Sync", ("1.4.2", "2.1.0")),
    ("grade-lens", "Grade Lens", ("3.8.1",)),
    ("bus-finder", "Bus Finder", ("0.9.0", "1.0.0")),
)
"""Name, title and versions of the seeded integrations; the last has no tenants."""

TENANTS_PER_DISTRICT = 3


def seed_state(seed: int, tenants: int, now: datetime) -> State:
    """A state with that many tenants, about two thirds of `roster-sync`, dated around now.

    Each district has an account, a cloud and three tenants: two of `roster-sync` and one of
    `grade-lens`.
    """
    state = State(seed)
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    integrations = [
        _seed_integration(state, name, title, versions, today)
        for name, title, versions in INTEGRATIONS
    ]
    count = -(-tenants // TENANTS_PER_DISTRICT)
    for number, name in enumerate(district_names(count, state.random)):
        cloud, account = _seed_district(state, number, name, today)
        first = number * TENANTS_PER_DISTRICT
        for index in range(first, min(first + TENANTS_PER_DISTRICT, tenants)):
            integration = integrations[1 if index % TENANTS_PER_DISTRICT == 2 else 0]
            tenant = _make_tenant(state, index, account, cloud, integration, today)
            seed_tenant(state, tenant, index, today)
    return state


def _stamps(today: datetime, days: int) -> Record:
    return {
        "created_at": write_time(today - timedelta(days=400 + days)),
        "updated_at": write_time(today - timedelta(days=days % 90 + 1, hours=days % 24)),
    }


def _seed_integration(
    state: State, name: str, title: str, versions: tuple[str, ...], today: datetime
) -> Record:
    base = {"account_id": state.account_id, **_stamps(today, len(name))}
    record = state.integrations.put(
        {"id": state.new_id(), **base, "name": name, "title": title, "version": versions[-1]}
    )
    kept = state.versions[record["id"]] = {}
    for version in versions:
        released = "released" if version == versions[-1] else "deprecated"
        kept[version] = {
            "id": state.new_id(),
            **base,
            "version": version,
            "title": f"{title} {version}",
            "release_state": released,
        }
        xml = f'<blueprint name="{name}" version="{version}"><title>{title}</title></blueprint>'
        state.blueprints[record["id"], version] = xml.encode()
    return record


def _seed_district(state: State, number: int, name: str, today: datetime) -> tuple[Record, Record]:
    slug = name.lower().replace(" ", "-")
    account = {
        "id": state.new_id(),
        "name": name,
        "public_id": f"{5300000 + number * 37}",
        "timezone": timezone(number),
        "userdata": f"district:{slug}",
    }
    cloud = state.clouds.put(
        {
            "id": state.new_id(),
            **_stamps(today, number),
            "account_id": state.account_id,
            "name": f"{name} cloud",
            "userdata": f"district:{slug}",
            "generation": number % 3 + 1,
        }
    )
    connector = state.actors.put(
        {
            "id": state.new_id(),
            **_stamps(today, number),
            "account_id": state.account_id,
            "name": f"{name} SIS connector",
            "type": "connector",
            "connector_type": ("powerschool", "infinite-campus", "skyward")[number % 3],
        }
    )
    state.actor_clouds[connector["id"]] = cloud["id"]
    return cloud, account


def _tenant_info(
    state: State,
    index: int,
    account: Record,
    cloud: Record,
    integration: Record,
    today: datetime,
) -> Record:
    synced = write_time(today - timedelta(hours=index % 20 + 1))
    status = {"op_state": "running", "setup_state": "complete", "last_sync_at": synced}
    suffix = "" if index % TENANTS_PER_DISTRICT != 1 else " (staging)"
    return {
        "id": state.new_id(),
        "name": f"{integration['title']} at {account['name']}{suffix}",
        "account": account,
        "cloud": {
            "id": cloud["id"],
            "name": cloud["name"],
            "generation": cloud["generation"],
            "env": {"id": state.new_id(), "name": f"production-{index % 4 + 1}"},
        },
        "integration": {key: integration[key] for key in ("id", "name", "version")},
        "license": {
            "valid_from": write_time(today - timedelta(days=365)),
            "valid_to": write_time(today + timedelta(days=730)),
            "status": "active",
        },
        "status": status,
        "sis_status": dict(status),
    }


def _make_tenant(
    state: State,
    index: int,
    account: Record,
    cloud: Record,
    integration: Record,
    today: datetime,
) -> Tenant:
    info = _tenant_info(state, index, account, cloud, integration, today)
    tenant = Tenant(
        id=info["id"],
        info=info,
        client_id=f"sandbox-actor-{index + 1:04d}",
        client_secret=f"sandbox-actor-secret-{state.new_id()}",
        auth_updated_at=write_time(today - timedelta(days=index % 60 + 1)),
    )
    state.tenants[tenant.id] = tenant
    actor = state.actors.put(
        {
            "id": state.new_id(),
            **_stamps(today, index),
            "account_id": state.account_id,
            "name": info["name"],
            "type": "integration",
            "connector_type": "rest",
        }
    )
    state.actor_clouds[actor["id"]] = cloud["id"]
    state.actor_tenants[actor["id"]] = tenant.id
    return tenant
