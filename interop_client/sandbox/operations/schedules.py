"""Schedules, and running them."""

from __future__ import annotations

from datetime import datetime, timedelta

from ..contract.answers import bad_request, conflict, not_found
from ..world.collection import Record
from ..world.rules import is_paused
from ..world.times import write_time
from .call import Call, Count, Handler, Listing, Result, Single, Updated

_DOCUMENTED = {
    "id",
    "account_id",
    "tenant_id",
    "created_at",
    "updated_at",
    "hour",
    "enabled",
    "type",
    "paused",
    "last_run_at",
    "next_run_at",
}


def list_schedules(call: Call) -> Result:
    return Listing([_show(call, record) for record in call.tenant.schedules])


def count_schedules(call: Call) -> Result:
    return Count(len(call.tenant.schedules))


def find_schedule(call: Call) -> Result:
    return Single(_show(call, _schedule(call)))


def create_schedule(call: Call) -> Result:
    """Of the documented properties only `hour` counts; the type is always collection."""
    body: Record = call.json()
    for other in call.tenant.schedules:
        if other.get("hour") == body["hour"]:
            raise conflict(
                "schedule_overlap", "Another schedule runs at that hour.", f"schedule {other['id']}"
            )
    if call.transaction is not None:
        call.transaction.check()
    new = {
        **{name: value for name, value in body.items() if name not in _DOCUMENTED},
        **call.created(),
        "account_id": call.tenant.account_id,
        "tenant_id": call.tenant.id,
        "hour": int(body["hour"]),
        "enabled": True,
        "type": "collection",
    }
    return Single(_show(call, call.tenant.schedules.put(new)))


def update_schedule(call: Call) -> Result:
    record, body = _schedule(call), call.json()
    fixed = sorted((set(body) & _DOCUMENTED) - {"enabled"})
    if fixed:
        raise bad_request("Only 'enabled' may be updated.", f"body property {', '.join(fixed)}")
    changed = {**record, **body, "updated_at": write_time(call.now)}
    return Updated(_show(call, call.tenant.schedules.put(changed)))


def delete_schedule(call: Call) -> None:
    call.tenant.schedules.remove(_schedule(call)["id"])


def run_schedule(call: Call) -> None:
    record = _schedule(call)
    if record.get("type", "collection") != "collection":
        raise bad_request(f"A schedule of type {record.get('type')} cannot be run on demand.")
    if is_paused(record, call.tenant.rollovers, call.now):
        raise conflict("schedule_paused", "The schedule is paused.")
    for run in call.tenant.ingestions.values():
        if run.is_pending(call.now):
            raise conflict("ingestion_pending", "An ingestion is pending.", f"ingestion {run.id}")
    call.state.start_ingestion(call.tenant, call.now)
    call.tenant.schedules.put({**record, "last_run_at": write_time(call.now)})


def _schedule(call: Call) -> Record:
    record = call.tenant.schedules.get(call.id)
    if record is None:
        raise not_found("schedule", call.id)
    return record


def _show(call: Call, record: Record) -> Record:
    shown = {**record, "paused": is_paused(record, call.tenant.rollovers, call.now)}
    hour = record.get("hour")
    if not shown["paused"] and isinstance(hour, int) and 0 <= hour < 24:
        shown["next_run_at"] = write_time(_next_run(hour, call.now))
    return shown


def _next_run(hour: int, now: datetime) -> datetime:
    today = now.replace(hour=hour, minute=0, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


OPERATIONS: dict[str, Handler] = {
    "listSchedules": list_schedules,
    "countSchedules": count_schedules,
    "findSchedule": find_schedule,
    "createSchedule": create_schedule,
    "updateSchedule": update_schedule,
    "deleteSchedule": delete_schedule,
    "runSchedule": run_schedule,
}
