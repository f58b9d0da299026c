"""Rollovers, and their conflicts."""

from __future__ import annotations

from ..contract.answers import bad_request, conflict, not_found
from ..world.changes import check_fresh, saw
from ..world.collection import Record
from ..world.rules import is_active, overlapping, rollover_status, window
from ..world.times import read_time, write_time
from .call import Call, Count, Handler, Listing, Result, Single


def list_rollovers(call: Call) -> Result:
    """`sort` is the name of a property, with `-` in front for descending order."""
    shown = [_with_status(call, record) for record in call.tenant.rollovers]
    name = call.query.get("sort", "")
    if name:
        shown.sort(key=lambda record: str(record.get(name.lstrip("-"), "")))
        if name.startswith("-"):
            shown.reverse()

    def show(record: Record) -> Record:
        saw(call.token, call.tenant.rollovers, record["id"])
        return record

    return Listing(shown, show)


def count_rollovers(call: Call) -> Result:
    return Count(len(call.tenant.rollovers))


def find_rollover(call: Call) -> Result:
    return Single(_show(call, _rollover(call)))


def create_rollover(call: Call) -> Result:
    body = _checked(call.json())
    _refuse_overlap(call, {**body, "id": None})
    if call.transaction is not None:
        call.transaction.check()
    new = body | {"id": call.state.new_id()}
    if call.profile.rollover_owner:
        new |= _owner(call) | call.created()
    return Single(_show(call, call.tenant.rollovers.put(new)))


def update_rollover(call: Call) -> Result:
    """Replaces a rollover: a property that is not sent is gone. An active one may be changed."""
    old = _rollover(call)
    body = {**_checked(call.json()), "id": old["id"]}
    if call.profile.rollover_owner:
        kept = {name: old[name] for name in ("created_at",) if name in old}
        body |= _owner(call) | kept | {"updated_at": write_time(call.now)}
    _refuse_overlap(call, body)
    if call.transaction is not None:
        call.transaction.check()
        check_fresh(call.token, call.tenant.rollovers, old["id"])
    return Single(_show(call, call.tenant.rollovers.put(body)))


def delete_rollover(call: Call) -> None:
    record = _rollover(call)
    if is_active(record, call.now):
        raise conflict(
            "rollover_active", "An active rollover cannot be deleted.", f"rollover {record['id']}"
        )
    call.tenant.rollovers.remove(record["id"])
    call.tokens.forget(record["id"])


def _rollover(call: Call) -> Record:
    record = call.tenant.rollovers.get(call.id)
    if record is None:
        raise not_found("rollover", call.id)
    return record


def _show(call: Call, record: Record) -> Record:
    """A rollover as the caller sees it now, which is noted."""
    saw(call.token, call.tenant.rollovers, record["id"])
    return _with_status(call, record)


def _with_status(call: Call, record: Record) -> Record:
    status = rollover_status(record, call.now)
    shown = record | (_owner(call) if call.profile.rollover_owner else {})
    return shown if status is None else {**shown, "status": status}


def _owner(call: Call) -> Record:
    return {"account_id": call.tenant.account_id, "tenant_id": call.tenant.id}


def _checked(body: Record) -> Record:
    """What is kept of a request: times in UTC, no status, since it follows from the clock."""
    kept = {name: value for name, value in body.items() if name != "status"}
    for name in ("start_date", "end_date"):
        moment = read_time(kept[name])
        if moment is None:
            raise bad_request(f"{name} is not a time.", f"body property {name}")
        kept[name] = write_time(moment)
    span = window(kept)
    if span is not None and span[0] >= span[1]:
        raise bad_request("A rollover ends after it starts.", "body property end_date")
    return kept


def _refuse_overlap(call: Call, body: Record) -> None:
    others = overlapping(body, call.tenant.rollovers, call.profile)
    if others:
        names = ", ".join(str(other["id"]) for other in others)
        raise conflict("rollover_overlap", "The rollover overlaps another.", f"rollovers {names}")


OPERATIONS: dict[str, Handler] = {
    "listRollovers": list_rollovers,
    "countRollovers": count_rollovers,
    "findRollover": find_rollover,
    "createRollover": create_rollover,
    "updateRollover": update_rollover,
    "deleteRollover": delete_rollover,
}
