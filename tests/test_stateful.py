"""Two clients of one tenant race each other through faults, and nothing that must hold breaks.

Hypothesis draws pairs of calls, where the service holds each, in which order it lets them go, and
what goes wrong. A longer run: `INTEROP_STATEFUL_STEPS=10000 pytest -s tests/test_stateful.py`; its
seed is printed, and `INTEROP_STATEFUL_SEED` repeats it.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from itertools import combinations
from typing import ClassVar

import pytest
from anyio.from_thread import start_blocking_portal
from conflicts.racing import FAULTS, KINDS, RUNS, WINDOWS, Call, Watched, race, window
from conflicts.world import World
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from interop_client import InteropClient
from interop_client.errors import (
    IngestionFailedError,
    InteropError,
    OutcomeUnknownError,
    RequestError,
    ServerError,
    WaitTimeoutError,
)
from interop_client.ingestions import wait
from interop_client.models import Schedule
from interop_client.sandbox import IngestionPlan, Sandbox
from interop_client.schedules import attribution
from interop_client.schedules import run as running

PLANS = (
    IngestionPlan(0, 0, 0),
    IngestionPlan(0, 0, 0, "failed"),
    IngestionPlan(0, 0.01, 0.02),
    IngestionPlan(executing=600),
)

calls = st.builds(
    Call,
    kind=st.sampled_from(KINDS),
    fault=st.sampled_from(FAULTS),
    target=st.integers(0, 3),
    window=st.sampled_from(WINDOWS),
    name=st.sampled_from(["A", "B"]),
    held=st.sampled_from(["write", "write", "write", "write after", "first", "second", "third"]),
)
moves = st.sampled_from([0.0, 0.0, 0.0, 1.0, 3600.0, 2 * 86400.0, 6 * 86400.0, -3600.0])


class TwoClients(RuleBasedStateMachine):
    """Two clients with tokens of their own, one tenant, and a service that fails."""

    steps = 0
    outcomes: ClassVar[Counter[str]] = Counter()

    @initialize(backend=st.sampled_from(["asyncio", "trio"]), detect=st.booleans())
    def begin(self, backend: str, detect: bool) -> None:
        self.stack = ExitStack()
        sandbox = self.stack.enter_context(
            Sandbox(tenants=9, detect_concurrent_change=detect, token_lifetime=90000.0)
        )
        self.portal = self.stack.enter_context(start_blocking_portal(backend))
        self.sandbox = sandbox
        self.world = World(sandbox)
        self.watched = self.world.tenant.rollovers = Watched(sandbox.clock.now)
        self.world.put(5, 10, "A")
        self.world.put(20, 30, "B")
        self.clients = (self.world.client(), self.world.client())
        self.numbers = 0
        self.markers: dict[str, set[str]] = {}

    def teardown(self) -> None:
        if not hasattr(self, "stack"):
            return
        with self.stack:
            self.sandbox.faults.clear()
            for client in self.clients:
                self.portal.call(self.close, client)
            deadline = time.monotonic() + 5
            while self.sandbox.open_connections and time.monotonic() < deadline:
                time.sleep(0.001)
            assert self.sandbox.open_connections == 0

    async def close(self, client: InteropClient) -> None:
        assert await client.rollovers.count() == len(self.watched)
        await client.aclose()

    @rule(
        first=calls,
        second=calls,
        swapped=st.booleans(),
        together=st.booleans(),
        advance=moves,
        plan=st.sampled_from(PLANS),
    )
    def two_at_once(
        self,
        first: Call,
        second: Call,
        swapped: bool,
        together: bool,
        advance: float,
        plan: IngestionPlan,
    ) -> None:
        self.sandbox.ingestion_plan = plan
        pair = [self.prepared(first), self.prepared(second)]
        runs = self.world.runs()
        self.sandbox.clear_requests()
        started = [(call, client) for call, client in zip(pair, self.clients, strict=True)]

        async def both() -> None:
            await race(
                self.world,
                (started[0], started[1]),
                swapped=swapped,
                together=together,
                advance=advance,
            )

        self.portal.call(both)
        type(self).steps += 1
        for call in pair:
            self.check(call)
            outcome = "cancelled" if call.cancelled else type(call.error).__name__
            type(self).outcomes["done" if call.succeeded else outcome] += 1
        self.check_runs(pair, self.world.runs() - runs)
        self.check_markers(pair)

    @rule(seconds=moves)
    def clock_moves(self, seconds: float) -> None:
        self.sandbox.clock.set(self.sandbox.clock.now() + timedelta(seconds=seconds))
        type(self).steps += 1

    @rule()
    def pending_ends(self) -> None:
        now = self.sandbox.clock.now()
        with self.sandbox.state.lock:
            for run in self.world.tenant.ingestions.values():
                if run.is_pending(now):
                    run.end("cancelled", now)
        type(self).steps += 1

    @rule(detect=st.booleans())
    def detection_changes(self, detect: bool) -> None:
        self.sandbox.detect_concurrent_change = detect
        type(self).steps += 1

    def prepared(self, call: Call) -> Call:
        self.numbers += 1
        call.number = self.numbers
        call.marker = f"marker-{self.numbers}"
        rollovers = [str(record["id"]) for record in self.watched]
        schedules = [str(record["id"]) for record in self.world.tenant.schedules]
        if call.kind in ("update", "modify", "delete"):
            if rollovers:
                call.identifier = rollovers[call.target % len(rollovers)]
            else:
                call.kind = "create"
        elif call.kind not in ("create", "ensure"):
            call.identifier = schedules[call.target % len(schedules)]
        return call

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

    def check_runs(self, pair: list[Call], started: int) -> None:
        """Each run that is said to be done was done; what is not known may have been done."""
        runs = [call for call in pair if call.kind in RUNS]
        certain = [call for call in runs if call.succeeded]
        effects = sum(request.effect for call in runs for request in call.requests(self.sandbox))
        assert started == effects, pair
        if len(runs) == 1 and certain:
            assert started == 1, pair
        if certain:
            assert started >= 1, pair

    def check_markers(self, pair: list[Call]) -> None:
        """With detection on, no change that was acknowledged is lost; none is made twice."""
        present: dict[str, list[str]] = {
            str(record["id"]): record.get("markers", []) for record in self.watched
        }
        for call in pair:
            if call.kind == "modify" and call.succeeded:
                self.markers.setdefault(call.identifier, set()).add(call.marker)
        for identifier, markers in present.items():
            assert len(markers) == len(set(markers)), pair
            if self.sandbox.detect_concurrent_change:
                assert self.markers.get(identifier, set()) <= set(markers), pair
        self.markers = {identifier: set(markers) for identifier, markers in present.items()}

    @invariant()
    def no_two_rollovers_are_equal_or_overlap(self) -> None:
        if hasattr(self, "watched"):
            for one, other in combinations(list(self.watched), 2):
                (start, end), (other_start, other_end) = window(one), window(other)
                assert not (start < other_end and other_start < end), (one, other)

    @invariant()
    def no_two_schedules_have_an_hour(self) -> None:
        if hasattr(self, "world"):
            hours = [record["hour"] for record in self.world.tenant.schedules]
            assert len(hours) == len(set(hours))

    @invariant()
    def nothing_was_deleted_while_active(self) -> None:
        if hasattr(self, "watched"):
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


@pytest.fixture
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attribution, "_LOOKS", (0.0, 0.002, 0.005))
    monkeypatch.setattr(running, "_FIRST_PAUSE", 0.01)
    monkeypatch.setattr(wait, "_FIRST_PAUSE", 0.005)
    monkeypatch.setattr(wait, "_LAST_LOOK", 0.02)


def settings_for(examples: int, steps: int, *, fixed: bool) -> settings:
    return settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=fixed,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate] if fixed else [Phase.generate, Phase.shrink],
    )


@pytest.mark.usefixtures("short_pauses")
def test_two_clients_that_race_through_faults_break_nothing() -> None:
    wanted = int(os.environ.get("INTEROP_STATEFUL_STEPS", "0"))
    TwoClients.steps = 0
    if not wanted:
        run_state_machine_as_test(TwoClients, settings=settings_for(25, 12, fixed=True))
        return
    first = int(os.environ.get("INTEROP_STATEFUL_SEED", random.randrange(2**31)))
    number = first
    while TwoClients.steps < wanted:
        print(f"seed {number}: {TwoClients.steps} of {wanted} steps", flush=True)
        run_state_machine_as_test(
            seed(number)(TwoClients), settings=settings_for(40, 30, fixed=False)
        )
        number += 1
    print(f"calls: {dict(TwoClients.outcomes.most_common())}")
    print(f"{TwoClients.steps} steps, seeds {first} to {number - 1}, no failure", flush=True)
