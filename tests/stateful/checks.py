"""What a scene of two clients has to keep, whatever goes wrong."""

from __future__ import annotations

from itertools import combinations

from conflicts.world import World

from interop_client.errors import (
    IngestionFailedError,
    InteropError,
    OutcomeUnknownError,
    RequestError,
    ServerError,
    WaitTimeoutError,
)
from interop_client.models import Schedule
from interop_client.sandbox import Sandbox

from .calls import RUNS, Call, Watched, window


class Scene:
    """One tenant of a sandbox, and what is known of the calls on it.

    Args:
        world: the tenant; its rollovers are watched from now on.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.sandbox: Sandbox = world.sandbox
        self.watched = world.tenant.rollovers = Watched(world.sandbox.clock.now)
        world.put(5, 10, "A")
        world.put(20, 30, "B")
        self._numbers = 0
        self._markers: dict[str, set[str]] = {}

    def prepare(self, call: Call) -> None:
        """Gives a drawn call its number, and something that is there to work on."""
        self._numbers += 1
        call.number = self._numbers
        call.marker = f"marker-{self._numbers}"
        rollovers = [str(record["id"]) for record in self.watched]
        schedules = [str(record["id"]) for record in self.world.tenant.schedules]
        if call.kind in ("update", "modify", "delete"):
            if rollovers:
                call.identifier = rollovers[call.target % len(rollovers)]
            else:
                call.kind = "create"
        elif call.kind not in ("create", "ensure"):
            call.identifier = schedules[call.target % len(schedules)]

    def check(self, call: Call) -> None:
        """What each call on its own has to have kept."""
        assert call.done
        assert call.error is None or isinstance(call.error, InteropError), call
        sent = call.requests(self.sandbox)
        effects = sum(request.effect for request in sent)
        if call.kind in (*RUNS, "update", "enable", "disable"):
            for request in sent[:-1]:
                if call.fault == "lost in body" and not request.effect:
                    continue  # the head of the answer came through, and said no
                assert not request.lost, call
                assert request.status in (401, 409, 429), call
        if call.kind in ("create", "create schedule", "ensure schedule", *RUNS, "update", "modify"):
            assert effects <= 1, call
        if call.cancelled or call.fault == "out of time" or is_unknown(call):
            return
        if not call.succeeded:
            if call.kind not in ("ensure", "delete"):
                assert effects == 0, call
        elif call.kind in ("enable", "disable"):
            assert isinstance(call.result, Schedule)
            assert call.result.enabled is (call.kind == "enable")

    def check_runs(self, pair: tuple[Call, ...], started: int) -> None:
        """Each run that is said to be done was done; what is not known may have been done."""
        runs = [call for call in pair if call.kind in RUNS]
        certain = [call for call in runs if call.succeeded]
        effects = sum(request.effect for call in runs for request in call.requests(self.sandbox))
        assert started == effects, pair
        if len(runs) == 1 and certain:
            assert started == 1, pair
        if certain:
            assert started >= 1, pair

    def check_markers(self, pair: tuple[Call, ...]) -> None:
        """With detection on, no change that was acknowledged is lost; none is made twice."""
        present: dict[str, list[str]] = {
            str(record["id"]): record.get("markers", []) for record in self.watched
        }
        for call in pair:
            if call.kind == "modify" and call.succeeded:
                self._markers.setdefault(call.identifier, set()).add(call.marker)
        for identifier, markers in present.items():
            assert len(markers) == len(set(markers)), pair
            if self.sandbox.detect_concurrent_change:
                assert self._markers.get(identifier, set()) <= set(markers), pair
        self._markers = {identifier: set(markers) for identifier, markers in present.items()}

    def check_state(self) -> None:
        """What must hold at any time."""
        for one, other in combinations(list(self.watched), 2):
            (start, end), (other_start, other_end) = window(one), window(other)
            assert not (start < other_end and other_start < end), (one, other)
        hours = [record["hour"] for record in self.world.tenant.schedules]
        assert len(hours) == len(set(hours))
        for record, moment in self.watched.deleted:
            start, end = window(record)
            assert not start <= moment < end, record
        self.watched.deleted.clear()


def is_unknown(call: Call) -> bool:
    """Whether the call says that it does not know, or knows that it ran and not how it ends."""
    kinds: tuple[type[Exception], ...] = (OutcomeUnknownError,)
    if call.kind in RUNS:
        kinds += (WaitTimeoutError, IngestionFailedError)
    if call.kind == "delete":
        kinds += (RequestError, ServerError)
    return isinstance(call.error, kinds)
