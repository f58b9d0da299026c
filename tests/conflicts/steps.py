"""What each helper does, request by request."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable

from interop_client import InteropClient
from interop_client.sandbox import IngestionPlan

from .world import World, renamed

Act = Callable[[InteropClient, World, str], Awaitable[object]]

STEPS: dict[str, tuple[Act, int]] = {
    "create": (lambda c, w, i: c.rollovers.create(w.request(12, 15)), 3),
    "create lost": (lambda c, w, i: c.rollovers.create(w.request(50, 60)), 3),
    "ensure": (lambda c, w, i: c.rollovers.ensure(w.request(50, 60)), 2),
    "ensure changed": (lambda c, w, i: c.rollovers.ensure(w.request(10, 19, "There")), 2),
    "update": (lambda c, w, i: c.rollovers.update(i, w.request(10, 21)), 1),
    "modify": (lambda c, w, i: c.rollovers.modify(i, lambda found: renamed(found, "x")), 2),
    "delete": (lambda c, w, i: c.rollovers.delete(i), 1),
    "create schedule": (lambda c, w, i: c.schedules.create(8), 3),
    "ensure schedule": (lambda c, w, i: c.schedules.ensure(5), 2),
    "enable": (lambda c, w, i: c.schedules.enable(w.schedule), 1),
    "run": (lambda c, w, i: c.schedules.run(w.schedule), 2),
    "run pending": (lambda c, w, i: c.schedules.run(w.schedule, wait_for_pending=60), 6),
    "run to completion": (
        lambda c, w, i: c.schedules.run_to_completion(w.schedule, timeout=60),
        4,
    ),
    "wait": (lambda c, w, i: c.ingestions.wait(next(iter(w.tenant.ingestions)), timeout=60), 1),
}
WITH_A_BOUND_OF_THEIR_OWN = ("run pending", "run to completion", "wait")
CASES = [(name, index) for name, (_, steps) in STEPS.items() for index in range(steps)]


def prepare(world: World, name: str) -> str:
    if name == "create lost":
        world.sandbox.faults.lose_connection("createRollover", "after")
    if name == "run pending":
        plan = IngestionPlan(preparing=math.inf)
        world.sandbox.state.start_ingestion(world.tenant, world.sandbox.clock.now(), plan=plan)
    return str(world.put(10, 20).id)
