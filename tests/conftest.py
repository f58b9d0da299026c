"""Fixtures for every test."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from support import bounds
from support.clock import WallClock, virtual_backend
from support.delays import Delays, held_up
from support.profiles import without_repetition

from interop_client import _clock
from interop_client.sandbox.contract.profile import PROFILES, ProfileName

# No example fails because the machine is slow.
settings.register_profile("any", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any")


def pytest_configure() -> None:
    """Has the processes of tests hear SIGINT, also where the shell started all this without it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module", autouse=True)
def what_stays_is_not_collected() -> None:
    """Spares the collections of garbage in a module's tests all that was there before them."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def delays() -> Iterator[Delays | None]:
    """What holds up the event loops, where `INTEROP_TEST_DELAYS` gives a seed."""
    seed = os.environ.get("INTEROP_TEST_DELAYS")
    if seed is None:
        yield None
        return
    planted = Delays(int(seed))
    with pytest.MonkeyPatch.context() as patch:
        planted.on_asyncio(patch)
        yield planted


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, delays: Delays | None
) -> str | tuple[str, dict[str, Any]]:
    """Everything hand-written is tested on both; on a virtual clock where a test is so marked."""
    name = str(request.param)
    mark = request.node.get_closest_marker("virtual_clock")
    if mark is None:
        return held_up(name, delays)
    monkeypatch.setattr(_clock, "time", WallClock())
    return virtual_backend(name, mark.kwargs.get("seed"))


@pytest.fixture(autouse=True)
def bounds_are_long(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounds of calls are so long that no machine is too slow for them."""
    bounds.refuse_short_ones(request.node, monkeypatch)


@pytest.fixture(params=PROFILES)
def profile(request: pytest.FixtureRequest) -> ProfileName:
    """How the sandbox answers where the evidence leaves it open: every way in turn."""
    name: ProfileName = request.param
    return name


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Runs other profiles than the default on asyncio alone."""
    kept, repeated = without_repetition(items)
    if repeated:
        config.hook.pytest_deselected(items=repeated)
        items[:] = kept
