"""Scoping schools and courses: two kinds of one thing."""

from __future__ import annotations

from ..contract.answers import not_found
from ..world.collection import Collection, Record
from ..world.times import write_time
from .call import Bulk, Call, Handler, Listing, Result, Single

_KEPT = ("id", "account_id", "tenant_id", "created_at")
_OWN = ("id", "created_at", "updated_at")
"""What the records have within the sandbox, and show where the profile says so."""


class _Operations:
    """The six operations on schools or on courses, which the path names by this id of theirs."""

    def __init__(self, kind: str, plural: str) -> None:
        self.kind = kind
        self.plural = plural
        self.own_id = f"{kind}_id"

    def handlers(self) -> dict[str, Handler]:
        one, many = self.kind.capitalize(), self.plural.capitalize()
        return {
            f"listScoping{many}": self.list_all,
            f"createScoping{many}": self.create,
            f"deleteScoping{many}": self.delete_all,
            f"findScoping{one}": self.find,
            f"updateScoping{one}": self.update,
            f"deleteScoping{one}": self.delete,
        }

    def list_all(self, call: Call) -> Result:
        return Listing(list(self._kept(call)), lambda found: self._shown(call, found))

    def create(self, call: Call) -> Result:
        kept = self._kept(call)
        if call.query.get("replace", True):
            kept.clear()
        owner = {"account_id": call.tenant.account_id, "tenant_id": call.tenant.id}
        made: list[Record] = []
        for item in call.json().get("data") or []:
            new = {"selected": True, **item, **owner, **call.created()}
            new["id"] = new[self.own_id] = item.get(self.own_id) or new["id"]
            made.append(self._shown(call, kept.put(new)))
        return Bulk(made)

    def delete_all(self, call: Call) -> None:
        self._kept(call).clear()

    def find(self, call: Call) -> Result:
        return Single(self._shown(call, self._record(call)))

    def update(self, call: Call) -> Result:
        names = (*_KEPT, self.own_id)
        fixed = {name: value for name, value in self._record(call).items() if name in names}
        changed = {**call.json(), **fixed, "updated_at": write_time(call.now)}
        return Single(self._shown(call, self._kept(call).put(changed)))

    def delete(self, call: Call) -> None:
        self._kept(call).remove(self._record(call)["id"])

    def _kept(self, call: Call) -> Collection:
        return call.tenant.schools if self.kind == "school" else call.tenant.courses

    def _record(self, call: Call) -> Record:
        found = self._kept(call).get(call.id)
        if found is None:
            raise not_found(f"scoping {self.kind}", call.id)
        return found

    def _shown(self, call: Call, found: Record) -> Record:
        if call.profile.scoping_ids:
            return found
        return {name: value for name, value in found.items() if name not in _OWN}


OPERATIONS: dict[str, Handler] = {
    **_Operations("school", "schools").handlers(),
    **_Operations("course", "courses").handlers(),
}
