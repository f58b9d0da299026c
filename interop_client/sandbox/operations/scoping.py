"""Scoping schools and courses: two kinds of one thing."""

from __future__ import annotations

from ..contract.answers import not_found
from ..world.collection import Collection, Record
from ..world.times import write_time
from .call import Bulk, Call, Handler, Listing, Result, Single

_KEPT = ("id", "account_id", "tenant_id", "created_at")
_OWN = ("id", "created_at", "updated_at")
"""What the records have within the sandbox, and show where the profile says so."""


def _operations(kind: str, plural: str) -> dict[str, Handler]:
    """The six operations on schools or on courses, which the path names by this id of theirs."""
    own_id = f"{kind}_id"

    def kept(call: Call) -> Collection:
        return call.tenant.schools if kind == "school" else call.tenant.courses

    def record(call: Call) -> Record:
        found = kept(call).get(call.id)
        if found is None:
            raise not_found(f"scoping {kind}", call.id)
        return found

    def show(call: Call, found: Record) -> Record:
        if call.profile.scoping_ids:
            return found
        return {name: value for name, value in found.items() if name not in _OWN}

    def list_all(call: Call) -> Result:
        return Listing(list(kept(call)), lambda found: show(call, found))

    def create(call: Call) -> Result:
        if call.query.get("replace", True):
            kept(call).clear()
        owner = {"account_id": call.tenant.account_id, "tenant_id": call.tenant.id}
        made: list[Record] = []
        for item in call.json().get("data") or []:
            new = {"selected": True, **item, **owner, **call.created()}
            new["id"] = new[own_id] = item.get(own_id) or new["id"]
            made.append(show(call, kept(call).put(new)))
        return Bulk(made)

    def delete_all(call: Call) -> None:
        kept(call).clear()

    def find(call: Call) -> Result:
        return Single(show(call, record(call)))

    def update(call: Call) -> Result:
        fixed = {name: value for name, value in record(call).items() if name in (*_KEPT, own_id)}
        changed = {**call.json(), **fixed, "updated_at": write_time(call.now)}
        return Single(show(call, kept(call).put(changed)))

    def delete(call: Call) -> None:
        kept(call).remove(record(call)["id"])

    one, many = kind.capitalize(), plural.capitalize()
    return {
        f"listScoping{many}": list_all,
        f"createScoping{many}": create,
        f"deleteScoping{many}": delete_all,
        f"findScoping{one}": find,
        f"updateScoping{one}": update,
        f"deleteScoping{one}": delete,
    }


OPERATIONS: dict[str, Handler] = {
    **_operations("school", "schools"),
    **_operations("course", "courses"),
}
