"""Performs a play, and looks after each step whether all is as it must be."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import anyio
import attrs
from conflicts.virtual import VirtualWorld
from support.network import Network

from interop_client import ConflictPolicy, InteropClient, RetryPolicy

from .checks import Scene
from .plays import ClockMoves, DetectionChanges, PendingEnds, Play, Step
from .race import PAUSES, Race


@attrs.define
class Tally:
    """How much has been played, and how the calls ended."""

    steps: int = 0
    outcomes: Counter[str] = attrs.field(factory=Counter)


async def perform(play: Play, tally: Tally) -> None:
    """Plays one play, and looks after each step whether all is as it must be."""
    world = VirtualWorld(detect_concurrent_change=play.detect)
    scene = Scene(world)
    chance = random.Random(play.turns)
    async with anyio.create_task_group() as tasks:
        network = Network(world.sandbox.transport, tasks, lambda: chance.choice(PAUSES))
        options = {"transport": network, "retry": RetryPolicy(), "conflicts": ConflictPolicy()}
        async with (
            world.client(**options) as first,
            world.client(**options) as second,
        ):
            for step in play.steps:
                await take(step, scene, (first, second), network, chance, tally)
                scene.check_state()
                tally.steps += 1
            for client in (first, second):
                assert await client.rollovers.count() == len(scene.watched)


async def take(
    step: Step,
    scene: Scene,
    clients: tuple[InteropClient, InteropClient],
    network: Network,
    chance: random.Random,
    tally: Tally,
) -> None:
    sandbox = scene.sandbox
    if isinstance(step, ClockMoves):
        sandbox.clock.set(sandbox.clock.now() + timedelta(seconds=step.seconds))
    elif isinstance(step, DetectionChanges):
        sandbox.detect_concurrent_change = step.detect
    elif isinstance(step, PendingEnds):
        now = sandbox.clock.now()
        for run in scene.world.tenant.ingestions.values():
            if run.is_pending(now):
                run.end("cancelled", now)
    else:
        await race(step, scene, clients, network, chance, tally)


async def race(
    step: Race,
    scene: Scene,
    clients: tuple[InteropClient, InteropClient],
    network: Network,
    chance: random.Random,
    tally: Tally,
) -> None:
    for call in step.pair:
        scene.prepare(call)
    scene.sandbox.ingestion_plan = step.plan
    scene.sandbox.clear_requests()
    runs = scene.world.runs()
    await step.run(scene.world, clients, chance)
    await network.quiet()
    assert scene.sandbox.requests_in_progress == 0
    for call in step.pair:
        scene.check(call)
        tally.outcomes[call.outcome] += 1
    scene.check_runs(step.pair, scene.world.runs() - runs)
    scene.check_markers(step.pair)
