"""Calls that race: what each does, what goes wrong with it, and what became of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Literal

import anyio
import attrs
from conflicts.world import WRITES, World

from interop_client import InteropClient
from interop_client.models import Rollover
from interop_client.sandbox import Hold, RecordedRequest, Sandbox
from interop_client.sandbox.control.signals import Signal
from interop_client.sandbox.world.collection import Collection, Record

Kind = Literal[
    "create",
    "ensure",
    "update",
    "modify",
    "delete",
    "create schedule",
    "ensure schedule",
    "enable",
    "disable",
    "run",
    "run waiting",
    "run to completion",
]
KINDS: tuple[Kind, ...] = (
    *("create", "ensure", "update", "modify", "modify", "modify", "modify", "delete"),
    *("create schedule", "ensure schedule", "enable", "disable"),
    *("run", "run waiting", "run to completion"),
)
RUNS: tuple[Kind, ...] = ("run", "run waiting", "run to completion")
WRITING: dict[Kind, tuple[str, ...]] = {
    "create": ("createRollover",),
    "ensure": ("createRollover", "updateRollover"),
    "update": ("updateRollover",),
    "modify": ("updateRollover",),
    "delete": ("deleteRollover",),
    "create schedule": ("createSchedule",),
    "ensure schedule": ("createSchedule",),
    "enable": ("updateSchedule",),
    "disable": ("updateSchedule",),
    "run": ("runSchedule",),
    "run waiting": ("runSchedule",),
    "run to completion": ("runSchedule",),
}
FAULTS = (
    "none",
    "none",
    "none",
    *("lost before", "lost after", "lost in body", "conflict", "too many", "busy"),
    *("bad gateway", "gateway timeout", "revoked", "look fails", "look lost", "looks fail"),
    *("cancelled", "cancelled late", "out of time"),
)
WINDOWS = ((5, 10), (8, 12), (10, 15), (20, 30), (-3, 3))


@attrs.define
class Call:
    """One call of a race, as it was drawn."""

    kind: Kind
    fault: str
    target: int
    window: tuple[int, int]
    name: str
    held: Literal["write", "write after", "first", "second", "third"]
    number: int = 0
    marker: str = ""
    identifier: str = ""
    error: BaseException | None = None
    result: object = None
    cancelled: bool = False
    scope: anyio.CancelScope | None = attrs.field(default=None, repr=False)
    hold: Hold | None = attrs.field(default=None, repr=False)
    ended: Signal = attrs.field(factory=Signal, repr=False)

    @property
    def done(self) -> bool:
        return self.ended.is_set

    @property
    def succeeded(self) -> bool:
        return self.done and self.error is None and not self.cancelled

    @property
    def outcome(self) -> str:
        """How it ended, in a word."""
        if self.cancelled:
            return "cancelled"
        return "done" if self.error is None else type(self.error).__name__

    def mine(self, request: RecordedRequest) -> bool:
        return request.headers.get("x-call") == str(self.number)

    def requests(self, sandbox: Sandbox) -> list[RecordedRequest]:
        """What this call has sent to write."""
        return [
            request
            for request in sandbox.requests
            if self.mine(request) and request.operation in WRITING[self.kind]
        ]

    def inject(self, sandbox: Sandbox) -> None:
        """Has the service do what was drawn for this call."""
        faults, mine = sandbox.faults, self.mine
        for operation in WRITING[self.kind]:
            if self.fault == "lost before":
                faults.lose_connection(operation, "before", where=mine)
            elif self.fault == "lost after":
                faults.lose_connection(operation, "after", where=mine)
            elif self.fault == "lost in body":
                faults.lose_connection(operation, "in_body", where=mine)
            elif self.fault in STATUSES:
                status, after = STATUSES[self.fault]
                faults.status(operation, status, retry_after=after, where=mine)
            elif self.fault == "revoked":
                faults.revoke(operation, where=mine)
        if self.fault.startswith("look"):
            times = None if self.fault == "looks fail" else 1
            if times is None:
                faults.lose_connection(WRITING[self.kind][0], "after", where=mine)
            for operation in LOOKING:
                if self.fault == "look lost":
                    faults.lose_connection(operation, "after", where=mine)
                else:
                    faults.status(operation, 503, where=mine, times=times, skip=1)
        if self.held in ("write", "write after"):
            when: Literal["before", "after"] = "before" if self.held == "write" else "after"

            def write(request: RecordedRequest) -> bool:
                return self.mine(request) and request.method in WRITES

            self.hold = faults.hold("*", where=write, when=when)
        else:
            skip = ("first", "second", "third").index(self.held)
            self.hold = faults.hold("*", where=mine, skip=skip)

    async def run(self, world: World, client: InteropClient) -> None:
        """Makes the call, and keeps what comes of it."""
        timeout = 0.5 if self.fault == "out of time" else 30.0
        mine = client.with_options(headers={"x-call": str(self.number)}, timeout=timeout)
        self.scope = anyio.CancelScope()
        try:
            with self.scope:
                self.result = await ACTS[self.kind](self, world, mine)
            self.cancelled = self.scope.cancelled_caught
        except Exception as error:
            self.error = error
        finally:
            self.ended.set()


STATUSES: dict[str, tuple[int, float | None]] = {
    "conflict": (409, None),
    "too many": (429, 0),
    "busy": (503, None),
    "bad gateway": (502, None),
    "gateway timeout": (504, None),
}
LOOKING = ("listRollovers", "findRollover", "listSchedules", "findSchedule", "listIngestions")


async def update(call: Call, world: World, client: InteropClient) -> object:
    read = await client.rollovers.find(call.identifier)
    read.start_date, read.end_date = world.day(call.window[0]), world.day(call.window[1])
    return await client.rollovers.update(call.identifier, read)


async def modify(call: Call, world: World, client: InteropClient) -> object:
    def change(found: Rollover) -> Rollover:
        markers = found.additional_properties.setdefault("markers", [])
        assert call.marker not in markers, "the same change was applied twice"
        markers.append(call.marker)
        return found

    return await client.rollovers.modify(call.identifier, change)


ACTS: dict[Kind, Callable[[Call, World, InteropClient], Awaitable[object]]] = {
    "create": lambda c, w, i: i.rollovers.create(w.request(*c.window, c.name)),
    "ensure": lambda c, w, i: i.rollovers.ensure(w.request(*c.window, c.name)),
    "update": update,
    "modify": modify,
    "delete": lambda c, w, i: i.rollovers.delete(c.identifier),
    "create schedule": lambda c, w, i: i.schedules.create(c.window[1] % 24),
    "ensure schedule": lambda c, w, i: i.schedules.ensure(c.window[1] % 24),
    "enable": lambda c, w, i: i.schedules.enable(c.identifier),
    "disable": lambda c, w, i: i.schedules.disable(c.identifier),
    "run": lambda c, w, i: i.schedules.run(c.identifier),
    "run waiting": lambda c, w, i: i.schedules.run(c.identifier, wait_for_pending=20.0),
    "run to completion": lambda c, w, i: i.schedules.run_to_completion(c.identifier, timeout=20.0),
}


class Watched(Collection):
    """The rollovers of a tenant, with a record of what was deleted, and when.

    Args:
        clock: gives the time of the service.
    """

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._clock = clock
        self.deleted: list[tuple[Record, datetime]] = []

    def remove(self, identifier: str) -> bool:
        record = self.get(identifier)
        if record is not None:
            self.deleted.append((record, self._clock()))
        return super().remove(identifier)


def window(record: Record) -> tuple[datetime, datetime]:
    """Start and end of a rollover."""
    start, end = (datetime.fromisoformat(record[name]) for name in ("start_date", "end_date"))
    return start.astimezone(UTC), end.astimezone(UTC)
