"""What a seeded tenant owns: rollovers, schedules, ingestions, scoping and an application."""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from .collection import Record
from .ingestion import IngestionPlan
from .seed_names import COURSES, SCHOOLS
from .state import State, Tenant
from .times import write_time

_DONE = IngestionPlan(preparing=5.0, scheduled=20.0, executing=300.0)


def seed_tenant(state: State, tenant: Tenant, index: int, today: datetime) -> None:
    """Gives a tenant what its place in the list calls for.

    Every third has a rollover in the past, every ninth one that is active, every fourth one to
    come; four of five have a nightly schedule, and every sixth a second one that is disabled.
    """
    stamps = {
        "created_at": write_time(today - timedelta(days=300 + index)),
        "updated_at": write_time(today - timedelta(days=index % 30 + 1)),
    }
    base = {"account_id": tenant.account_id, "tenant_id": tenant.id, **stamps}
    if index % 3 == 0:
        _rollover(state, tenant, "Last summer", today, -400, -340)
    if index % 9 == 4:
        _rollover(state, tenant, "Mid-year changeover", today, -10, 20)
    if index % 4 == 1:
        _rollover(state, tenant, "Next summer", today, 150, 220)
    if index % 5 != 4:
        _schedule(state, tenant, base, hour=(index * 7) % 24, enabled=True)
    if index % 6 == 2:
        _schedule(state, tenant, base, hour=(index * 7 + 11) % 24, enabled=False)
    for days in range(1, index % 3 + 2):
        failed = (index + days) % 7 == 0
        outcome = "failed" if failed else "success"
        plan = attrs.evolve(_DONE, outcome=outcome)
        started = today - timedelta(days=days) + timedelta(hours=(index * 7) % 24)
        state.start_ingestion(tenant, started, plan=plan)
    _scoping(state, tenant)
    _application(state, tenant, index)
    tenant.state = {"state": "ready", "last_changed_at": stamps["updated_at"]}


def _rollover(
    state: State, tenant: Tenant, name: str, today: datetime, start: int, end: int
) -> None:
    tenant.rollovers.put(
        {
            "id": state.new_id(),
            "name": f"{name} {(today + timedelta(days=start)).year}",
            "start_date": write_time(today + timedelta(days=start)),
            "end_date": write_time(today + timedelta(days=end)),
            "type": "school_year",
            "cloud_id": tenant.cloud_id,
        }
    )


def _schedule(state: State, tenant: Tenant, base: Record, *, hour: int, enabled: bool) -> None:
    tenant.schedules.put(
        {
            "id": state.new_id(),
            **base,
            "hour": hour,
            "enabled": enabled,
            "type": "collection",
        }
    )


def _scoping(state: State, tenant: Tenant) -> None:
    base = {"account_id": tenant.account_id, "tenant_id": tenant.id}
    place = " ".join(str(tenant.info["account"]["name"]).split()[:2])
    for number, kind in enumerate(SCHOOLS):
        identifier = state.new_id()
        school = {
            "id": identifier,
            **base,
            "school_id": identifier,
            "school_ref_id": f"SCH-{number + 1:03d}",
            "name": f"{place} {kind}",
            "local_id": f"{100 + number}",
            "keywords": kind.split()[0].lower(),
            "selected": number != 1,
        }
        tenant.schools.put(school)
        for offset in range(2):
            title = COURSES[(number * 2 + offset) % len(COURSES)]
            identifier = state.new_id()
            course = {
                **{key: school[key] for key in ("school_id", "school_ref_id", "selected")},
                "id": identifier,
                **base,
                "course_id": identifier,
                "course_ref_id": f"CRS-{number + 1}{offset + 1:02d}",
                "name": title,
                "local_id": f"{number + 1}{offset + 1:02d}",
                "keywords": title.split()[0].lower(),
            }
            tenant.courses.put(course)


def _application(state: State, tenant: Tenant, index: int) -> None:
    updating = index % 2 == 0
    tenant.application = {
        "account_id": tenant.account_id,
        "tenant_id": tenant.id,
        "deliver_tasks": True,
        "validate_tasks": index % 4 == 0,
        "auth_type": "oauth2",
        "auth_state": "confirmed",
        "auth_session_id_pending": state.new_id() if updating else None,
        "auth_message": "Waiting for the district to approve." if updating else None,
        "auth_state_pending": "updating" if updating else "confirmed",
        "auth_attributes": {
            "username": f"sync-user-{index}",
            "password": f"not-a-real-password-{index}",
        },
        "auth_attributes_pending": {},
    }
