"""Two clients of one tenant race each other through faults, and nothing that must hold breaks.

Hypothesis draws plays: pairs of calls, where the service holds each, in which order it lets them
go, and what goes wrong. All of it happens in memory and on a virtual clock, on asyncio with its
ready tasks shuffled, on trio, which shuffles by itself; a play that fails is repeated to the turn.

    INTEROP_STATEFUL_STEPS=100000 pytest -s tests/stateful

is a longer run. Its seeds are printed, and `INTEROP_STATEFUL_SEED` repeats it.
"""

from __future__ import annotations

import os
import random

import anyio
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from support.clock import WallClock, virtual_backend

from interop_client import _clock

from .perform import Tally, perform
from .plays import Play, plays


def settings_for(examples: int, *, fixed: bool) -> settings:
    return settings(
        max_examples=examples,
        derandomize=fixed,
        database=None,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )


def run_plays(tally: Tally, *, of: int, using: settings, by: int | None = None) -> None:
    """Draws plays of at most `of` steps, and performs each in a loop of its own."""

    def one(play: Play) -> None:
        name, options = virtual_backend(play.backend, play.turns)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_clock, "time", WallClock())
            anyio.run(perform, play, tally, backend=name, backend_options=options)

    drawn = given(plays(of))(one)
    using(drawn if by is None else seed(by)(drawn))()


def test_two_clients_that_race_through_faults_break_nothing() -> None:
    wanted = int(os.environ.get("INTEROP_STATEFUL_STEPS", "0"))
    tally = Tally()
    if not wanted:
        run_plays(tally, of=12, using=settings_for(40, fixed=True))
        return
    first = int(os.environ.get("INTEROP_STATEFUL_SEED", random.randrange(2**31)))
    number = first
    while tally.steps < wanted:
        print(f"seed {number}: {tally.steps} of {wanted} steps", flush=True)
        run_plays(tally, of=40, using=settings_for(200, fixed=False), by=number)
        number += 1
    print(f"calls: {dict(tally.outcomes.most_common())}")
    print(f"{tally.steps} steps, seeds {first} to {number - 1}, no failure", flush=True)
